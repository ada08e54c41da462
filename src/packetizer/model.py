"""The nouns: what flows from one station to the next. Frozen values; nothing here reads, writes or decides.

    Source ─▶ Page(Word …) ─▶ Document(Fact …) ─▶ Case ─▶ Findings ─▶ (packet.plan) Plan

Places on a page are fractions of the upright page, origin top left, so that they mean the same on a scan of
any resolution, in the packet and on the worksheet. A confidence is a chance of being right, 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


# ---------------------------------------------------------------- places


@dataclass(frozen=True, slots=True, order=True)
class PageRef:
    """One page of one source. `source` is the path relative to the case folder, "/" between parts."""

    source: str
    number: int  # 1-based, within that source


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on an upright page: fractions of its width and height, origin top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.y0, other.y0),
            max(self.x1, other.x1),
            max(self.y1, other.y1),
        )


Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class SheetInPhoto:
    """Where a sheet of paper lies in an upright photo: corners in fractions, clockwise from top left.

    `width` and `height` are points of the whole photo.
    """

    corners: Corners
    width: float
    height: float


# ---------------------------------------------------------------- intake


class SourceCode(StrEnum):
    """Why a file gives no pages, or not all of them. The manifest's `sources[].code`."""

    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    HIDDEN = "hidden"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class SourceProblem:
    code: SourceCode
    reason: str  # a sentence for the advocate; never page text


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was received. Every file below the folder is one, readable or not."""

    path: str  # relative to the case folder, "/" between parts
    sha256: str
    size: int  # bytes
    media_type: str  # by content, not by name
    pages: int  # 0 where it cannot be read
    problem: SourceProblem | None = None  # set where nothing of it can be used
    note: str = ""  # what to know about a file that can be used: damaged and repaired, named as another kind


# ---------------------------------------------------------------- reading


class TextFrom(StrEnum):
    """Who read a page."""

    TEXT_LAYER = "text_layer"
    TESSERACT = "tesseract"
    RAPIDOCR = "rapidocr"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands. `line` numbers the page's lines from 0 in reading order.

    `read_by` says who read it: BOTH where two readers agreed on it.
    """

    text: str
    box: Box
    confidence: float
    line: int
    read_by: TextFrom = TextFrom.NONE


# Types of papers by who got a decision: they tell when it came.
TELLS_RECEIPT = ("correspondence", "phone_log", "appeal_letter", "fax_cover")
UNDRAWN = "it takes too long to be drawn"  # failure of a page that nobody shall try to draw again


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read, upright.

    `width` and `height` are points (1/72 inch) of the upright page. `rotation` is what was applied, in
    degrees clockwise, to the page as a viewer shows it (after `/Rotate` and EXIF). `ink` is the box around
    everything that is not paper, None on an empty page. `fingerprint` is a 64-bit perceptual hash of the
    upright page in hex (near-equal for the same paper scanned twice), "" where there is none.

    `sheet` is set where the page is a photo and the sheet of paper in it was found with certainty. The page
    is then that sheet, flattened: its size and every place on it are the sheet's own.
    """

    ref: PageRef
    width: float
    height: float
    words: tuple[Word, ...]
    text_from: TextFrom
    confidence: float  # the chance that a word read on this page is right
    rotation: int = 0  # 0, 90, 180 or 270
    rotation_sure: bool = True
    ink: Box | None = None
    blank: bool = False
    fingerprint: str = ""
    failure: str | None = None  # why it could not be read (a sentence without page text); it still goes in
    sheet: SheetInPhoto | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands that is worth a second reading."""

    page: PageRef
    box: Box


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What the reader that did not read a place the first time saw there, and the chance that it is right."""

    text: str
    confidence: float


# ---------------------------------------------------------------- understanding


@dataclass(frozen=True, slots=True)
class DateRange:
    """A range that is printed as one, both days included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


