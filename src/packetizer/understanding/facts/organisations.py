"""Whether a name is an organisation's."""

from __future__ import annotations

import re

_ORG = re.compile(
    r"\b(?:clinic|cl[ií]nica|center|centre|hospital|associates|medical|health|wellness|psychiatry|group|"
    r"institute|practice|care|therapy|infus\w+|laborator\w+|labs?|radiology|imaging|advocates|"
    r"diagnostics|university|bank|"
    r"college|systems?|company|solutions|ketamine|pain|anesthesia|behavioral|pharmacy|llc|"
    r"pllc|p\.?c\.?|inc|physicians|services|partners|surgery|neurology|oncology|neuro\w+|specialists|"
    r"hmo|ppo|mutual|insurance|assurance|cooperative|administrators|benefits|"
    r"trust|funds?|employees|workers|indemnity|firefighters|rx|apothecary|drugs?tore|medicine|counseling|psychological|tms|tpa|assocs?|ctr|grp|hospitals|clinics|centers)\b",
    re.IGNORECASE,
)


def names_organisation(text: str) -> bool:
    return bool(_ORG.search(text))
