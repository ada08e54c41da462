"""Where and how to appeal, as the letter itself prints it: address, fax, telephone, and the time there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from packetizer.understanding.facts.appeal import windows
from packetizer.understanding.facts.appeal.addresses import STATE_CODE
from packetizer.understanding.facts.appeal.appealnumbers import NUMBER, beginning_in, line_under
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.layout import Cell, Sheet, overlap
from packetizer.understanding.facts.making import Draft, bounded, draft, on_page, role_chance
from packetizer.understanding.lore.entries import RouteWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrasing import Framed

_FAX = re.compile(
    r"\b(?:tele-?)?f[ao]x(?:ed|ing)?\b|\bf[ao]c[sz]im[il1]+[ec]\b|\btelecopier\b|(?:^|[|,;·•/]\s?)F[.:]*\s*$",
    re.IGNORECASE,
)
_STATE = rf"(?:{STATE_CODE}|[A-Z][a-z]{{3,}}(?: [A-Z][a-z]{{3,}})?)"
_CITY = re.compile(
    rf"^(?:.*[,\s])?[A-Za-z .'-]{{2,30}}(?:,\s?|\s){_STATE}\.?,?\s+\d{{5}}(?:\s?-\s?\d{{4}})?\W*$"
)
_BOX = re.compile(r"\bP\.?\s?[O0]\.?\s?B[o0]x\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:P\.?\s?[O0]\.?\s?Box|Post Office Box|Box)\s+\w+|^\d{1,6}\s+[A-Z0-9]|\b(?:Suite|Ste|Floor|"
    r"Mail ?stop|M\.?C\.?)\b",
    re.IGNORECASE,
)
_ADDRESSED = Framed(RouteWords, r"\b%{addressed}\b[^.]{0,120}\bto\b\s?:?|\bto:\s*$|\bbelow\b|\baddress\b")
_INLINE = re.compile(
    r"(?:\b(?:P\.?\s?[O0]\.?\s?)?(?:B[o0]x|BOX)\s+[\w-]+|"
    r"\d{1,6}\s+(?:[A-Z]|\d{1,3}(?:st|nd|rd|th)\s[A-Z])[A-Za-z0-9 .]{3,40}"
    r"(?:,\s(?:Suite|Ste\.?|Floor|Fl|Room)\s[\w-]+)?)"
    r"(?:,?\s+|\s?[·•|;]\s?)[A-Z][A-Za-z .'-]{2,28},?\s+[A-Z]{2}\.?,?\s+\d{5}(?:-\s?\d{4})?"
)
_SPLIT_ZIP = re.compile(r"(?<=\d{5})(-)\s(?=\d{4}$)")  # over the end of a line


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    yield from _numbers(sheet)
    yield from _addresses(sheet)
    yield from windows.find(sheet)


# ---------------------------------------------------------------- fax and telephone


def _numbers(sheet: Sheet) -> Iterator[Draft]:
    """The fax and the telephone that the page gives for appeals: of several the surest, then the first."""
    best: dict[str, tuple[float, Draft]] = {}
    for cell in sheet.cells:
        done = 0
        for match in beginning_in(sheet, cell):
            said = said_before(sheet, cell, done, match)
            done = match.end()
            kind = way_of(said, sheet.lexicon.route)
            certainty = _for_appeals(sheet, cell, said) if kind else 0.0
            if certainty and (kind not in best or certainty > best[kind][0]):
                best[kind] = (certainty, _number(sheet, cell, match, kind, certainty))
    yield from (made for _, made in best.values())


def _number(sheet: Sheet, cell: Cell, match: re.Match[str], kind: str, certainty: float) -> Draft:
    end, value = len(cell.text), "-".join(match.groups())
    made = draft(sheet, cell, (match.start(), min(match.end(), end)), kind, value, certainty)
    under = line_under(sheet, cell) if match.end() > end else None
    if under is None:
        return made
    rest = under.line.box_at(0, match.end() - end - 1)
    return replace(made, text=match[0], box=on_page(made.box.union(rest)))


@dataclass(frozen=True, slots=True)
class Said:
    """The words that lead up to a number: right before it, and in its sentence."""

    label: str
    sentence: str


_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])[.!?]\s+(?=[A-Z(•])|(?:^|\s)[•|·;]\s|;\s")
_ASIDE = re.compile(
    r"\(?\bTT[YD](?:/TDD)?(?: users?)?\s?:?\s?(?:at\s|dial\s|call\s)?\d{3}\b(?!-)\)?", re.IGNORECASE
)


# "(fax)", "fax.", "to start an appeal", "for an expedited appeal"
_BEHIND = re.compile(
    r"\s?\(\s?(?:fax|appeals?)[^)]*\)|\s?,?\sfax(?=\s*(?:$|[.,;]))|\s(?:to|for)\s(?:[a-z]+\s){0,3}?(?:appeals?|grievances?)\b",
    re.IGNORECASE,
)


def said_before(sheet: Sheet, cell: Cell, done: int, match: re.Match[str]) -> Said:
    row = sheet.rows[cell.row]
    left = [other.text for other in row[: cell.place]]
    text = cell.text[done : match.start()]
    behind = _BEHIND.match(_going_on(sheet, cell, match.end()), match.end())
    own = f"{text} {behind[0] if behind else ''}"
    if not re.search(r"[A-Za-z]{2}", own):
        over = sheet.above(cell.box, cell.row, 1)
        own = f"{left[-1] if left else over[0].text if over else ''} {own}"
    sentence = f"{cell.text[: match.start()]} {behind[0] if behind else ''}"
    for above in _lines_above(sheet, cell, 3):
        if _SENTENCE_END.search(sentence) or re.match(r"^\W*[A-Z][\w ]{1,24}:", sentence.strip()):
            break
        short = len(above) < 40 and not _LEADS_TO_NUMBER.search(above)
        if short or above.rstrip().endswith((".", ":", "?")):
            break  # a line of its own
        sentence = f"{above} {sentence}"
    label = _ASIDE.sub(" ", _SENTENCE_END.split(own)[-1])
    return Said(label, _ASIDE.sub(" ", _SENTENCE_END.split(sentence)[-1]))


# What a line's end leaves of "to start an appeal"; an under line that goes on with it begins small
_CUT_BEHIND = re.compile(r"\s*(?:(?:to|for)(?:\s[a-z]+){0,3})?\s*$")


def _going_on(sheet: Sheet, cell: Cell, end: int) -> str:
    """A cell's text, with the line under it where what stands behind a number goes on there."""
    under = line_under(sheet, cell) if _CUT_BEHIND.match(cell.text, end) else None
    return f"{cell.text} {under.text}" if under is not None and under.text[:1].islower() else cell.text