FactValue = date | DateRange | Decimal | str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a page says, and where it says it. `kind` is one of the kinds in understanding/kinds.py.

    `value` is a `date` or `DateRange` for `date.*`, a `Decimal` for `amount.*`, else the normalized text.
    `also_read` is what the second reader saw in its place, where that says something else. `given`: a person
    said the value, the page does not decide it. `by_sender`: of a day of receipt, when the paper's sender got
    something ("we received your appeal on"), not when the paper came to its reader. `dates_paper`: of a date,
    that it is the paper's own.
    """

    id: str  # "f1" …, unique in the case
    kind: str
    value: FactValue
    text: str  # as printed (as read)
    page: PageRef
    box: Box
    confidence: float
    currency: str = "USD"  # of an amount
    also_read: tuple[str, ...] = ()
    given: bool = False
    by_sender: bool = False
    dates_paper: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Pages that belong together as one paper."""

    id: str  # "d1" …, unique in the case
    type: str  # an id of understanding/data/document_types.yaml
    title: str
    date: date | None  # the paper's own date (letter, service, statement), never a file time
    pages: tuple[PageRef, ...]
    confidence: float  # that the type is right
    facts: tuple[Fact, ...] = ()
    candidates: tuple[str, ...] = ()  # other types it may be, most likely first
    patient: str | None = None  # the name read on it, "First Last"


class OmitReason(StrEnum):
    BLANK = "blank"
    DUPLICATE = "duplicate"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Omission:
    """A page that stays out of the packet."""

    page: PageRef
    reason: OmitReason
    duplicate_of: PageRef | None = None


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A value of the case and whence: given by a person, or inferred from facts on the papers."""

    value: T | None = None
    inferred: bool = False
    facts: tuple[str, ...] = ()  # fact ids
    pages: tuple[PageRef, ...] = ()  # that say it, where no fact does
    perhaps: tuple[T, ...] = ()  # what the papers can be read as saying just as well


@dataclass(frozen=True, slots=True)
class CaseInfo:
    """Who and what the appeal is about."""

    client_name: Known[str] = Known()
    client_dob: Known[date] = Known()
    member_id: Known[str] = Known()
    group_number: Known[str] = Known()
    insurer: Known[str] = Known()  # id of understanding/data/insurers.yaml, for instance "aetna"
    plan_type: Known[str] = Known()
    plan_state: Known[str] = Known()
    appeal_level: Known[str] = Known()
    claim_numbers: Known[tuple[str, ...]] = Known()
    treatment: Known[str] = Known()  # generic drug name, lower case
    diagnoses: Known[tuple[str, ...]] = Known()  # ICD-10-CM codes


@dataclass(frozen=True, slots=True)
class DenialReason:
    code: str  # an id of understanding/data/denial_reasons.yaml
    facts: tuple[str, ...]  # fact ids


@dataclass(frozen=True, slots=True)
class Denial:
    reasons: tuple[DenialReason, ...] = ()  # most specific first
    carc: tuple[str, ...] = ()  # "CO-50"
    rarc: tuple[str, ...] = ()  # "N130"
    documents: tuple[str, ...] = ()  # ids of the papers that deny


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One charge or payment, however many papers mention it."""

    date: date | None
    description: str
    billed: Decimal | None
    allowed: Decimal | None
    paid_by_plan: Decimal | None
    paid_by_client: Decimal | None
    document: str  # document id
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    billed: Decimal = Decimal(0)
    allowed: Decimal = Decimal(0)
    paid_by_plan: Decimal = Decimal(0)
    paid_by_client: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ledger:
    rows: tuple[LedgerRow, ...] = ()
    totals: Totals = Totals()


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the chronology."""

    date: date
    what: str
    document: str  # document id
    page: PageRef | None = None  # that tells it, where one does more than its paper's first


class Severity(StrEnum):
    """Of a warning. Blocking: the packet must not be sent before a person has settled it."""

    BLOCKING = "blocking"
    IMPORTANT = "important"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Warning:
    """Something a person must look at. Stays with the advocate: never printed in the packet."""

    code: str  # one of the contract's warning codes
    severity: Severity
    message: str
    documents: tuple[str, ...] = ()
    pages: tuple[PageRef, ...] = ()
    facts: tuple[str, ...] = ()
    asks: str = ""  # what is asked of the person, where it is not what such a code mostly asks

    @property
    def kind(self) -> str:
        """Its row in the worksheet's words: "doubtful_reading", or "doubtful_reading/owner"."""
        return f"{self.code}/{self.asks}" if self.asks else self.code


@dataclass(frozen=True, slots=True)
class Content:
    """Something that papers of a kind should say, and where this one says it."""

    document: str  # document id
    id: str  # an element of understanding/data/contents.yaml: "plan_provision" …, or a finder's own
    page: PageRef
    day: date | None = None  # of an element that names a day
    words: str = ""  # as printed (as read)
    label: str = ""  # of a number: what stands before it


