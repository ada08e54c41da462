"""The summary of an office's cases, the most urgent first: a CSV file and a page."""

from __future__ import annotations

import csv
import html
import io
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from packetizer.office.journal import CaseRow, State
from packetizer.office.standing import counted, due_in_words
from packetizer.office.summary import Summary

CSV = "summary.csv"
PAGE = "summary.html"
UNFILED_PAGE = "unfiled.html"
_SOON = 14  # days to a deadline that is marked
_COLUMNS = (
    "case",
    "state",
    "insurer",
    "deadline",
    "days_left",
    "deadline_of",
    "missing",
    "missing_items",
    "to_check",
    "doubts",
    "pages",
    "packet",
    "worksheet",
    "reason",
)


def by_deadline(rows: Sequence[CaseRow]) -> list[CaseRow]:
    """A case of which no packet stands comes first, for its deadline is not known; then by deadline."""

    def rank(row: CaseRow) -> tuple[int, date, str]:
        if row.state in (State.EMPTY, State.GONE):
            return 3, date.max, row.name
        if row.summary is None:
            return 0, date.min, row.name
        return (1, row.summary.deadline, row.name) if row.summary.deadline else (2, date.max, row.name)

    return sorted(rows, key=rank)


def write_summary(desk: Path, rows: Sequence[CaseRow], today: date, unfiled: int = 0) -> Path:
    """Both files into `desk`, readable by their owner only. Gives the page. Raises OSError."""
    desk.mkdir(mode=0o700, parents=True, exist_ok=True)
    ordered = by_deadline(rows)
    for name, text in ((CSV, as_csv(ordered, today)), (PAGE, as_html(ordered, desk, today, unfiled))):
        beside = desk / f".{name}.new"
        handle = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.write(text)
        beside.replace(desk / name)
    return desk / PAGE


def as_csv(rows: Sequence[CaseRow], today: date) -> str:
    """With a mark of its encoding, so that spreadsheet programs read names with accents."""
    stream = io.StringIO()
    stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow(map(_harmless, _cells(row, today)))
    return stream.getvalue()


def _cells(row: CaseRow, today: date) -> list[str]:
    summary = row.summary
    if summary is None:
        return [row.name, row.state, *[""] * (len(_COLUMNS) - 3), row.reason]
    due = summary.deadline
    return [
        row.name,
        row.state,
        summary.insurer or "",
        due.isoformat() if due else "",
        str((due - today).days) if due else "",
        summary.deadline_title,
        str(len(summary.missing)),
        "; ".join(summary.missing),
        str(len(summary.to_check)),
        str(summary.doubts),
        str(summary.pages),
        str(summary.packet),
        str(summary.worksheet),
        row.reason,
    ]


def _harmless(cell: str) -> str:
    """A spreadsheet program would run what begins so as a formula; a number below zero is none."""
    number = cell.removeprefix("-").isdigit()
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not number else cell


