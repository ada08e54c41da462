"""A commented rule file to fill in."""

from __future__ import annotations

import json
import re

_TEMPLATE = """\
# yaml-language-server: $schema=SCHEMA
# What is left out here is taken from _base.yaml and the files for plan type, denial reason and treatment.
# Check it with: packetizer rules check FILE
format: packetizer/rules/1
id: ID
kind: insurer
title: TITLE
extends: _base            # or a family, for instance bcbs

sources:                  # every statement below cites one of these by its tag
  APPEALS:
    title: Appeals page for members
    url: null             # where it was read
    retrieved: null       # the day you read it, as 2026-03-04
    as_of: null           # the date that is visible on it
    version: copy undated
    standing: unsourced   # primary (the insurer's own text), secondary, practice or unsourced

# Requirements: the same ids as in _base.yaml. With `severity` the requirement is asked for; without, it is
# only worded in this insurer's own way. An id of your own needs title, severity, met_by, why and fix.
requirements: []
#  - id: failed_treatments
#    when: [{treatment: [esketamine]}]
#    met_by:
#      - types: [medication_history, letter_of_medical_necessity]
#        gathered: {kind: treatment.failed_drug, group: antidepressant, at_least: 2, weeks: 6}
#    why: Two antidepressants of 6 weeks or more.
#    cites: APPEALS

deadlines: []
#  - id: internal_appeal
#    title: Member appeal
#    when: [{appeal_level: [internal_1]}]
#    days: 180
#    counted_from: receipt      # or notice_date
#    cites: APPEALS

# Where appeals go if the denial letter does not say. Leave it empty rather than guess.
routes: []
#  - name: Appeals department
#    address: [P.O. Box 1, "Somewhere, ST 00000"]
#    fax: 555-555-0100
#    cites: APPEALS

forms: []
#  - {name: Member Appeal Form, used_for: appeal, cites: APPEALS}

policies: []
#  - number: MP-1
#    title: The policy's printed title
#    treatments: [ketamine]
#    position: investigational   # covered, covered_with_criteria, not_covered, mixed, not_read
#    cites: APPEALS
"""

_SCHEMA_URL = "schema/rules.schema.json"


def rule_id(name: str) -> str:
    """An id made from a name: "Acme Health Plan" gives "acme_health_plan"."""
    made = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return made if made[:1].isalpha() else f"insurer_{made}".rstrip("_")


def new_rule_file(name: str) -> str:
    """The text of a rule file for a new insurer, to be filled in; it is valid as it stands."""
    title = " ".join(name.split()) or "New insurer"
    filled = {
        "SCHEMA": _SCHEMA_URL,
        "id: ID": f"id: {rule_id(title)}",
        "title: TITLE": f"title: {json.dumps(title)}",
    }
    text = _TEMPLATE
    for blank, value in filled.items():
        text = text.replace(blank, value, 1)
    return text