@dataclass(frozen=True, slots=True)
class UnnamedDay:
    """A day on a decision or a record of treatment that is not known to be of care: perhaps it is."""

    document: str  # document id
    day: date
    page: PageRef


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties a paper that shows a payment to the care of the case; where not sure, what is in doubt."""

    document: str  # document id
    sure: bool
    says: str  # in words, of the paper: "it is paid to a provider of the case"
    other: bool = False  # surely for something else: a day's parking


class Turn(IntEnum):
    """When a score was taken on the day of a treatment, in order of time."""

    BEFORE = 1
    UNSAID = 2
    AFTER = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """What stands around a score: of which day, side of a treatment and degree it is said to be."""

    fact: str
    row: date | None = None  # the day that opens its row: of a diary, or a table of visits
    named: date | None = None  # the day right beside it
    of_day: bool = True  # nothing in its clause names another time than the paper's own day
    of_session: bool = True  # the same, where a record may say "before the infusion"
    of_course: bool = True  # the same, where it may say "baseline" too
    degree: str = ""  # of pains: the average, that of now, the worst, the least; "" where it is not said
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the papers say, taken together."""

    info: CaseInfo
    documents: tuple[Document, ...]  # in source order; the packet has its own order
    omissions: tuple[Omission, ...] = ()  # pages that stay out; an excluded page still belongs to a document
    denial: Denial = Denial()
    ledger: Ledger = Ledger()
    chronology: tuple[Event, ...] = ()
    warnings: tuple[Warning, ...] = ()
    contents: tuple[Content, ...] = ()
    ties: tuple[Tie, ...] = ()  # one for each receipt or other paper that shows nothing but payments
    missed_corrections: tuple[Correction, ...] = ()  # of those given, what fits no page and no value
    unnamed_days: tuple[UnnamedDay, ...] = ()
    moments: tuple[Moment, ...] = ()  # of the scores, each for itself


# ---------------------------------------------------------------- rules


class Status(StrEnum):
    """Of a requirement. `met` needs a page that shows it; doubt is `needs_review`."""

    MET = "met"
    MISSING = "missing"
    NEEDS_REVIEW = "needs_review"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Citation:
    title: str
    url: str | None
    retrieved: date | None
    standing: str  # primary | secondary | practice | unsourced


@dataclass(frozen=True, slots=True)
class Trial:
    """An earlier treatment against a step-therapy criterion. Texts are "" where nothing was read."""

    drug: str
    drug_class: str
    dose: str
    duration: str
    period: str
    counts: bool | None  # None: a person must look
    remark: str  # why it does not count, or what to look for
    pages: tuple[PageRef, ...]


@dataclass(frozen=True, slots=True)
class RequirementFinding:
    id: str
    title: str
    required: bool  # else recommended
    status: Status
    met_by: tuple[str, ...]  # document ids
    why: str
    fix: str  # what to ask for, from whom; "" where met or not applicable
    citation: Citation | None = None
    explanation: str = ""  # how the status came about, paper by paper
    shown_on: tuple[PageRef, ...] = ()  # the pages that show it, or that a person must look at
    criterion: str = ""  # what is asked of earlier treatments, in words
    trials: tuple[Trial, ...] = ()  # drug by drug against it


@dataclass(frozen=True, slots=True)
class Deadline:
    id: str  # internal_appeal, second_level_appeal, external_review, …
    title: str
    due: date
    from_fact: str | None  # fact id of the date it is counted from, or that prints it
    basis: str  # how it was counted, in words
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something that decides which rules apply and that the papers leave open: asked, never guessed."""

    id: str  # insurer, appeal_level, plan_type, denial_received or sender
    title: str  # "What kind of plan is it?"
    why: str  # what hangs on it, and what the papers hint at
    lines: str  # for case.yaml, ready to be filled in


@dataclass(frozen=True, slots=True)
class Right:
    """A right, a caution or a form that applies to the case, beside what the checklist asks for."""

    title: str
    text: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class NoticePart:
    """Something that a denial notice must say. Where it is missing: "not found in this letter", no more."""

    id: str  # an element of understanding/data/contents.yaml
    title: str
    document: str  # document id of the notice
    page: PageRef | None  # where it says it; None: not found in this letter
    ask: str  # what to ask the plan for where it is not found
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Expedited:
    """That clinicians ask for an expedited decision of this appeal, and how the law words it."""

    documents: tuple[str, ...]  # document ids of the papers that ask for it
    pages: tuple[PageRef, ...]  # where each does
    asks: str  # time limit and law; "" where the rules have none for this plan


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who signs for a client who is under age."""

    name: str  # "" where no paper names one parent or guardian only
    page: PageRef | None = None  # that names her or him


