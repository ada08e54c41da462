"""Signals that end what the main thread does, as tidily as an exception can."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

MOMENT = 0.02  # seconds; an import system at work is seldom caught twice


def interrupts(number: signal.Signals, first: Callable[[], object] = lambda: None) -> None:
    """From now on this signal does `first` and raises KeyboardInterrupt in the main thread.

    Not in the midst of Python's own import system, though: there it could leave a lock taken for good, and
    every other thread that imports would wait forever. It then comes a moment later.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        if frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
            threading.Timer(MOMENT, _send, (number,)).start()
            return
        first()
        raise KeyboardInterrupt

    signal.signal(number, stop)


def _send(number: int) -> None:
    """The signal once more, to the main thread, which may be waiting for something."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, number)
    else:
        signal.raise_signal(number)