# A line that goes on with a number, however short: "Anytown MN 55438,", "…, fax"
_LEADS_TO_NUMBER = re.compile(r"(?:\d{5},|\bor|\bfax|\bto|[|,;·•/]\s?F[.:]?)\s*$", re.IGNORECASE)


def _lines_above(sheet: Sheet, cell: Cell, rows: int) -> Iterator[str]:
    """The lines before a cell's in its column, nearest first."""
    for row in range(cell.row - 1, max(cell.row - 1 - rows, -1), -1):
        same = [other for other in sheet.rows[row] if abs(other.box.x0 - cell.box.x0) < 0.04]
        if not same:
            return
        yield same[0].text


def way_of(said: Said, route: RouteWords) -> str:
    """By fax or by telephone: the word nearest before the number."""
    for words in (said.label, said.sentence):
        fax, phone = list(_FAX.finditer(words)), list(route.telephone.finditer(words))
        if fax and (not phone or phone[-1].start() < fax[-1].start()):
            return "plan.appeal_fax"
        if phone:
            return "plan.appeal_phone"
    if _OR_AT.search(said.sentence) or (_TO.search(said.sentence) and route.ways.search(said.sentence)):
        return "plan.appeal_fax"
    asks = re.search(r"\bquestions?\b|\bappeals?\b", said.label, re.IGNORECASE)
    return "plan.appeal_phone" if asks and _LEADS_UP.search(said.label) else ""


# A number that things are sent to: behind their address, "Anytown MN 55438, or"; "send it by March 19 to"
_OR_AT = re.compile(r"\b\d{5}(?:-\d{4})?,?\s+or\W*$", re.IGNORECASE)
_TO = re.compile(r"\bto\W*$", re.IGNORECASE)


# "Questions?", "Ask for Ada in Appeals,", "fast appeals"
_LEADS_UP = re.compile(r"(?:[:?,-]|^.{0,24}\bappeals?)\s*$", re.IGNORECASE)


_TTY = re.compile(
    r"\bTT[YD](?:/TDD)?\b[^A-Za-z]{0,4}$|\bTT[YD](?: users?)?(?: (?:call|dial))?\W{0,3}$", re.IGNORECASE
)