@dataclass(frozen=True, slots=True)
class Began:
    """The first treatment lies between these days, both included; they differ where a date is doubtful."""

    earliest: date
    latest: date

    def side_of(self, day: date) -> int | None:
        """-1 before the first treatment, 0 on its day, 1 after it; None where that is unsure."""
        if day < self.earliest:
            return -1
        if day > self.latest:
            return 1
        return 0 if self.earliest == self.latest else None


@dataclass(frozen=True, slots=True)
class Findings:
    """The insurer's checklist against the case."""

    rule_files: tuple[str, ...]
    requirements: tuple[RequirementFinding, ...]
    deadlines: tuple[Deadline, ...] = ()
    warnings: tuple[Warning, ...] = ()
    packet_order: tuple[str, ...] = ()  # document types in the order of the packet
    recipient: Recipient | None = None
    notice: tuple[NoticePart, ...] = ()  # what the denial notice must say; for the advocate only
    notice_follows: str = ""  # what right may follow where something is not found
    questions: tuple[Question, ...] = ()
    rights: tuple[Right, ...] = ()
    forms: tuple[Right, ...] = ()  # by their printed names
    without_sheets: tuple[str, ...] = ()  # sheets of ours that the rules keep out of the packet
    expedited: Expedited | None = None
    guardian: Guardian | None = None  # None: the client is of age, or the birth date is not known
    began: Began | None = None  # the first treatment, for the checklist and for the sheets
    forwarded: Right | None = None  # the plan has sent the case on by itself: nothing is to be filed now


@dataclass(frozen=True, slots=True)
class RouteLimits:
    """What a submission route takes, as its rule file says; None where nobody has published it."""

    max_mb: Decimal | None = None  # of one file, in megabytes of 1,000,000 bytes
    max_pages: int | None = None  # of one file or fax
    max_files: int | None = None  # of one submission
    name: str | None = None  # how files must be called: "appeal-{number}of{total}.pdf"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where the appeal goes. Lines are empty where no source names them; the letter's own address leads."""

    name: str
    address: tuple[str, ...] = ()
    fax: str | None = None
    phone: str | None = None
    basis: str = ""  # "printed in the denial letter", or the rule file's source
    citation: Citation | None = None
    portal: str | None = None  # where files are uploaded
    limits: RouteLimits | None = None  # None: no rule file says what the route takes
    outside: bool = False  # an office that takes requests for an outside review, not the insurer's appeals


# ---------------------------------------------------------------- what a person gives


@dataclass(frozen=True, slots=True)
class Sender:
    name: str | None = None
    organisation: str | None = None
    address: tuple[str, ...] = ()
    phone: str | None = None
    fax: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person settled about one document, named by one of its pages; the worksheet keeps the reason."""

    page: PageRef
    reason: str
    type: str | None = None
    first_page: bool | None = None  # True: a document begins here; False: it does not
    date: date | None = None
    title: str | None = None
    release: bool | None = None  # put in a paper that was held back
    exclude: bool | None = None  # leave it out
    kind: str | None = None  # of the fact that is corrected: one of understanding/kinds.py
    value: FactValue | None = None  # its value; None where `kind` is given: the page says no such thing
    was: str | None = None  # which fact of the kind, by its value or its text; None: each on the page


@dataclass(frozen=True, slots=True)
class Redaction:
    """A place that a person wants blacked out before the packet leaves."""

    page: PageRef
    box: Box
    reason: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the person said, in `case.yaml` or on the command line. Beats whatever the papers say."""

    today: date
    client_name: str | None = None
    client_dob: date | None = None
    member_id: str | None = None
    insurer: str | None = None  # id or name
    plan_type: str | None = None
    plan_state: str | None = None
    appeal_level: str | None = None
    claims: tuple[str, ...] = ()
    denial_received: date | None = None
    sender: Sender = field(default_factory=Sender)
    corrections: tuple[Correction, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    letter: str = ""  # what `letter.md` says
    passwords: tuple[str, ...] = field(default=(), repr=False)  # of locked files; never printed or written
