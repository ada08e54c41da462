"""The cover: to whom, from whom, whose case, what was denied, what is asked. One page, also as fax cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packetizer.model import Status
from packetizer.packet.bundle import SheetKind
from packetizer.packet.drawing.layout import Composer, SheetPage
from packetizer.packet.drawing.style import (
    DARK,
    FAINT,
    LEFT,
    MID,
    RIGHT,
    WIDTH,
    Face,
    printable,
    shorten,
    width,
    wrap,
)
from packetizer.packet.order import earlier_appeals
from packetizer.packet.sheets.disputed import references, served, treatment
from packetizer.packet.sheets.inpart import in_part
from packetizer.packet.sheets.matter import Matter
from packetizer.packet.sheets.printed import count, dollars, listed, long_date, pages
from packetizer.packet.sheets.wording import wording

LABELS = 122.0  # width of the column of labels
HALF = WIDTH / 2 - 14
SENDING = 150.0  # of the day and the number of pages, beside the title
FAX = "Fax "
MOST = 6  # lines of reasons
FLOOR = 118.0  # where the foot of the page begins


@dataclass(frozen=True, slots=True)
class Field:
    label: str
    value: str
    to: int | None = None  # packet page
    end: str = ""  # of the value, in one line: a date is not torn
    most: int = 2  # lines

    def lines(self, face: Face, size: float) -> tuple[str, ...]:
        room = WIDTH - LABELS
        made = wrap(self.value, room, face, size, lines=self.most)
        if made[-1].endswith(self.end):
            return made
        return *wrap(self.value.removesuffix(self.end).rstrip(), room, face, size, lines=1), self.end


def cover(matter: Matter) -> tuple[SheetPage, ...]:
    page = Composer("Appeal packet", wording().appeal_levels[matter.step], beside=SENDING)
    _sending(page, matter)
    _parties(page, matter)
    _fields(page, [field for field in _about(matter) if field.value])
    _reasons(page, matter)
    _request(page, matter)
    _foot(page, matter)
    return page.finish()


def _sending(page: Composer, matter: Matter) -> None:
    """Day and number of pages beside the title: what a fax cover must say."""
    day, told = long_date(matter.given.today), f"{count(matter.plan.total, 'page')}, including this one"
    page.write(RIGHT - width(day, Face.SANS, 10.0), page.y + 29, day, Face.SANS, 10.0)
    page.write(RIGHT - width(told, Face.SANS_BOLD, 10.0), page.y + 15, told, Face.SANS_BOLD, 10.0)


# ---------------------------------------------------------------- to and from


def _parties(page: Composer, matter: Matter) -> None:
    top = page.y - 14
    sides = [("To", _recipient(matter)), ("From", _sender(matter))]
    lowest = top
    for at, (label, lines) in enumerate((label, lines) for label, lines in sides if lines):
        x, y = LEFT + at * (HALF + 28), top
        page.label(x, y, label)
        y -= 4
        for number, line in enumerate(lines[:8]):
            face, size = (Face.SERIF_BOLD, 12.0) if number == 0 else (Face.SANS, 10.0)
            if line.startswith(FAX):
                face = Face.SANS_BOLD
            for part in at_comma(line, HALF, face, size):
                y -= 14.5 if number == 0 else 13.2
                page.write(x, y, part, face, size)
        lowest = min(lowest, y)
    if lowest < top:
        page.y = lowest - 16
        page.rule(page.y, grey=FAINT)


def at_comma(line: str, room: float, face: Face, size: float) -> tuple[str, ...]:
    """A line in two where it is too long: broken behind a comma, before the place, where both parts fit."""
    if width(printable(line), face, size) <= room:
        return wrap(line, room, face, size)
    parts = line.split(", ")
    for at in range(1, len(parts)):
        halves = f"{', '.join(parts[:at])},", ", ".join(parts[at:])
        if all(width(printable(half), face, size) <= room for half in halves):
            return halves
    return wrap(line, room, face, size, lines=2)


def _recipient(matter: Matter) -> list[str]:
    to = matter.findings.recipient
    if to is None:
        return []
    told = to.name.casefold()
    address = [line for line in to.address if line.casefold() not in told]  # a department named there already
    return [*filter(None, [to.name]), *address, *_reach(to.fax, to.phone, None)]


def _sender(matter: Matter) -> list[str]:
    sender = matter.given.sender
    named = [name for name in (sender.organisation, sender.name) if name]
    return [*named, *sender.address, *_reach(sender.fax, sender.phone, sender.email)]


def _reach(fax: str | None, phone: str | None, email: str | None) -> Iterator[str]:
    if fax:
        yield f"{FAX}{fax}"
    if phone:
        yield f"Telephone {phone}"
    if email:
        yield email


# ---------------------------------------------------------------- the case


def _about(matter: Matter) -> Iterator[Field]:
    info = matter.case.info
    birth = matter.told(info.client_dob)
    if matter.expedited is not None:
        asks, page = matter.expedited
        yield Field("Urgent", f"{asks}, which the treating clinician asks for: page {page}", page)
    yield Field("Member", matter.told(info.client_name) or "")
    yield Field("Date of birth", long_date(birth) if birth else "")
    yield Field("Parent or guardian", matter.guardian or "")
    yield Field("Member ID", matter.told(info.member_id) or "")
    yield Field("Group number", matter.told(info.group_number) or "")
    claims = matter.told_each(info.claim_numbers)
    yield Field("Claim number" if len(claims) == 1 else "Claim numbers", listed(claims))
    yield from (Field(one.label, one.words) for one in references(matter))
    treated = treatment(matter)
    yield Field("Treatment", treated[:1].upper() + treated[1:])
    codes = matter.procedure_codes
    yield Field("Procedure code" if len(codes) == 1 else "Procedure codes", listed(codes, few=8))
    diagnoses = matter.told_each(info.diagnoses)
    yield Field("Diagnosis" if len(diagnoses) == 1 else "Diagnoses", listed(diagnoses, few=8))
    yield Field(*served(matter))
    yield Field("Amount billed", f"${dollars(matter.billed)}" if matter.billed else "")
    yield from _decision(matter)
    yield from (
        Field("Approved in part", f"Page {at}: {words}", at, most=4) for words, at in in_part(matter)[:1]
    )
    yield Field("Last day to appeal", _deadline(matter))


def _decision(matter: Matter) -> Iterator[Field]:
    for exhibit in matter.decisions[:1]:
        day = long_date(exhibit.document.date) if exhibit.document.date else ""
        told = f"Exhibit {exhibit.letter}, page {exhibit.first_page}: {exhibit.document.title}"
        told += f", {day}" if day else ""
        yield Field("Decision appealed", told, exhibit.first_page, day)


def _deadline(matter: Matter) -> str:
    """The first deadline, if all are open: shows that the appeal is in time. Of a missed one, nothing."""
    open_days = [d.due for d in matter.findings.deadlines if d.due >= matter.given.today]
    if len(open_days) != len(matter.findings.deadlines) or not open_days:
        return ""
    return long_date(min(open_days))


def _fields(page: Composer, fields: list[Field]) -> None:
    page.y -= 5
    for field in fields:
        size = 10.4
        face = Face.SANS_BOLD if field.label in ("Urgent", "Member", "Member ID") else Face.SANS
        lines = field.lines(face, size)
        page.y -= 15.2
        with page.part("P"):
            page.write(LEFT, page.y, field.label, Face.SANS, size, MID)
            for at, line in enumerate(lines):
                page.y -= 13.0 if at else 0.0
                page.write(LEFT + LABELS, page.y, line, face, size)
        if field.to:
            page.link(LEFT + LABELS, page.y - 3, RIGHT, page.y + 11 + 13 * (len(lines) - 1), field.to)
    page.y -= 11
    page.rule(page.y, grey=FAINT)


# ---------------------------------------------------------------- reasons, request, foot


def _reasons(page: Composer, matter: Matter) -> None:
    codes = listed([*matter.case.denial.carc, *matter.case.denial.rarc], few=8)
    if not matter.reasons:
        return
    page.y -= 15
    page.label(LEFT, page.y, "Reasons given for the denial")
    if codes:
        told = f"Codes {codes}"
        page.write(RIGHT - width(printable(told), Face.SANS, 9.0), page.y, told, Face.SANS, 9.0, MID)
    page.y -= 2
    most = min(MOST, max(2, int((page.y - FLOOR - _height_of_request(matter) - 13) / 14.4)))
    few = matter.reasons if len(matter.reasons) <= most else matter.reasons[: most - 1]
    for reason in few:
        page.y -= 14.4
        stated = sorted({at for _, at in reason.stated})[:3]
        where = "p. " + ", ".join(map(str, stated))
        words = shorten(reason.told, WIDTH - 90, Face.SERIF, 11.5)
        with page.part("P"):
            page.write(LEFT, page.y, "–", Face.SERIF, 11.5)
            page.write(LEFT + 12, page.y, words, Face.SERIF, 11.5)
            page.write(RIGHT - width(where, Face.SANS, 9.0), page.y, where, Face.SANS, 9.0, DARK)
        page.link(LEFT, page.y - 3, RIGHT, page.y + 11, stated[0])
    rest = len(matter.reasons) - len(few)
    if rest:
        page.y -= 14.4
        page.write(LEFT + 12, page.y, f"and {count(rest, 'reason')} more", Face.SERIF, 11.5, DARK)
    page.y -= 11
    page.rule(page.y, grey=FAINT)


def _asked(matter: Matter) -> tuple[str, ...]:
    return wrap(wording().requests[matter.step], WIDTH, Face.SERIF, 11.5, lines=4)


def _height_of_request(matter: Matter) -> float:
    return 15 + 2 + 15.4 * len(_asked(matter)) + 8


def _request(page: Composer, matter: Matter) -> None:
    page.y -= 15
    page.label(LEFT, page.y, "What is asked")
    page.y -= 2
    with page.part("P"):
        for line in _asked(matter):
            page.y -= 15.4
            page.write(LEFT, page.y, line, Face.SERIF, 11.5)


def _letter(matter: Matter) -> int | None:
    """Where the appeal letter begins: ours, or the first paper that is one; not that of an earlier appeal."""
    sheet = matter.plan.sheet(SheetKind.LETTER)
    if sheet is not None:
        return sheet.first_page
    wanted = (item for item in matter.findings.requirements if item.id == "appeal_letter")
    if any(item.status is Status.MISSING for item in wanted):
        return None
    past = earlier_appeals(matter.case)
    letters = (
        e for e in matter.plan.exhibits if e.document.type == "appeal_letter" and e.document.id not in past
    )
    return next((exhibit.first_page for exhibit in letters), None)


def _foot(page: Composer, matter: Matter) -> None:
    plan = matter.plan
    first, last = plan.exhibits[0], plan.exhibits[-1]
    letters = f"Exhibit {first.letter}" if first is last else f"Exhibits {first.letter} to {last.letter}"
    y = FLOOR
    page.rule(y, weight=1.1)
    page.label(LEFT, y - 14, "Enclosed")
    page.write(LEFT, y - 29, letters, Face.SERIF_BOLD, 12)
    where = "page" if first.first_page == last.last_page else "pages"
    told = f"{where} {pages(first.first_page, last.last_page)} of {plan.total}"
    if len(plan.volumes) > 1:
        told += f", in {len(plan.volumes)} volumes"
    page.write(LEFT, y - 42, told, Face.SANS, 9.2, DARK)
    letter = _letter(matter)
    if letter is not None:
        told = f"Appeal letter, page {letter}"
        page.write(LEFT, y - 55, told, Face.SANS, 9.2, DARK)
        page.link(LEFT, y - 58, LEFT + width(told, Face.SANS, 9.2), y - 46, letter)
    page.label(LEFT + HALF + 28, y - 14, "Confidential")
    with page.part("P"):
        for at, line in enumerate(wrap(wording().confidential, HALF, Face.SANS, 8.8, lines=4)):
            page.write(LEFT + HALF + 28, y - 28 - at * 11, line, Face.SANS, 8.8, DARK)
