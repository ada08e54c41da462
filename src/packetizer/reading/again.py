"""A second reading of the places that decide something, by the reader that did not read them before.

Two readers that agree are the best confidence there is; two that differ are a question for a person. Which
places these are is not ours to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packetizer.model import Box, Page, PageRef, Place, SecondReading, SheetInPhoto, Source, TextFrom, Word
from packetizer.reading.cache import PageCache, entry_name, open_cache
from packetizer.reading.engines import Readers, choose_readers
from packetizer.reading.settings import ReadingSettings
from packetizer.reading.tokens import Reader

if TYPE_CHECKING:
    from packetizer.intake.pages import OpenPage
    from packetizer.reading.images import Grey
    from packetizer.reading.tokens import Rect, Token
    from packetizer.reading.worker import Desk
    from packetizer.spread import Spread

SECONDS, SECONDS_A_PLACE = 60.0, 2.0  # that the places of one page may take
_HIGH = 44.0  # pixels of a line's height that readers can make use of
_FINEST = 600.0  # dpi
_PIXELS = 24e6  # of a page drawn for this
# Heights of the line read to each side of a place. Tesseract's places are exact, so that RapidOCR may read
# just them; where RapidOCR's may be off by a letter, Tesseract reads more and parts the words.
_BESIDE = {Reader.RAPIDOCR: 0.35, Reader.TESSERACT: 1.6}
_ABOVE = 0.28  # heights read above and below
_SURE = 0.995  # of a place's words, from which a second reading tells nothing new: 1 in 1,000 is wrong
_SURE_LAYER = 0.994  # of a page's confidence, from which its text layer was typed, not read
_PDF = "application/pdf"  # typed elsewhere: whether its fonts say what they show is not known
_PROBED = 10  # typed pages of a file, of which one is held against what is seen
_PROBES = 3  # places on it


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a page, and who shall read it."""

    box: Box
    reader: Reader


@dataclass(frozen=True, slots=True)
class AgainTask:
    """The spots of one page, as they travel to a worker."""

    file: Path
    media_type: str
    ref: PageRef
    rotation: int
    sheet: SheetInPhoto | None
    spots: tuple[Spot, ...]
    readers: Readers
    name: str  # of the cache entry
    cache: Path | None


def read_again(
    folder: Path,
    sources: Sequence[Source],
    pages: Sequence[Page],
    places: Sequence[Place],
    settings: ReadingSettings,
    *,
    cache: Path | None,
    spread: Spread,
) -> dict[Place, SecondReading]:
    """A second reading of each place that only one reader has read; the others are left out.

    None where only one reader is installed or wanted. A page that cannot be drawn any more costs its own
    second readings only.
    """
    readers = choose_readers(settings)
    if not places or readers.tesseract is None or readers.rapidocr is None:
        return {}
    tasks = list(_tasks(folder, sources, pages, places, readers, cache))
    kept = open_cache(cache)
    found: dict[PageRef, Page | None] = {
        task.ref: kept.get(task.name, task.ref) if kept else None for task in tasks
    }
    left = [task for task in tasks if found[task.ref] is None]
    longest = max((len(task.spots) for task in left), default=0)
    outcomes = spread(read_spots, left, timeout=SECONDS + SECONDS_A_PLACE * longest)
    found |= {task.ref: outcome.value for task, outcome in zip(left, outcomes, strict=True)}
    return {
        Place(task.ref, spot.box): SecondReading(word.text, word.confidence)
        for task in tasks
        if (page := found[task.ref]) is not None
        for spot, word in zip(task.spots, page.words, strict=True)
    }


def _tasks(
    folder: Path,
    sources: Sequence[Source],
    pages: Sequence[Page],
    places: Sequence[Place],
    readers: Readers,
    cache: Path | None,
) -> list[AgainTask]:
    of_page: dict[PageRef, list[Box]] = {}
    for place in dict.fromkeys(places):
        of_page.setdefault(place.page, []).append(place.box)
    known = {source.path: source for source in sources}
    probes = _probes([page for page in pages if known[page.ref.source].media_type == _PDF], of_page)
    tasks = []
    for page in pages:
        spots = tuple(spots_of(page, of_page.get(page.ref, ()))) or probes.get(page.ref, ())
        if spots:
            source = known[page.ref.source]
            wanted = ";".join(f"{spot.reader} {spot.box}" for spot in spots)
            name = entry_name("again", source.sha256, str(page.ref.number), readers.key, wanted)
            tasks.append(
                AgainTask(folder / source.path, source.media_type, page.ref, page.rotation, page.sheet, spots,
                          readers, name, cache)
            )  # fmt: skip
    return tasks


def _probes(
    pages: Sequence[Page], of_page: Mapping[PageRef, Sequence[Box]]
) -> dict[PageRef, tuple[Spot, ...]]:
    """Some places with many digits on some typed pages of each file.

    A font may tell other digits than it shows, and all else rightly: no statistics of the text can see that.
    """
    typed: dict[str, list[Page]] = {}
    for page in pages:
        if _typed(page) and of_page.get(page.ref):
            typed.setdefault(page.ref.source, []).append(page)
    found = {}
    for page in (page for some in typed.values() for page in some[::_PROBED]):
        boxes = sorted(of_page[page.ref], key=lambda box: -_digits(page, box))[:_PROBES]
        found[page.ref] = tuple(Spot(box, Reader.TESSERACT) for box in boxes if _digits(page, box))
    return found