_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Cases by deadline</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem;
color: #1b1b1f }
h1 { font-size: 1.5rem; margin-bottom: .25rem } p { color: #55555f; margin-top: 0 } a { color: #0b57a4 }
table { border-collapse: collapse; width: 100% } thead th { border-bottom: 2px solid #1b1b1f }
th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0;
border-bottom: 1px solid #dcdce3; font-weight: inherit } thead th { font-weight: 600 }
td, th { overflow-wrap: anywhere } thead th, .due, .packet { overflow-wrap: normal; white-space: nowrap }
.soon { color: #8a1c1c; font-weight: 600 } .none, small { color: #66666f } .bad { background: #fdf1ef }
tbody th { min-width: 9rem; font-weight: 600 } th small { font-weight: 400 }
.due small { white-space: normal } small { display: block }
@media (max-width: 46rem) {
thead { display: none } table, tbody, tr { display: block } tr { border-bottom: 1px solid #9a9aa3 }
td, th { display: block; border: 0; padding: .1rem 0 } tr { padding: .5rem 0 } td:empty { display: none }
td.items::before { content: attr(data-of) ": "; color: #66666f } }
@media print { body { margin: 0 } a { color: inherit } }
</style></head><body>
"""
_TITLES = ("Appeal by", "Case", "Insurer", "Missing", "To check", "Packet")


def as_html(rows: Sequence[CaseRow], desk: Path, today: date, unfiled: int = 0) -> str:
    """Links lead from `desk` to the packets. `unfiled`: papers that lie beside the cases."""
    heads = "".join(f'<th scope="col">{title}</th>' for title in _TITLES)
    lines = [
        _HEAD,
        "<h1>Cases by deadline</h1>",
        f"<p>{counted(len(rows), 'case')}, as of {today.isoformat()}{_beside(desk, unfiled)}</p>",
        f"<table><thead><tr>{heads}</tr></thead><tbody>",
        *(_line(row, desk, today) for row in rows),
        "</tbody></table></body></html>",
        "",
    ]
    return "\n".join(lines)


def _beside(desk: Path, unfiled: int) -> str:
    if not unfiled:
        return ""
    told = f"{counted(unfiled, 'paper')} beside the cases, in no packet"
    listed = (desk / UNFILED_PAGE).is_file()
    return ". " + (_link(desk / UNFILED_PAGE, desk, told) if listed else told)


def _line(row: CaseRow, desk: Path, today: date) -> str:
    bad = " class=bad" if row.state in (State.RETRY, State.PARKED) else ""
    summary = row.summary
    missing = "; ".join(summary.missing) if summary else ""
    cells = (
        f"<td class=due>{_due(row, today)}</td>",
        f'<th scope="row">{html.escape(row.name)}{_note(row)}</th>',
        f"<td>{html.escape(summary.insurer or '') if summary else ''}</td>",
        _items("missing", missing, row),
        _items("to check", to_check(summary) if summary else "", row),
        f"<td class=packet>{_packet(row, desk)}</td>",
    )
    return f"<tr{bad}>{''.join(cells)}</tr>"


def to_check(summary: Summary) -> str:
    """What a person must say or look at: titles of what may be there, and how many doubts."""
    doubts = [counted(summary.doubts, "doubt")] if summary.doubts else []
    return "; ".join((*summary.to_check, *doubts))


def _items(of: str, text: str, row: CaseRow) -> str:
    shown = html.escape(text) if text else "<span class=none>nothing</span>" if row.summary else ""
    return f'<td class=items data-of="{of}">{shown}</td>' if shown else "<td></td>"


def _note(row: CaseRow) -> str:
    """Why a packet is not there, or not of today's papers."""
    if row.state in (State.RETRY, State.PARKED):
        return f"<small>could not be built: {html.escape(row.reason)}</small>"
    if row.state in (State.WAITING, State.QUEUED, State.BUILDING):
        more = f": {html.escape(row.reason)}" if row.reason else ""
        return f"<small>newer papers are not in it yet{more}</small>"
    return ""


def _due(row: CaseRow, today: date) -> str:
    if row.summary is None or row.summary.deadline is None:
        return "<span class=none>not known</span>"
    due = row.summary.deadline
    soon = (due - today).days <= _SOON
    title = f"<small>{html.escape(row.summary.deadline_title)}</small>"
    return f"<span{' class=soon' if soon else ''}>{due_in_words(due, today)}</span>{title}"


def _packet(row: CaseRow, desk: Path) -> str:
    if row.summary is None:
        return f"<span class=none>{'no papers yet' if row.state is State.EMPTY else 'none'}</span>"
    pages = counted(row.summary.pages, "page")
    return f"{_link(row.summary.packet, desk, pages)}<br>{_link(row.summary.worksheet, desk, 'worksheet')}"


def _link(file: Path, desk: Path, words: str) -> str:
    where = quote(os.path.relpath(file, desk).replace(os.sep, "/"), errors="surrogateescape")
    return f'<a href="{html.escape(where)}">{html.escape(words)}</a>'
