"""The case on one page: what was decided, what the record shows, what is asked, each with its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packetizer.model import Began, Turn
from packetizer.packet.drawing.layout import Composer, SheetPage
from packetizer.packet.drawing.style import BOTTOM, LEFT, WIDTH, Face, wrap
from packetizer.packet.drawing.table import GUTTER, Cell, Column, Row, set_table
from packetizer.packet.sheets.course import course
from packetizer.packet.sheets.disputed import served, treatment
from packetizer.packet.sheets.inpart import in_part
from packetizer.packet.sheets.matter import Matter, Score, Shown
from packetizer.packet.sheets.printed import count, days, dollars, listed, long_date, short_date, together
from packetizer.packet.sheets.wording import wording

_MOST_REASONS = 6  # in the sentence
FEWEST = 4  # rows; with less the cover says it all


@dataclass(frozen=True, slots=True)
class Point:
    key: str  # of wording.yaml's `summary`
    told: str
    letter: str
    page: int


def summary(matter: Matter) -> tuple[SheetPage, ...]:
    points = list(_points(matter))
    if len(points) < FEWEST:
        return ()
    page = Composer(matter.over, "Summary")
    for line in wrap(_sentence(matter), WIDTH, Face.SERIF, 11.5, lines=6):
        page.y -= 15.4
        page.write(LEFT, page.y, line, Face.SERIF, 11.5)
    page.y -= 12
    columns = (
        Column("What", 128, lines=3),
        Column("What the record shows", WIDTH - 128 - 58 - 40, lines=4),
        Column("Exhibit", 58, right=True),
        Column("Page", 40 + GUTTER, right=True),
    )
    before = (None, *points)
    rows = [
        _row(point, again=last is not None and last.key == point.key)
        for last, point in zip(before, points, strict=False)
    ]
    set_table(page, columns, rows)
    _asked(page, matter)
    return page.finish()


def _row(point: Point, *, again: bool) -> Row:
    """`again`: it goes on with what the row before it is called, which is not said twice."""
    cells = (
        Cell("" if again else wording().summary[point.key], Face.SANS_BOLD),
        Cell(point.told),
        Cell(point.letter, Face.SERIF_BOLD),
        Cell(str(point.page)),
    )
    return Row(cells, to=point.page, joined=again)


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def _sentence(matter: Matter) -> str:
    """Whose case it is and what was denied."""
    info = matter.case.info
    member = matter.told(info.client_name) or "The member"
    what, (label, day) = treatment(matter), served(matter)
    when = f" ({label.lower()}: {day})" if day else ""
    reasons = together(_lowered(reason.told) for reason in matter.reasons[:_MOST_REASONS])
    why = f" The reasons given: {reasons}." if reasons else ""
    return f"{member} appeals the denial{f' of {what}' if what else ''}{when}.{why}"


def _asked(page: Composer, matter: Matter) -> None:
    lines = wrap(wording().requests[matter.step], WIDTH, Face.SERIF, 11.5, lines=4)
    if page.y - 34 - 15.4 * len(lines) < BOTTOM:
        return
    page.y -= 22
    page.label(LEFT, page.y, "What is asked")
    page.y -= 2
    for line in lines:
        page.y -= 15.4
        page.write(LEFT, page.y, line, Face.SERIF, 11.5)


# ---------------------------------------------------------------- what the record shows


def _points(matter: Matter) -> Iterator[Point]:
    yield from _decision(matter)
    yield from _clinical(matter)
    yield from _course(matter)
    yield from _support(matter)
    yield from _charges(matter)


def _decision(matter: Matter) -> Iterator[Point]:
    for exhibit in matter.decisions[:1]:
        day = f" of {long_date(exhibit.document.date)}" if exhibit.document.date else ""
        printed = {str(f.value) for f in exhibit.document.facts if f.kind in ("denial.carc", "denial.rarc")}
        codes = listed([code for code in _codes(matter) if code in printed], few=6)
        yield Point(
            "decision",
            f"Decision{day}" + (f", codes {codes}" if codes else ""),
            exhibit.letter,
            exhibit.first_page,
        )
    for words, page in in_part(matter)[:1]:
        letter = next(e.letter for e in matter.plan.exhibits if e.first_page <= page <= e.last_page)
        yield Point("in_part", words, letter, page)


def _codes(matter: Matter) -> tuple[str, ...]:
    return (*matter.case.denial.carc, *matter.case.denial.rarc)


def _clinical(matter: Matter) -> Iterator[Point]:
    codes = matter.told_each(matter.case.info.diagnoses)
    shown = _met(matter, "diagnosis_evidence")
    if codes and shown:
        yield Point("diagnosis", listed(codes, few=8), *_at(shown[0]))
    tried = _met(matter, "failed_treatments")
    if tried:
        theirs = {fact.id for where in tried for fact in where.exhibit.document.facts}
        drugs = [str(f.value) for f in matter.clear("treatment.failed_drug") if f.id in theirs]
        told = together(dict.fromkeys(drugs)).capitalize() or tried[0].exhibit.document.title
        yield Point("failed", told, *_at(tried[0]))


def _course(matter: Matter) -> Iterator[Point]:
    treatments = course(matter)
    first = Began(treatments[0].on, treatments[0].on) if treatments else None
    began = matter.findings.began or first
    before = [score for score in matter.scores if _side(score, began) < 0]
    after = [score for score in matter.scores if _side(score, began) > 0]
    for score in _one_each(before, last=True):
        yield Point("before", _score(score), score.letter, score.page)
    if treatments:
        drugs = {treatment.drug for treatment in treatments} - {""}
        drug = f"{next(iter(drugs))}, " if len(drugs) == 1 else ""
        told = f"{drug}{count(len(treatments), 'recorded treatment')}: {days([t.on for t in treatments])}"
        yield Point("treatment", told[:1].upper() + told[1:], treatments[0].letter, treatments[0].page)
    for score in _one_each(after, last=True):
        yield Point("after", _score(score), score.letter, score.page)


def _side(score: Score, began: Began | None) -> int:
    """-1 before the first treatment, 1 since it began, 0 where that is not sure."""
    if began is None:
        return -1
    side = began.side_of(score.on)
    if side == 0:
        return {Turn.BEFORE: -1, Turn.AFTER: 1}.get(score.turn, 0)
    return side or 0


def _one_each(scores: Sequence[Score], *, last: bool) -> list[Score]:
    """Of each scale the last score, or the first; the worst or least pain only without the usual."""
    names = {score.scale.name for score in scores}
    scores = [s for s in scores if not any(s.scale.name.startswith(f"{name} ") for name in names)]
    ordered = scores if last else scores[::-1]
    return list({score.scale.name: score for score in ordered}.values())[:3]


def _score(score: Score) -> str:
    return (
        f"{score.scale.name} ({score.scale.about}) {score.value} of {score.scale.top}, {short_date(score.on)}"
    )


def _support(matter: Matter) -> Iterator[Point]:
    named = (
        ("necessity", "letter_of_medical_necessity"),
        ("evidence", "supporting_literature"),
        ("policy", "medical_policy"),
    )
    for key, requirement in named:
        shown = _met(matter, requirement)
        if shown:
            more = f", and {count(len(shown) - 1, 'exhibit')} more" if len(shown) > 1 else ""
            yield Point(key, shown[0].exhibit.document.title + more, *_at(shown[0]))


def _charges(matter: Matter) -> Iterator[Point]:
    bills = _met(matter, "itemized_bill")
    if bills and matter.billed:
        paid = f", paid by the member ${dollars(matter.paid)}" if matter.paid else ""
        yield Point("charges", f"Billed ${dollars(matter.billed)}{paid}", *_at(bills[0]))


def _met(matter: Matter, requirement: str) -> tuple[Shown, ...]:
    """Where an item of the checklist is shown; nothing where it is not met."""
    return next(
        (
            tuple(matter.shown(exhibit, item.shown_on) for exhibit in exhibits)
            for item, exhibits in matter.met
            if item.id == requirement
        ),
        (),
    )


def _at(shown: Shown) -> tuple[str, int]:
    return shown.exhibit.letter, shown.page