def _for_appeals(sheet: Sheet, cell: Cell, said: Said) -> float:
    """How surely a number is the appeals department's; 0 where it is somebody else's."""
    route = sheet.lexicon.route
    words = f"{said.sentence} {said.label}"
    if _TTY.search(said.label) or route.others.search(words) or only_hurried(words, route):
        return 0.0
    hurried = 0.1 if route.hurried.search(words) else 0.0
    if route.appeals.search(words):
        return (0.8 if route.general.search(words) else 0.93) - hurried
    if route.adding.search(words) and route.appealed.search(_text_above(sheet, cell.row)):
        return 0.85  # to an appeal that they have
    about = _topic(sheet, cell)
    if about and route.general.search(words):
        return 0.6  # "Questions? Call …" under the appeals department's address
    return about - hurried if about else 0.0


_NEAR = 16  # characters between "expedited" and "appeal": "internal"


def only_hurried(words: str, route: RouteWords) -> bool:
    """Whether words speak of appeals that cannot wait, and of no other: "for an expedited appeal"."""
    hurried = [match.end() for match in route.hurried.finditer(words)]
    appeals = [match.start() for match in route.appeals.finditer(words)]
    each = all(any(0 <= start - end <= _NEAR for end in hurried) for start in appeals)
    return bool(hurried and appeals) and each and route.ordinary.search(words) is None


def _topic(sheet: Sheet, cell: Cell) -> float:
    """Whether what stands before or above is about where an appeal goes: heading, instruction, address."""
    route = sheet.lexicon.route
    number = NUMBER.search(cell.text)
    before = cell.text[: number.start()] if number is not None else ""
    beside = " ".join(other.text for other in sheet.rows[cell.row][: cell.place])
    for words in (before, beside):
        if route.appeals.search(words) and not route.others.search(words) and not route.decided.search(words):
            return 0.85
    alone = next(
        (words for words in (before, beside) if re.search(r"[A-Za-z]", words)), _ended_above(sheet, cell)
    )
    only_way = _WAY_ALONE.of(route).match(alone) is not None
    for row in range(cell.row - 1, max(cell.row - 9, -1), -1):
        texts = [
            other.text for other in sheet.rows[row] if overlap(other.box, cell.box) > 0 or other.place == 0
        ]
        line = " ".join(texts)
        if not line:
            continue
        ended = line.rstrip().endswith((".", ",")) and not _ABBREVIATED.of(route).search(line.rstrip())
        heading = len(line) < 64 and not ended
        about = route.appeals.search(line) and not route.others.search(line)
        if about and (heading or only_way or route.ways.search(line)):
            return 0.9 if not route.decided.search(line) else 0.0
        if about or (heading and route.records.search(line)):
            return 0.0  # under the latter is where papers go that were asked for
        if heading and route.topics.search(line):
            only_way = False
            if not route.ways.search(line):
                return 0.0
        elif heading and _WAY.of(route).search(line) and ":" not in line.rstrip(": "):
            # "Where to send it": what, the paper has said before
            return 0.85 if route.appeals.search(_text_above(sheet, row)) else 0.0
    return 0.0


def _ended_above(sheet: Sheet, cell: Cell) -> str:
    """The last part of the line over a number that opens its own: `Anytown OH 44113 | F`."""
    return re.split(r"[|,;·•/]", next(_lines_above(sheet, cell, 1), ""))[-1]


# "Call", "or fax": what stands over it is what for
_WAY_ALONE = Framed(RouteWords, r"^\W*(?:or\s|by\s)?%{way_alone}(?:\s(?:us|to|at))*\W*$")


def _text_above(sheet: Sheet, row: int) -> str:
    return " ".join(part.text for parts in sheet.rows[:row] for part in parts)


# ---------------------------------------------------------------- address

_WAY = Framed(RouteWords, r"\b%{by_way}\b|^\s*(?:fax|mail|phone)\s?:")


def _addresses(sheet: Sheet) -> Iterator[Draft]:
    """The address that an appeal goes to: a block that ends with a zip code, near words about appeals."""
    best: tuple[float, Draft] | None = None
    for cell in sheet.cells:
        scored = _block(sheet, cell) or _inline(sheet, cell)
        if scored is not None and (best is None or scored[0] > best[0]):
            best = scored
    if best is not None:
        yield best[1]


