"""What a person sees while a build runs: a live display on a terminal, plain lines elsewhere.

Names of files are shown, never a word of a page.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import TaskID


class Progress(Protocol):
    """Told by the build what it does. Stages do not overlap."""

    def stage(self, title: str, total: int | None = None) -> AbstractContextManager[None]:
        """A stage begins; it ends with the context. `total` counts its steps where that is known."""
        ...

    def step(self, what: str = "") -> None:
        """One step of the stage is done; `what` names the one it concerned."""
        ...

    def note(self, message: str) -> None:
        """A line that stays."""
        ...


class Silent:
    """Says nothing."""

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[None]:
        yield

    def step(self, what: str = "") -> None:
        pass

    def note(self, message: str) -> None:
        pass


class Plain:
    """A line for each stage, and one for each tenth of a long one: for logs and pipes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._title, self._total, self._done, self._said = "", 0, 0, 0

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[None]:
        self._title, self._total, self._done, self._said = title, total or 0, 0, 0
        self.note(f"{title} …" if not total else f"{title} (0 of {total}) …")
        yield

    def step(self, what: str = "") -> None:
        self._done += 1
        tenth = self._done * 10 // self._total if self._total else 0
        if self._total >= 20 and tenth > self._said:
            self._said = tenth
            self.note(f"{self._title} ({self._done} of {self._total})")

    def note(self, message: str) -> None:
        print(message, file=self._stream, flush=True)


class Live:
    """A rich display: the stage, a bar, what is being done now, and the time it takes."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._console = Console(file=stream)
        self._bars = Bars(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[what]}"),
            console=self._console,
            transient=True,
        )
        self._task: TaskID | None = None

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[None]:
        start = time.monotonic()
        task = self._task = self._bars.add_task(f"{title:<22}", total=total or 1, what="")
        self._bars.start()
        try:
            yield
        finally:
            self._bars.stop()
            self._bars.remove_task(task)
            self._task = None
        counted = f"{total} " if total else ""
        self._console.print(
            f"[green]✓[/green] {title:<22} [dim]{counted}{time.monotonic() - start:.1f} s[/dim]"
        )

    def step(self, what: str = "") -> None:
        if self._task is not None:
            shown = what if len(what) <= 40 else f"…{what[-39:]}"
            self._bars.update(self._task, advance=1, what=shown.replace("[", r"\["))

    def note(self, message: str) -> None:
        self._console.print(message, markup=False)


def for_stream(stream: TextIO, *, quiet: bool) -> Progress:
    """The display that fits: none when quiet, live on a terminal, else plain lines."""
    if quiet:
        return Silent()
    return Live(stream) if stream.isatty() else Plain(stream)
