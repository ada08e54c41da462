"""Whether the computer runs on its battery, where Linux tells."""

from __future__ import annotations

from pathlib import Path

_SUPPLIES = Path("/sys/class/power_supply")


def on_battery(supplies: Path = _SUPPLIES) -> bool:
    """True where a battery gives its power and no mains does; False where the system cannot tell."""
    kinds: dict[str, list[str]] = {"Mains": [], "USB": [], "Battery": []}
    for supply in sorted(supplies.glob("*")) if supplies.is_dir() else []:
        kind = _said(supply / "type")
        if kind in kinds:
            kinds[kind].append(_said(supply / ("status" if kind == "Battery" else "online")))
    plugged = "1" in kinds["Mains"] + kinds["USB"]
    return not plugged and "Discharging" in kinds["Battery"]


def _said(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