def _block(sheet: Sheet, cell: Cell) -> tuple[float, Draft] | None:
    route = sheet.lexicon.route
    if (
        not _CITY.match(cell.text)
        or len(cell.text) > 60
        or re.search(r"\bbox\s+\d+\W*$", cell.text, re.IGNORECASE)
    ):
        return None
    block = _without_heading(_upwards(sheet, cell), route)
    if len(block) < 2 or not any(_STREET.search(part.text) for part in block):
        return None
    lead = " ".join(part.text for row in sheet.rows[max(block[0].row - 4, 0) : block[0].row] for part in row)
    own = " ".join(part.text for part in block)
    beside = [left.text for part in block if (left := sheet.left_of(part)) is not None]
    lead = " ".join((lead, *beside))
    score = _address_score(lead, own, cell, any(_ABOVE.search(part.text) for part in sheet.cells), route)
    if route.elsewhere.search(own if route.appeals.search(own) else f"{_SENTENCE_END.split(lead)[-1]} {own}"):
        return None
    whole = _text_above(sheet, block[0].row)
    told_how = _WAY.of(route).search(f"{lead[-60:]} {own}") is not None
    if score < 0.86 and told_how and route.appeals.search(f"{whole} {own}"):
        score = 0.88
    if score < 0.5:
        return None
    box = block[0].box
    for part in block[1:]:
        box = box.union(part.box)
    confidence = min(part.line.lettered_confidence_at(0, len(part.text)) for part in block)
    lines = [_unlabelled(block[0].text, route), *(part.text for part in block[1:])]
    value = ", ".join(_BOX.sub("P.O. Box", line.strip(" ,;.")) for line in lines if line.strip(" ,;."))
    text = "\n".join(lines)
    return score, Draft(
        "plan.appeal_address", value, text, sheet.page.ref, on_page(box), bounded(confidence * score)
    )


def _unlabelled(line: str, route: RouteWords) -> str:
    """`Appeals address: Appeals Unit`, `By mail: Aetna`: the part after the label."""
    head, colon, rest = line.partition(":")
    if colon and (_ADDRESSED.of(route).search(head) or _LABEL.fullmatch(head)):
        return rest.strip()
    return line


# "By mail", "Place": a word or two before a colon, but for those that belong to an address.
_LABEL = re.compile(r"\W*(?!att|c/o|care of|re\b|dept|department|p\.?o)[a-z]+(?: [a-z]+){0,2}", re.IGNORECASE)


_HEADING = Framed(
    RouteWords,
    r"^\W*(?:\d\.\s)?%{asking}\b|^\W*(?:\d\.\s)?%{asked_to}\b.*\bto\W*$|"
    r"^[^,]{3,40}\b%{heading_ends}\s?:?\W*$|^\W*%{headings}\W*$",
)


def _without_heading(block: list[Cell], route: RouteWords) -> list[Cell]:
    """The block without the heading or the instruction that stands close above it."""
    last = max(
        (place for place, part in enumerate(block[:-1]) if _HEADING.of(route).match(part.text)), default=-1
    )
    return block[last + 1 :]


_HEAD = 0.25  # of the page: where letterheads stand
_APPEAL_LABEL = Framed(RouteWords, r"\b%{address_labels}\W*$")
_ABOVE = re.compile(r"\b(?:above|letterhead|at the top)\b", re.IGNORECASE)


def _address_score(lead: str, own: str, cell: Cell, referred: bool, route: RouteWords) -> float:
    """`referred`: the page sends its reader to an address "above"."""
    score = 0.4
    if route.appeals.search(own):
        score += 0.45
    if route.appeals.search(lead) and _ADDRESSED.of(route).search(lead[-220:]):
        score += 0.42
    elif route.appeals.search(lead):
        score += 0.3
    if cell.box.y0 < _HEAD and not (route.appeals.search(own) and (route.appeals.search(lead) or referred)):
        score -= 0.4  # a letterhead, or the window of the envelope
    return min(score, 0.93)


def _upwards(sheet: Sheet, cell: Cell) -> list[Cell]:
    """The lines of an address block from its last: same left edge, no gap, no sentence."""
    block = [cell]
    for row in range(cell.row - 1, max(cell.row - 6, -1), -1):
        over = [c for c in sheet.rows[row] if _aligned(c, cell)]
        if not over:
            break
        part = over[0]
        gap = block[0].box.y0 - part.box.y1
        if (
            gap > 1.4 * part.box.height
            or len(part.text) > 60
            or (
                part.text.rstrip().endswith((":", "."))
                and not _ABBREVIATED.of(sheet.lexicon.route).search(part.text)
            )
            or not re.search(r"[A-Za-z]{2}", part.text)
            or _LEADS_ON.search(part.text)
            or find_dates(part.text)
            or _CITY.match(part.text)
        ):
            break
        block.insert(0, part)
    return block


# The end of an instruction: "… or send it to", "mail your appeal within 180 days at"
_LEADS_ON = re.compile(r"\b(?:to|at|below|with)\s*$|(?:\s[a-z]{3,}\b){3}|^(?:or|and)\b")
_ABBREVIATED = Framed(RouteWords, r"\b%{abbreviated}\.$")


