"""A date on a page with the role that its words give it, and what the roles are called."""

from __future__ import annotations

from dataclasses import dataclass

from packetizer.model import Box
from packetizer.understanding.facts.dates.months import PrintedDate
from packetizer.understanding.facts.layout import Cell

PLAIN, OTHER, NONE = "date.plain", "date.other", ""
PROCESSED = "date.processed"  # when a claim was: an own date where no other is printed
PRINTED = "date.printed"
RECEIVED = "date.received"
SERVICE = "date.service"
DEADLINE = "date.deadline"
SIGNED = "date.signed"
LETTER = "date.letter"
BIRTH = "date.birth"
DONE = "date.completed"  # of a form: whatever the form's own date is
REPORTED = "date.reported"  # results, by who made them: a letter's day beside that of the test
ENTERED = "date.entered"  # a request, into the insurer's own pages
SENT = "date.sent"  # the own date of letters, of transfers the day of payment
FILLED = "date.filled"  # a prescription: of service on papers that charge for it
POSTED = "date.posted"  # by a bank: the day of payment where no other is printed
ANSWERED = "date.answered"  # by when an insurer promises to answer: no day of the member's
KIN = "date.kin"  # a relative's birth
# Roles that name a date of the paper only where its type says so (`own` in roles.yaml).
OWN = (
    "date.request",
    "date.written",
    "date.ordered",
    ENTERED,
    "date.effective",
    PRINTED,
    PROCESSED,
    REPORTED,
    SENT,
    DONE,
    POSTED,
    FILLED,
)


@dataclass(frozen=True, slots=True)
class DatedSpot:
    """A date on the page, the role its words give it ("" where none), and how sure that is."""

    cell: Cell
    printed: PrintedDate
    role: str
    certainty: float
    stamped: bool = False  # a rubber stamp says when the paper was received

    @property
    def box(self) -> Box:
        return self.cell.line.box_at(self.printed.start, self.printed.end)
