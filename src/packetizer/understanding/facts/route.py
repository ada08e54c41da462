"""Where and how to appeal, as the letter itself prints it: address, fax, telephone, and the time there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from packetizer.understanding.facts.layout import Cell, Sheet
from packetizer.understanding.facts.making import Draft, bounded, draft, on_page
from packetizer.understanding.lexicon import Lexicon

_NUMBER = re.compile(
    r"(?<![\d-])(?:\+?1[-. ]{1,2})?\(?([2-9]\d{2})(?:\)[-. /]{0,2}|[-. /]{1,2})(\d{3})[-. ]{1,2}(\d{4})"
    r"(?![\d])"
)
_FAX = re.compile(r"\bf[ao]x(?:ed|ing)?\b|\bf[ao]c[sz]im[il1]+[ec]\b|\btelecopier\b", re.IGNORECASE)
_APPEAL = re.compile(
    r"\bappeals?\b|\bgrievances?\b|\breconsideration\b|\breview\b|\bredetermination\b", re.IGNORECASE
)
_PHONE = re.compile(
    r"\b(?:call|phone|telephone|tel|contact|questions|toll[- ]free|customer service|member services|dial)\b",
    re.IGNORECASE,
)
_OTHER_USE = re.compile(
    r"\b(?:provider services|peer[- ]to[- ]peer|department of insurance|insurance department|"
    r"ombudsman|consumer assistance|department of labor|ebsa|tty|tdd|"
    r"civil rights|language|interpreter|pharmacy|nurse|external review|independent review|medicare "
    r"at|crisis|suicide|988|patient|clinic)\b",
    re.IGNORECASE,
)
_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|"
    r"S[CD]|T[NX]|UT|V[AIT]|W[AIVY]|"
    r"[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})?)"
)
_CITY = re.compile(
    rf"^(?:.*[,\s])?[A-Za-z .'-]{{2,30}}(?:,\s?|\s){_STATE}\.?,?\s+\d{{5}}(?:\s?-\s?\d{{4}})?\W*$"
)
_BOX = re.compile(r"\bP\.?\s?[O0]\.?\s?B[o0]x\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:P\.?\s?[O0]\.?\s?Box|Post Office Box|Box)\s+\w+|^\d{1,6}\s+[A-Z0-9]|\b(?:Suite|Ste|Floor|"
    r"Mail ?stop|M\.?C\.?)\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:mail|send|sent|submit\w*|address|write|writing|filed?|fax)\b[^.]{0,120}\bto\b\s?:?|"
    r"\bto:\s*$|\bbelow\b|\baddress\b",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"(?:P\.?\s?[O0]\.?\s?B[o0]x\s+[\w-]+|\d{1,6}\s+[A-Z][A-Za-z0-9 .]{3,40}(?:,\s(?:Suite|Ste\.?|Floor|Fl|"
    r"Room)\s[\w-]+)?)(?:,?\s+|\s?[·•|;]\s?)[A-Z][A-Za-z .'-]{2,28},?\s+[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?"
)
_NUMBER_WORDS = {
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
    "fifteen": 15,
    "forty-five": 45,
    "one hundred eighty": 180,
    "one hundred and eighty": 180,
    "one hundred twenty": 120,
    "four": 4,
    "six": 6,
    "twelve": 12,
    "two": 2,
    "three": 3,
    "one": 1,
    "ten": 10,
}
_COUNT = r"(\d{1,3}|" + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)) + r")(?:\s?\(\d{1,3}\))?"
_WINDOW = re.compile(
    rf"\b(?:within|have|has|up to|no later than|not later than|in|later than|"
    rf"until)\s+(?:the\s+)?{_COUNT}[\s-]+(?:calendar[\s-]+|business[\s-]+|consecutive\s+)?(days?|"
    rf"months?|years?)\b",
    re.IGNORECASE,
)
_WINDOW_APPEAL = re.compile(
    r"\bappeals?\b|\bgrievance\b|\breconsideration\b|\bredetermination\b|\bfile\b|\brequest a "
    r"review\b|\brequest (?:an? )?(?:internal )?(?:review|redetermination|appeal|hearing)\b",
    re.IGNORECASE,
)
_OUR_TIME = re.compile(
    r"\b(?:we will|we must|we'll|decision will|we have|notify you|respond to you|will be (?:made|"
    r"decided|sent|notified|completed)|will (?:respond|decide|review|send)|corrected claim|business "
    r"days? of (?:an )?(?:emergency|urgent)|expedited|urgent|external review|independent review|in "
    r"effect|old)\b",
    re.IGNORECASE,
)


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    yield from _numbers(sheet)
    yield from _addresses(sheet)
    yield from _windows(sheet)


# ---------------------------------------------------------------- fax and telephone


def _numbers(sheet: Sheet) -> Iterator[Draft]:
    best: dict[str, tuple[float, Draft]] = {}
    for cell in sheet.cells:
        for match in _NUMBER.finditer(cell.text):
            kind, certainty = _number_kind(sheet, cell, match)
            if not kind:
                continue
            made = draft(sheet, cell, match.span(), kind, "-".join(match.groups()), certainty)
            if kind not in best or certainty > best[kind][0]:
                best[kind] = (certainty, made)
    yield from (made for _, made in best.values())


def _number_kind(sheet: Sheet, cell: Cell, match: re.Match[str]) -> tuple[str, float]:
    row = sheet.rows[cell.row]
    head = " ".join(other.text for other in row[: cell.place]) + " " + cell.text[: match.start()]
    if re.match(r"\s?\(\s?(?:fax|appeals?)", cell.text[match.end() :], re.IGNORECASE):
        head += " " + cell.text[match.end() :]
    head = re.sub(r"(?<!\w)F\s?:", "fax:", head)
    above = [c.text for r in range(max(cell.row - 4, 0), cell.row) for c in sheet.rows[r]]
    context = " ".join([*above, head])[-330:]
    near = " ".join([*above[-1:], head])[-90:]
    below = " ".join(c.text for c in sheet.rows[cell.row + 1]) if cell.row + 1 < len(sheet.rows) else ""
    if _APPEAL.search(below) and len(below) < 40:
        context += " " + below
    if _OTHER_USE.search(near):
        return "", 0.0
    appeal = 0.93 if _APPEAL.search(context) else 0.5
    if appeal == 0.5 and _sends(sheet, cell, near):
        appeal = 0.86
    fax = list(_FAX.finditer(near))
    phone = list(_PHONE.finditer(near))
    if fax and (not phone or phone[-1].start() < fax[-1].start()):
        return "plan.appeal_fax", appeal
    if phone or appeal > 0.5:
        return "plan.appeal_phone", appeal * (0.95 if phone else 0.75)
    return "", 0.0


_WAY = re.compile(
    r"\b(?:by|via) (?:fax|mail|phone)\b|\bfax (?:it|them|your|this|to)\b|\bwhere to send\b|"
    r"\bsend (?:it|them|your)\b|"
    r"^\s*(?:fax|mail|phone)\s?:",
    re.IGNORECASE,
)


def _sends(sheet: Sheet, cell: Cell, near: str) -> bool:
    """Words about how to send, on a page that speaks of appeals further up."""
    return bool(_WAY.search(near)) and any(
        _APPEAL.search(other.text) for row in sheet.rows[: cell.row] for other in row
    )


# ---------------------------------------------------------------- address


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
    if (
        not _CITY.match(cell.text)
        or len(cell.text) > 60
        or re.search(r"\bbox\s+\d+\W*$", cell.text, re.IGNORECASE)
    ):
        return None
    block = _without_heading(_upwards(sheet, cell))
    if len(block) < 2 or not any(_STREET.search(part.text) for part in block):
        return None
    lead = " ".join(part.text for row in sheet.rows[max(block[0].row - 4, 0) : block[0].row] for part in row)
    own = " ".join(part.text for part in block)
    beside = [left.text for part in block if (left := sheet.left_of(part)) is not None]
    lead = " ".join((lead, *beside))
    score = _address_score(lead, own, cell)
    whole = " ".join(part.text for row in sheet.rows[: block[0].row] for part in row)
    if score < 0.86 and _WAY.search(f"{lead[-60:]} {own}") and _APPEAL.search(f"{whole} {own}"):
        score = 0.88
    if score < 0.5:
        return None
    box = block[0].box
    for part in block[1:]:
        box = box.union(part.box)
    confidence = min(part.line.confidence_at(0, len(part.text)) for part in block)
    lines = [_unlabelled(block[0].text), *(part.text for part in block[1:])]
    value = ", ".join(_BOX.sub("P.O. Box", line.strip(" ,;.")) for line in lines if line.strip(" ,;."))
    text = "\n".join(lines)
    return score, Draft(
        "plan.appeal_address", value, text, sheet.page.ref, on_page(box), bounded(confidence * score)
    )


def _unlabelled(line: str) -> str:
    """`Appeals address: Appeals Unit`, `By mail: Aetna`: the part after the label."""
    head, colon, rest = line.partition(":")
    if colon and (
        _ADDRESSED.search(head) or re.fullmatch(r"\W*(?:by |via |or |us )*mail(?:ing)?", head, re.IGNORECASE)
    ):
        return rest.strip()
    return line


_HEADING = re.compile(
    r"^\W*(?:\d\.\s)?(?:where|how|when|what)\b|"
    r"^\W*(?:\d\.\s)?(?:please )?(?:mail|send|write|submit|fax|return|direct|address|forward|deliver|file)\b"
    r".*\bto\W*$|^[^,]{3,40}\b(?:to|address|addressed to|here|below|at)\s?:?\W*$|"
    r"^\W*(?:appeals?|by mail|mail|mailing address|in writing|address|your appeal rights?|"
    r"appeal rights?|standard appeals?|"
    r"to appeal|how to appeal|filing an appeal|appeal (?:address|information|process))\W*$",
    re.IGNORECASE,
)


def _without_heading(block: list[Cell]) -> list[Cell]:
    """The block without the heading or the instruction that stands close above it."""
    last = max((place for place, part in enumerate(block[:-1]) if _HEADING.match(part.text)), default=-1)
    return block[last + 1 :]


def _address_score(lead: str, own: str, cell: Cell) -> float:
    score = 0.4
    if _APPEAL.search(own):
        score += 0.45
    if _APPEAL.search(lead) and _ADDRESSED.search(lead[-220:]):
        score += 0.42
    elif _APPEAL.search(lead):
        score += 0.3
    if cell.box.y0 < 0.25 and not _APPEAL.search(own):
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
            or (part.text.rstrip().endswith((":", ".")) and not _ABBREVIATED.search(part.text))
            or _CITY.match(part.text)
        ):
            break
        block.insert(0, part)
    return block


_ABBREVIATED = re.compile(
    r"\b(?:Inc|Co|Corp|Dept|Ltd|Bldg|Ave|St|Blvd|Rd|P\.C|N\.A|Assn|Svcs|Ins)\.$", re.IGNORECASE
)


def _aligned(one: Cell, other: Cell) -> bool:
    """Two lines of one block: at the same left edge, or set to the middle."""
    middle = abs(one.box.x0 + one.box.x1 - other.box.x0 - other.box.x1) / 2
    return abs(one.box.x0 - other.box.x0) < 0.025 or (middle < 0.012 and one.box.x0 > 0.2)


def _inline(sheet: Sheet, cell: Cell) -> tuple[float, Draft] | None:
    """An address within a sentence, also over two lines: "… to Appeals, P.O. Box 100, Anytown, NY 10001"."""
    runs_on = len(cell.text) > 40 and sheet.right_of(cell) is None and cell.row + 1 < len(sheet.rows)
    follow = sheet.rows[cell.row + 1][0] if runs_on else None
    whole = cell.text if follow is None else f"{cell.text} {follow.text}"
    match = _INLINE.search(whole)
    if match is None or not _STREET.search(match[0]) or match.start() >= len(cell.text):
        return None
    if re.match(r"^(?:[A-Z][\w&.'-]*\s(?:and\s)?){1,5}[A-Z]?\w*,\s$", whole[: match.start()]):
        match = re.compile(r".*?" + re.escape(match[0])).match(whole) or match
    above = " ".join(c.text for row in sheet.rows[max(cell.row - 2, 0) : cell.row] for c in row)
    left = sheet.left_of(cell)
    lead = f"{above} {left.text if left is not None else ''} {whole[: match.start()]}"
    if not _APPEAL.search(lead) or not _ADDRESSED.search(lead):
        return None
    start = match.start()
    name = re.search(
        r"(?:\bto:?\s+(?:the\s|our\s|us at\s)?|\bat:?\s+|:\s*)([A-Z][^.:]{3,70}),\s*$", whole[:start]
    )
    if name is not None:
        start = name.start(1)
    place = cell.line.box_at(start, len(cell.text)) if match.end() > len(cell.text) else None
    made = draft(
        sheet,
        cell,
        (start, min(match.end(), len(cell.text))),
        "plan.appeal_address",
        re.sub(r"\s+", " ", whole[start : match.end()]),
        0.88,
    )
    if place is not None and follow is not None:
        made = replace(
            made,
            text=whole[start : match.end()],
            box=on_page(place.union(follow.line.box_at(0, match.end() - len(cell.text) - 1))),
        )
    return 0.88, made


# ---------------------------------------------------------------- the time there is


def _windows(sheet: Sheet) -> Iterator[Draft]:
    """`within 180 days`: the first that speaks of the appeal and not of the insurer's own time to answer."""
    for cell in sheet.cells:
        below = (
            sheet.rows[cell.row + 1][0].text if cell.row + 1 < len(sheet.rows) and len(cell.text) > 40 else ""
        )
        for match in _WINDOW.finditer(f"{cell.text} {below}"):
            if match.start() >= len(cell.text):
                continue
            sentence = _sentence(sheet, cell, match)
            if not _WINDOW_APPEAL.search(sentence) or _OUR_TIME.search(sentence):
                continue
            count = match[1].lower()
            number = int(count) if count.isdigit() else _NUMBER_WORDS[count]
            unit = match[2].lower().rstrip("s") + "s"
            if (unit == "days" and number < 10) or not number:
                continue
            yield draft(
                sheet,
                cell,
                (match.start(), min(match.end(), len(cell.text))),
                "plan.appeal_window",
                f"{number} {unit}",
                0.88,
            )
            return


def _sentence(sheet: Sheet, cell: Cell, match: re.Match[str]) -> str:
    """The words around, from the line before to the line after, within full stops."""
    above = sheet.rows[cell.row - 1][-1].text if cell.row else ""
    below = sheet.rows[cell.row + 1][0].text if cell.row + 1 < len(sheet.rows) else ""
    head = re.split(r"\.\s", f"{above} {cell.text[: match.start()]}")[-1]
    tail = re.split(r"\.\s|\.$", f"{cell.text[match.start() :]} {below}")[0]
    return f"{head}{tail}"
