"""Where the appeal goes, as the letter prints it."""

from __future__ import annotations

from datetime import date

from packetizer.model import Recipient
from tests.rules_case import F, Setting, paper


def test_a_name_that_leads_the_address_is_not_said_twice() -> None:
    letter = paper(
        1,
        "denial_letter",
        date(2026, 3, 2),
        F("date.letter", date(2026, 3, 2)),
        F("plan.appeal_address", "Aetna, P.O. Box 1, Nowhere", text="Aetna\nP.O. Box 1\nNowhere, OR 97000"),
    )
    to = Setting(insurer="aetna").check(letter).recipient
    assert isinstance(to, Recipient)
    assert to.name == "Aetna"
    assert to.address == ("P.O. Box 1", "Nowhere, OR 97000")
