"""Has every original of a plan made ready in workers, and sees to it that none is given up lightly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.errors import PacketizerError
from packetizer.intake.media import PDF
from packetizer.model import UNDRAWN, Box, Page, PageRef, Source
from packetizer.packet.bundle import Plan
from packetizer.packet.drawing.style import LETTER
from packetizer.packet.originals.part import Need, Part, Task, Way, digest, make_part
from packetizer.packet.originals.place import BAND, Placed, place
from packetizer.packet.originals.textlayer import has_text_layer

if TYPE_CHECKING:
    from packetizer.spread import Spread

PART_PAGES = 40  # of a PDF in one task, so that one long file keeps all workers busy
SECONDS, SECONDS_A_PAGE = 60.0, 5.0  # that making a part may take
WHOLE = Box(0.0, 0.0, 1.0, 1.0)  # of a page on which nobody has measured anything


@dataclass(frozen=True, slots=True)
class Made:
    """An original page as it was made ready: where it lies in which part, and how it went in."""

    part: Path
    index: int
    placed: Placed
    way: Way


@dataclass(frozen=True, slots=True)
class Care:
    """What is done with pages beside placing them; as a rule nothing."""

    hidden: Mapping[PageRef, tuple[Box, ...]] = field(default_factory=dict)  # places to black out
    fax: bool = False
    band: float = BAND  # room for the stamp, in points
    private: bool = False  # something is blacked out: a page that nobody could look at does not go in

    def draws_anew(self, ref: PageRef) -> bool:
        """Whether the page goes in as a picture of itself, without its own text."""
        return self.fax or ref in self.hidden

    def about(self, need: Need, ref: PageRef) -> Need:
        hidden = (WHOLE,) if self.private and need.undrawn else self.hidden.get(ref, ())
        return replace(need, hidden=hidden, fax=self.fax, band=self.band)


def gather(
    plan: Plan,
    read: Mapping[PageRef, Page],
    sources: Sequence[Source],
    folder: Path,
    work: Path,
    spread: Spread,
    care: Care,
    ready: Callable[[PageRef, Made], object] = lambda ref, page: None,
) -> dict[PageRef, Made]:
    """Every original of the plan. What a dead worker or the clock took is tried again page by page, alone.

    `ready` is told of pages as they come, while workers make the next ones.
    """
    tasks = list(_tasks(plan, read, {source.path: source for source in sources}, folder, work, care))
    coming = _spread(tasks, spread)
    import pikepdf  # noqa: F401  (takes a moment, in which the first parts are made; they are put together by it)

    made: dict[PageRef, Made] = {}
    again: list[Task] = []
    for task, outcome in zip(tasks, coming, strict=True):
        if outcome is None:
            again.extend(_single(task))
            continue
        pages = _made(task, outcome)
        made |= pages
        for ref, page in pages.items():
            ready(ref, page)
    for task in again:
        made |= _made(task, _alone(task, spread))
    _unchanged({ref.source for ref in made}, sources, folder, spread)
    return made


def _spread(tasks: Sequence[Task], spread: Spread) -> Iterator[Part | None]:
    most = max((len(task.needs) for task in tasks), default=0)
    outcomes = spread(make_part, tasks, timeout=SECONDS + SECONDS_A_PAGE * most)
    return (outcome.value for outcome in outcomes)  # the first are under way


def _alone(task: Task, spread: Spread) -> Part:
    """One page with nothing beside it: as it is, else drawn by another library, else given up."""
    for attempt in (task, replace(task, drawn=True)):
        for part in _spread([attempt], spread):
            if part is not None:
                return part
    return Part(task.target, tuple(place(*LETTER, None) for _ in task.needs), (Way.LOST,) * len(task.needs))


def _made(task: Task, part: Part) -> dict[PageRef, Made]:
    pages = zip(task.needs, part.placed, part.ways, strict=True)
    return {
        PageRef(task.source, need.number): Made(part.target, index, placed, way)
        for index, (need, placed, way) in enumerate(pages)
    }


# ---------------------------------------------------------------- what is wanted


def _tasks(
    plan: Plan,
    read: Mapping[PageRef, Page],
    sources: Mapping[str, Source],
    folder: Path,
    work: Path,
    care: Care,
) -> Iterator[Task]:
    """A task for each source; a long PDF is shared out. Sources in order of their names."""
    by_source = groupby(sorted(planned.ref for planned in plan.pages), key=lambda ref: ref.source)
    count = 0
    for source, refs in by_source:
        needs = [care.about(_need(read[ref]), ref) for ref in refs]
        media_type, whole = sources[source].media_type, len(needs) == sources[source].pages
        size = PART_PAGES if media_type == PDF else len(needs)
        for begin in range(0, len(needs), size):
            count += 1
            chosen = tuple(needs[begin : begin + size])
            target = work / f"part-{count:05}.pdf"
            yield Task(source, folder / source, media_type, chosen, target, whole=whole)


def _single(task: Task) -> Iterator[Task]:
    """The same pages, a task for each."""
    for need in task.needs:
        target = task.target.with_name(f"{task.target.stem}-{need.number}.pdf")
        yield replace(task, needs=(need,), target=target)


def _need(page: Page) -> Need:
    reread = has_text_layer(page)
    made = Need(page.ref.number, page.rotation, page.width, page.height, _ink(page), reread, page.sheet)
    return replace(made, undrawn=page.failure == UNDRAWN)


def _ink(page: Page) -> Box | None:
    """What the stamp must keep clear of: ink and every word, also one read from a speck."""
    if page.ink is None and not page.blank:
        return WHOLE
    boxes = [word.box for word in page.words] + ([page.ink] if page.ink else [])
    if not boxes:
        return None
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def _unchanged(used: set[str], sources: Sequence[Source], folder: Path, spread: Spread) -> None:
    """The files that went in are the files that were read. PacketizerError where one was changed or moved."""
    wanted = [source for source in sources if source.path in used]
    found = spread(digest, [folder / source.path for source in wanted], timeout=SECONDS)
    for source, outcome in zip(wanted, found, strict=True):
        if outcome.value != source.sha256 and outcome.failure is None:
            raise PacketizerError(
                f"{source.path}: it was changed or moved while the packet was being built; build again"
            )