def _digits(page: Page, box: Box) -> int:
    return sum(char.isdigit() for word in page.words if _stands_in(word.box, box) for char in word.text)


def _typed(page: Page) -> bool:
    return page.text_from is TextFrom.TEXT_LAYER and page.confidence >= _SURE_LAYER


def spots_of(page: Page, boxes: Sequence[Box]) -> list[Spot]:
    """The places that have been read by one reader only, and not beyond doubt."""
    if _typed(page):
        return []
    spots = []
    for box in boxes:
        words = [word for word in page.words if _stands_in(word.box, box)]
        read_by = {word.read_by for word in words}
        if read_by <= {TextFrom.BOTH} or min(word.confidence for word in words) >= _SURE:
            continue
        mine = TextFrom.TESSERACT in read_by
        spots.append(Spot(box, Reader.RAPIDOCR if mine else Reader.TESSERACT))
    return spots


def _stands_in(word: Box, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


# ---------------------------------------------------------------- in a worker


def read_spots(task: AgainTask) -> Page | None:
    """A page whose words are what the spots say, each a word; None where the page cannot be drawn."""
    from packetizer.intake.pages import UnreadablePage, open_page
    from packetizer.reading.worker import desk

    try:
        with open_page(task.file, task.media_type, task.ref.number) as opened:
            words = words_at(opened, task.spots, task.rotation, task.sheet, desk(task.readers))
            page = Page(task.ref, opened.width, opened.height, words, TextFrom.NONE, 0.0)
    except UnreadablePage:
        return None
    if task.cache:
        PageCache(task.cache).put(task.name, page)
    return page


def words_at(
    opened: OpenPage, spots: Sequence[Spot], rotation: int, sheet: SheetInPhoto | None, desk: Desk
) -> tuple[Word, ...]:
    """What each spot of an opened page says, as one word; empty where its reader sees none."""
    picture = _drawn(opened, spots, rotation, sheet)
    return tuple(_word(desk, picture, spot, number) for number, spot in enumerate(spots))


def _drawn(opened: OpenPage, spots: Sequence[Spot], rotation: int, sheet: SheetInPhoto | None) -> Grey:
    """The page as it was read, so fine that the smallest of the spots can be read best."""
    from packetizer.reading.images import as_grey
    from packetizer.reading.page import reading_dpi
    from packetizer.reading.sheet import as_page

    usual = reading_dpi(opened)
    tall = opened.width if rotation % 180 else opened.height
    smallest = min(spot.box.height for spot in spots) * tall / 72  # inches
    own = opened.picture_dpi or _FINEST
    fits = (_PIXELS / (opened.width / 72 * opened.height / 72)) ** 0.5
    dpi = max(usual, min(own, fits, _FINEST, _HIGH / max(smallest, 1e-3)))
    return as_grey(as_page(as_grey(opened.render(dpi)), rotation, sheet))


def _word(desk: Desk, picture: Grey, spot: Spot, number: int) -> Word:
    from packetizer.reading.confidence import chances, page_scores
    from packetizer.reading.marks import mended

    tokens = _read(desk, picture, spot)
    chance = min(chances(tokens, page_scores(tokens)), default=0.0)
    text = " ".join(token.text for token in mended([token.on_line(0) for token in tokens]))
    return Word(text, spot.box, round(chance, 3), number, TextFrom(spot.reader.value))


def _read(desk: Desk, picture: Grey, spot: Spot) -> list[Token]:
    """The words of the spot, read with a little around it, so that no letter is cut through."""
    from packetizer.reading.rapid import quads_of
    from packetizer.reading.tesseract import Layout
    from packetizer.reading.tokens import Rect

    height, width = picture.shape
    box = spot.box
    inside = Rect(box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height)
    beside, above = _BESIDE[spot.reader] * inside.height, _ABOVE * inside.height
    x0, y0 = max(int(inside.x0 - beside), 0), max(int(inside.y0 - above), 0)
    cut = picture[y0 : int(inside.y1 + above) + 1, x0 : int(inside.x1 + beside) + 1]
    if min(cut.shape) < 4:
        return []
    if spot.reader is Reader.RAPIDOCR:
        whole = quads_of([Rect(0, 0, cut.shape[1], cut.shape[0])])
        tokens = desk.rapid.read_lines(cut, whole) if desk.rapid else []
    else:
        tokens = desk.tesseract.read(cut, 300, Layout.LINE) if desk.tesseract else []
    placed = sorted((token.shifted(x0, y0) for token in tokens), key=lambda token: token.rect.x0)
    return [token for token in placed if _within(token.rect, inside)]


def _within(rect: Rect, inside: Rect) -> bool:
    """Half of a word lies in the place, or fills half of it."""
    return rect.across(inside) >= 0.5 * min(rect.width, inside.width)
