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
from packetizer.office.standing import due_in_words

CSV = "summary.csv"
PAGE = "summary.html"
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


def write_summary(desk: Path, rows: Sequence[CaseRow], today: date) -> Path:
    """Both files into `desk`, readable by their owner only. Gives the page."""
    desk.mkdir(mode=0o700, parents=True, exist_ok=True)
    ordered = by_deadline(rows)
    for name, text in ((CSV, as_csv(ordered, today)), (PAGE, as_html(ordered, desk, today))):
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
h1 { font-size: 1.5rem; margin-bottom: .25rem } p { color: #55555f; margin-top: 0 }
table { border-collapse: collapse; width: 100% } thead th { border-bottom: 2px solid #1b1b1f }
th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0;
border-bottom: 1px solid #dcdce3 }
td { overflow-wrap: anywhere } ul { margin: 0; padding-left: 1.1em } a { color: #0b57a4 }
.soon { color: #8a1c1c; font-weight: 600 } .none { color: #77777f } .bad { background: #fdf1ef }
@media print { body { margin: 0 } a { color: inherit } }
</style></head><body>
"""


def as_html(rows: Sequence[CaseRow], desk: Path, today: date) -> str:
    """Links lead from `desk` to the packets."""
    lines = [
        _HEAD,
        "<h1>Cases by deadline</h1>",
        f"<p>{len(rows)} cases, as of {today.isoformat()}</p>",
        "<table><thead><tr><th>Appeal by</th><th>Case</th><th>Insurer</th><th>Missing</th>"
        "<th>To look at</th><th>Packet</th></tr></thead><tbody>",
        *(_line(row, desk, today) for row in rows),
        "</tbody></table></body></html>",
        "",
    ]
    return "\n".join(lines)


def _line(row: CaseRow, desk: Path, today: date) -> str:
    failed = row.state in (State.RETRY, State.PARKED)
    cells = [_due(row, today), html.escape(row.name), *_findings(row), _packet(row, desk)]
    if failed:
        cells[-1] += f"<br>could not be built: {html.escape(row.reason)}"
    return f"<tr{' class=bad' if failed else ''}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _due(row: CaseRow, today: date) -> str:
    if row.summary is None or row.summary.deadline is None:
        return "<span class=none>not known</span>"
    due = row.summary.deadline
    soon = (due - today).days <= _SOON
    return f"<span{' class=soon' if soon else ''}>{due_in_words(due, today)}</span>"


def _findings(row: CaseRow) -> list[str]:
    summary = row.summary
    if summary is None:
        return ["", "", ""]
    missing = "".join(f"<li>{html.escape(item)}</li>" for item in summary.missing)
    look = len(summary.to_check) + summary.doubts
    return [
        html.escape(summary.insurer or ""),
        f"<ul>{missing}</ul>" if missing else "<span class=none>nothing</span>",
        str(look) if look else "<span class=none>nothing</span>",
    ]


def _packet(row: CaseRow, desk: Path) -> str:
    if row.summary is None:
        return f"<span class=none>{'no papers yet' if row.state is State.EMPTY else 'none'}</span>"
    pages = f"{row.summary.pages} pages"
    return f"{_link(row.summary.packet, desk, pages)}<br>{_link(row.summary.worksheet, desk, 'worksheet')}"


def _link(file: Path, desk: Path, words: str) -> str:
    where = quote(os.path.relpath(file, desk).replace(os.sep, "/"), errors="surrogateescape")
    return f'<a href="{html.escape(where)}">{html.escape(words)}</a>'
