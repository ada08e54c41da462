"""Where the data files lie that ship with this room."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