def _aligned(one: Cell, other: Cell) -> bool:
    """Two lines of one block: at the same left edge, or set to the middle."""
    middle = abs(one.box.x0 + one.box.x1 - other.box.x0 - other.box.x1) / 2
    return abs(one.box.x0 - other.box.x0) < 0.025 or (middle < 0.012 and one.box.x0 > 0.2)


def _inline(sheet: Sheet, cell: Cell) -> tuple[float, Draft] | None:
    """An address within a sentence, also over lines: "… to Appeals, P.O. Box 100, Anytown, NY 10001"."""
    route = sheet.lexicon.route
    parts = _running_text(sheet, cell)
    whole = " ".join(part.text for part in parts)
    first = sum(len(part.text) + 1 for part in parts[: parts.index(cell)])
    match = _INLINE.search(whole, first)
    if match is None or not _STREET.search(match[0]) or match.start() >= first + len(cell.text):
        return None
    start = _begin_of_address(whole, match.start(), route)
    above = " ".join(c.text for row in sheet.rows[max(parts[0].row - 2, 0) : parts[0].row] for c in row)
    left = sheet.left_of(cell)
    lead = f"{above} {left.text if left is not None else ''} {whole[:start]}"
    sentence = _SENTENCE_END.split(whole[: match.start()])[-1]
    own = bool(route.appeals.search(whole[start : match.start()]))
    alone = left is not None and not start and cell.box.y0 > _HEAD
    labelled = alone and left is not None and _APPEAL_LABEL.of(route).search(left.text) is not None
    if not own and not labelled and not (route.appeals.search(lead) and _ADDRESSED.of(route).search(lead)):
        return None
    if route.elsewhere.search(whole[start : match.start()] if own else sentence):
        return None
    at, spots = 0, []
    for part in parts:
        begin, end = max(start - at, 0), min(match.end() - at, len(part.text))
        if begin < end:
            spots.append((part, (begin, end)))
        at += len(part.text) + 1
    printed = _SPLIT_ZIP.sub(r"\1", whole[start : match.end()])
    value = re.sub(r"\s+", " ", printed)
    made = draft(sheet, spots[0][0], spots[0][1], "plan.appeal_address", value, 0.88)
    read = min(part.line.lettered_confidence_at(*span) for part, span in spots)
    box = made.box
    for part, span in spots[1:]:
        box = on_page(box.union(part.line.box_at(*span)))
    return 0.88, replace(made, text=printed, box=box, confidence=bounded(read * role_chance(0.88)))


def _running_text(sheet: Sheet, cell: Cell) -> list[Cell]:
    """A cell with the line before it, where that one's sentence goes on, and the line after it."""
    parts = [cell]
    if sheet.right_of(cell) is not None:
        return parts
    if cell.row + 1 < len(sheet.rows) and len(cell.text) > 40:
        parts.append(sheet.rows[cell.row + 1][0])
    over = sheet.rows[cell.row - 1][0] if cell.row else None
    if (
        over is not None
        and len(over.text) > 40
        and not over.text.rstrip().endswith((".", ":"))
        and re.match(r"\W*(?:[A-Z]\w+,?\s){0,4}[A-Z]?\w+,\s", cell.text)
        and abs(over.box.x0 - cell.box.x0) < 0.02
    ):
        parts.insert(0, over)
    return parts


# What stands before an address in its sentence: "Mailing address:", "… mail it to the", "appeals go to"
_BEFORE_ADDRESS = re.compile(
    r":\s+|\b(?:to|at|with|write)(?: (?:the|our|us at))?\s+(?=[A-Z])|[.;]\s+(?=[A-Z])|\s[•|·]\s|"
    r"^\s*(?:by |via )?mail\s+(?=[A-Z])",
    re.IGNORECASE,
)
_CARE_OF = re.compile(r"^(?:Attn|Attention|c/o|Box|Fax|Re)$", re.IGNORECASE)


def _begin_of_address(whole: str, street: int, route: RouteWords) -> int:
    """Where the department's name begins that stands before its street, or the street where none does."""
    begin = 0
    for mark in _BEFORE_ADDRESS.finditer(whole, 0, street):
        word = re.search(r"([\w/]+)\W*$", whole[: mark.start()])
        abbreviated = (
            mark[0][0] == "." and _ABBREVIATED.of(route).search(f"{whole[: mark.start()]}.") is not None
        )
        if abbreviated or (word is not None and _CARE_OF.match(word[1])):
            continue
        begin = mark.end()
    name = whole[begin:street]
    if name.strip() and (
        not name.lstrip()[0].isupper() or not name.rstrip().endswith((",", "-", "–", "·", "|"))
    ):
        return street
    return begin + len(name) - len(name.lstrip())
