"""How a page looks, as numbers from 0 to 1: what document types weigh beside their wording.

Each cue is a small function of the page's look; `CUES` is the table that the definition files name them by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from packetizer.model import Fact
from packetizer.understanding.lore.wordings import Wordings
from packetizer.understanding.page.look import Look, squash_phrase

_CARD_WORDS = 160
_MONEY = re.compile(r"(?<![\d.])\$?\d{1,3}(?:,?\d{3})*\.\d{2}(?!\d)")
_CODE = re.compile(r"(?<![\w.])(?:\d{5}|[A-V]\d{4})(?![\w.])")
_TIME = re.compile(  # "1410", but not "2024"
    r"(?<![\d.])\d{1,2}:\d{2}(?![\d.])(?:\s?[ap]\.?m)?|(?<![\d.,$])\d{1,2}\.\d{2}\s?[ap]\.?m\b"
    r"|(?<![\d.,/$-])(?!19|20)[012]\d[0-5]\d(?![\d.,/-])",
    re.IGNORECASE,
)
_PRESSURE = re.compile(r"(?<![\d/])\d{2,3}/\d{2,3}(?![\d/])")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?|\d{4}-\d{2}-\d{2})(?!\d)")
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:\d{1,2}|\d{4})\b", re.IGNORECASE
)
_DOSE = re.compile(r"\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|ml)\b", re.IGNORECASE)
_LAB = re.compile(r"\b\d+(?:\.\d+)?\s?(?:[HL]\s)?.{0,16}?(?:\d+(?:\.\d+)?\s?-\s?\d+(?:\.\d+)?|[<>]\s?\d)")
_SMALL_DIGITS = re.compile(r"(?<!\S)[\[(]?([0-6])[\])]?(?!\S)")
_BOX_NUMBER = re.compile(r"^(\d{1,2})[a-j]?[.)]?\s?[A-Z][A-Z'.]{2,}")
_BLANKS = re.compile(r"_{4,}|\.{8,}")
_SOAP = re.compile(r"^([SOAP])(?:/[P])?(?::|\)|\s[-–—]\s)\s?\S")
_CHECKBOX = re.compile(r"\[\s?[xX✓]?\s?\]|\(\s\)|[☐☑☒□■]")
_CITATION = re.compile(
    r"\bet al\b|\[\d{1,3}(?:[,\-–]\d{1,3})*\]|\(\d{4}\)|\bdoi\b|\d{4};\s?\d+", re.IGNORECASE
)


@lru_cache(maxsize=512)
def _times_in(row: str) -> int:
    return len(_TIME.findall(row))


@lru_cache(maxsize=512)
def _amounts_in(row: str) -> int:
    return len(_MONEY.findall(row))


def _share(count: float, enough: float) -> float:
    return min(1.0, count / enough)


def _rows_with(look: Look, test: Callable[[str], bool]) -> int:
    return sum(test(row) for row in look.rows)


def begins_with(look: Look, place: int, phrases: frozenset[str]) -> bool:
    """Whether one of the squashed phrases stands at a place of the squashed text, as whole words."""
    return any(look.squashed.startswith(p, place) and place + len(p) in look.ends for p in phrases)


def _starts_with(look: Look, phrases: frozenset[str], upto: float) -> float:
    for segment in look.segments:
        if segment.y0 > upto:
            continue
        if begins_with(look, segment.start, phrases):
            return 1.0
    return 0.0


def _salutation(look: Look, wordings: Wordings) -> float:
    return _starts_with(look, wordings.salutations, 0.7)


def _closing(look: Look, wordings: Wordings) -> float:
    return float(any(look.squashed[part.start : part.end] in wordings.closings for part in look.segments))


def _prose(look: Look, _: Wordings) -> float:
    words = sum(len(row.split()) for row in look.rows)
    in_prose = 0
    for row in look.rows:
        parts = row.split()
        lower = sum(part[:1].islower() for part in parts)
        if len(parts) >= 8 and lower >= 0.55 * len(parts):
            in_prose += len(parts)
    return min(1.0, 1.3 * in_prose / words) if words >= 25 else 0.0


def _amount_table(look: Look, _: Wordings) -> float:
    return _share(_rows_with(look, lambda row: _amounts_in(row) >= 2), 3)


def _code_table(look: Look, _: Wordings) -> float:
    return _share(_rows_with(look, lambda row: bool(_amounts_in(row) and _CODE.search(row))), 2)


def _price_lines(look: Look, _: Wordings) -> float:
    return _share(_rows_with(look, lambda row: bool(_MONEY.search(row[-12:])) and len(row.split()) <= 8), 4)


def _vitals_rows(look: Look, _: Wordings) -> float:
    def vitals(row: str) -> bool:
        return _times_in(row) > 0 and (
            bool(_PRESSURE.search(row)) or len(re.findall(r"(?<!\d)\d{2,3}(?!\d)", row)) >= 4
        )

    return _share(_rows_with(look, vitals), 3)


def _date_rows(look: Look, _: Wordings) -> float:
    def dated(row: str) -> bool:
        return bool(_DATE.match(row) or _MONTH.match(row))

    return _share(_rows_with(look, dated), 4)


def _dose_rows(look: Look, _: Wordings) -> float:
    def dose(row: str) -> bool:
        return (
            bool(_DOSE.search(row))
            and bool(_DATE.search(row) or _MONTH.search(row))
            and len(row.split()) < 20
        )

    return _share(_rows_with(look, dose), 3)


def _lab_rows(look: Look, _: Wordings) -> float:
    def lab(row: str) -> bool:
        return (
            bool(_LAB.search(row))
            and not _amounts_in(row)
            and len(row.split()) <= 10
            and not _DATE.search(row)
        )

    return _share(_rows_with(look, lab), 4)


def _grid(look: Look, _: Wordings) -> float:
    """Rows that offer the same choices: numbers in order, or boxes that say no other thing in each row."""

    def choices(row: str) -> bool:
        digits = [int(found) for found in _SMALL_DIGITS.findall(row)]
        return len(digits) >= 4 and sum(a + 1 == b for a, b in pairwise(digits)) >= 3

    answers = Counter(_answers(row) for row in look.rows if len(_CHECKBOX.findall(row)) >= 4)
    boxes = sum(count for words, count in answers.items() if count > 1 or not words)
    return _share(_rows_with(look, choices) + boxes, 4)


def _answers(row: str) -> str:
    """What stands beside the boxes of a row after the first, without digits."""
    return squash_phrase(re.sub(r"\d", "", " ".join(_CHECKBOX.split(row)[2:])))


def _times(look: Look, _: Wordings) -> float:
    return _share(sum(map(_times_in, look.rows)), 6)


def _untimed(look: Look, _: Wordings) -> float:
    return float(not any(map(_times_in, look.rows)))


def _text_box(look: Look) -> tuple[float, float]:
    """Width and height of the text in points."""
    words = look.page.words
    width = max(word.box.x1 for word in words) - min(word.box.x0 for word in words)
    height = max(word.box.y1 for word in words) - min(word.box.y0 for word in words)
    return width * look.page.width, height * look.page.height


def _receipt_width(look: Look, _: Wordings) -> float:
    """A till slip: much higher than wide, as a picture or as its text on a sheet."""
    if not look.page.words:
        return 0.0
    if look.page.width < 0.59 * look.page.height:
        return 1.0
    width, height = _text_box(look)
    narrow = width < 0.58 * look.page.width and width < 0.62 * height
    return 0.8 if narrow and len(look.page.words) < 260 else 0.0


def _card_shape(look: Look, _: Wordings) -> float:
    """A picture in the shape of a bank card."""
    if not look.page.words or len(look.page.words) > _CARD_WORDS:
        return 0.0
    return float(1.35 <= look.page.width / look.page.height <= 1.9)


def _card_text(look: Look, wordings: Wordings) -> float:
    """A card as a picture, or its text alone on a sheet; a short note may look so too."""
    if _card_shape(look, wordings) or not look.page.words or len(look.page.words) > _CARD_WORDS:
        return _card_shape(look, wordings)
    width, height = _text_box(look)
    small = width < 0.66 * look.page.width and height < 0.5 * look.page.height
    return 0.7 if small and 1.05 <= width / max(height, 1.0) <= 2.2 else 0.0


def _few_words(look: Look, _: Wordings) -> float:
    count = len(look.page.words)
    return 1.0 if count < 70 else 0.5 if count < 130 else 0.0


def _many_words(look: Look, _: Wordings) -> float:
    count = len(look.page.words)
    return 1.0 if count > 420 else 0.5 if count > 240 else 0.0


def _form(look: Look, _: Wordings) -> float:
    labels = sum(
        ":" in part.text and len(part.text.split(":")[0].split()) <= 5 and len(part.text.split()) <= 10
        for part in look.segments
    )
    return _share(labels + 2 * sum(len(_BLANKS.findall(row)) for row in look.rows), 14)


def _blanks(look: Look, _: Wordings) -> float:
    return _share(sum(len(_BLANKS.findall(row)) for row in look.rows), 3)


def _checkboxes(look: Look, _: Wordings) -> float:
    return _share(sum(len(_CHECKBOX.findall(row)) for row in look.rows), 5)


def _numbered_boxes(look: Look, _: Wordings) -> float:
    numbers = {match[1] for part in look.segments if (match := _BOX_NUMBER.match(part.text))}
    return _share(max(0, len(numbers) - 4), 8)


def _clinical_outline(look: Look, wordings: Wordings) -> float:
    found = set()
    for part in look.segments:
        head = part.text.split(":")[0]
        if ":" in part.text or head.isupper():
            key = squash_phrase(head)
            if key in wordings.outline:
                found.add(key)
    return _share(max(0, len(found) - 1), 4)


def _note_parts(look: Look, _: Wordings) -> float:
    letters = {match[1] for row in look.rows if (match := _SOAP.match(row))}
    return _share(max(0, len(letters) - 1), 2)


def _psychiatric_outline(look: Look, wordings: Wordings) -> float:
    starts = {part.start for part in look.segments}
    found = sum(at in starts for phrase in wordings.psychiatric_outline if (at := look.find(phrase)) >= 0)
    return _share(max(0, found - 1), 3)


def _citations(look: Look, _: Wordings) -> float:
    return _share(max(0, sum(len(_CITATION.findall(row)) for row in look.rows) - 1), 5)


def _from_to(look: Look, wordings: Wordings) -> float:
    found = set()
    for part in look.segments:
        if ":" in part.text and part.y0 < 0.55:
            key = squash_phrase(part.text.split(":")[0])
            if key in wordings.address_blocks:
                found.add(key)
    return _share(max(0, len(found) - 1), 3) if "to" in found or "from" in found else 0.0


Cue = Callable[[Look, Wordings], float]

CUES: Mapping[str, Cue] = {
    "salutation": _salutation,  # "Dear …"
    "closing": _closing,  # "Sincerely," on a line of its own
    "prose": _prose,  # share of words in running text
    "amount_table": _amount_table,  # rows with two amounts or more
    "code_table": _code_table,  # rows with a procedure code and an amount
    "price_lines": _price_lines,  # short rows that end in an amount
    "vitals_rows": _vitals_rows,  # rows with a time and blood pressure or other readings
    "date_rows": _date_rows,  # rows that begin with a date
    "dose_rows": _dose_rows,  # rows with a dose and a date
    "lab_rows": _lab_rows,  # rows with a value and its range
    "grid": _grid,  # rows of choices: 0 1 2 3
    "times": _times,  # times of day
    "untimed": _untimed,  # no time of day at all
    "receipt_width": _receipt_width,
    "card_shape": _card_shape,
    "card_text": _card_text,
    "few_words": _few_words,
    "many_words": _many_words,
    "form": _form,  # labels with a colon, rules to write on
    "blanks": _blanks,  # rules to write on
    "checkboxes": _checkboxes,
    "numbered_boxes": _numbered_boxes,  # "1a. INSURED'S ID", "24. …"
    "clinical_outline": _clinical_outline,  # headings of a clinical record
    "psychiatric_outline": _psychiatric_outline,  # what only a full psychiatric history is parted into
    "note_parts": _note_parts,  # lines that begin "S:", "O:", "A:", "P:"
    "citations": _citations,
    "from_to": _from_to,  # "To: … From: … Pages: …"
}


# A pain of "7/10" may be told on any paper, so that it is no scale's total.
_SCALES = ("score.phq9", "score.gad7", "score.madrs", "score.qids", "score.pcl5", "score.ybocs")

# What facts were found on a page also shows its kind: (kinds, how many different ones are enough).
FACT_CUES: Mapping[str, tuple[tuple[str, ...], int]] = {
    "appeal_route": (("plan.appeal_",), 2),  # where, how and until when to appeal
    "denial_codes": (("denial.",), 1),
    "scores": (_SCALES, 1),  # totals of rating scales
    "drugs": (("treatment.drug", "treatment.failed_drug"), 4),
    "diagnoses": (("code.icd10",), 1),
    "member_number": (("id.member",), 1),
    "procedures": (("code.procedure",), 2),
    "plan_money": (("amount.allowed", "amount.paid_by_plan", "amount.patient_responsibility"), 3),
}

TELLING = frozenset(
    {*FACT_CUES, "psychiatric_outline", "note_parts"}
)  # these need no phrase beside them to count in full

_PERSONAL = ("name.patient", "id.member", "id.claim", "id.authorization", "date.birth")

CUE_NAMES = frozenset({*CUES, *FACT_CUES, "nobody"})  # "nobody": no patient and no number of one is named


def cues_of(look: Look, facts: Sequence[Fact], wordings: Wordings) -> dict[str, float]:
    """Every cue of a page that is not 0."""
    found = {name: cue(look, wordings) for name, cue in CUES.items()}
    for name, (kinds, enough) in FACT_CUES.items():
        found[name] = _share(len({(f.kind, str(f.value)) for f in facts if f.kind.startswith(kinds)}), enough)
    found["nobody"] = float(not any(fact.kind.startswith(_PERSONAL) for fact in facts))
    return {name: value for name, value in found.items() if value > 0}
