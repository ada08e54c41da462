"""A signal ends what the main thread does, but never in the midst of Python's import system."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from packetizer.interrupt import interrupts


@pytest.fixture(autouse=True)
def _handler_put_back() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(
    ("where", "goes_on"),
    [
        ("<frozen importlib._bootstrap>", True),
        ("<frozen importlib._bootstrap_external>", True),
        ("packetizer/build.py", False),
        ("importlib_metadata/__init__.py", False),
        ("<string>", False),
    ],
)
def test_it_comes_at_once_or_after_the_import(where: str, goes_on: bool) -> None:
    done: list[str] = []
    interrupts(signal.SIGTERM, lambda: done.append("first"))
    struck = compile("signal.raise_signal(signal.SIGTERM)\ndone.append('went on')", where, "exec")
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012  (it comes wherever the program is then)
        exec(struck, {"signal": signal, "done": done})  # noqa: S102  (our own)
        time.sleep(10)
    assert done == (["went on", "first"] if goes_on else ["first"])
