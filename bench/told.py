"""How right papers are read that people wrote out by hand: `python bench/told.py --half a`.

The files of bench/told/ hold invented papers with their truth marked where it stands (see `papers`). Their
writers did not know the program. Halves `l`, `n`, `t`, `ka` and `jb` judge: their misses stay unseen, nothing
is fitted on them. All others may be looked at and worked on (`b`, `c`, `g`, `i` and `ja` judged before).

    --misses N          list that many kinds of miss
    --kind KIND         list each miss of that kind, with the paper
    --paper FILE:N      print that paper, and what was said of it
    --stacks            measure boundaries too, on papers shuffled into stacks of one client
    --strangers         measure whose a paper is: others' papers among those of a client
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.pages import COLUMNS, ROWS, page_from_text  # noqa: E402

from bench.accuracy import table, trust_table  # noqa: E402
from bench.answers import Answer, from_case  # noqa: E402
from bench.cases.truth import TrueDenial, TrueDocument, TrueFact, Truth  # noqa: E402
from bench.scoring import Board, accepts  # noqa: E402
from packetizer.model import Given, Page  # noqa: E402
from packetizer.understanding.lore.knowledge import load_knowledge  # noqa: E402
from packetizer.understanding.understand import understand  # noqa: E402

TOLD = Path(__file__).parent / "told"
HALVES = sorted({file.stem.rpartition("_")[2] for file in TOLD.glob("*.txt")})
JUDGES = ("l", "n", "t", "ka", "jb")  # read by nobody who works on the program
TODAY = date(2026, 11, 1)
STACK = 9  # papers
CLIENT, BORN = "Wren Castellane", "04/11/1979"
TYPES_ONLY = "types_"  # of these files nothing but types is told
REASONS_ONLY = "reasons_"  # of these nothing but types and reasons
_MARK = re.compile(r"\[\[([a-z_.0-9]+)(?:=([^|\]]*))?\|([^\]]*)\]\]")
_TELEPHONE = re.compile(r"(\d{3})\)?[\s./-]{0,2}(\d{3})[\s./-]?(\d{4})$")
_CREDENTIALS = re.compile(
    r"(?:,?\s(?:M\.?D\.?|D\.?O\.?|Ph\.?D\.?|Psy\.?D\.?|PMHNP(?:-BC)?|ARNP|APRN|FNP(?:-C)?|PA-C|NP|RN|LCPC|LPC|LCSW|LMFT))+$"
)
# On these the day of the visit is as good as the paper's own date: offices print one of the two.
_VISITS = {
    "progress_note", "psychiatric_evaluation", "psychotherapy_notes", "infusion_record", "rating_scale",
    "medication_history", "prescription", "lab_report", "imaging_report", "discharge_summary",
    "operative_report", "referral", "receipt",
}  # fmt: skip
_REASON = "denial.reason"
_DAYS = ("date.letter", "date.service", "date.signed")
_OWN_DAYS = (*_DAYS, "date.payment")


@dataclass(frozen=True)
class Told:
    """A paper as written, and what is true of it: `facts` as (page from 1, kind, value)."""

    name: str
    types: tuple[str, ...]
    client: str
    reasons: tuple[str, ...]
    pages: tuple[str, ...]
    facts: tuple[tuple[int, str, str], ...]
    words: tuple[tuple[str, str], ...] = ()  # each marked reason with its words
    births: tuple[str, ...] = ()  # as printed

    def drawn(self, source: str, first: int = 1, called: str = "", born: str = "") -> list[Page]:
        """Its pages as if read; `called` and `born`: another name and birth date for its client."""
        texts = [wrapped(renamed(text, self.client, called)) for text in self.pages]
        for birth in self.births if born else ():
            texts = [text.replace(birth, born) for text in texts]
        columns = max(COLUMNS, *(len(line) for text in texts for line in text.splitlines()))
        return [typed(text, source, number, columns) for number, text in enumerate(texts, first)]

    @property
    def bears_client(self) -> bool:
        """Whether a reader can tell from it who its client is."""
        return any(kind == "name.patient" and value == self.client for _, kind, value in self.facts)

    def truth(self, source: str, first: int = 1) -> tuple[TrueDocument, tuple[TrueFact, ...]]:
        places = tuple(f"{source}#{first + at}" for at in range(len(self.pages)))
        days = self._own_days()
        document = TrueDocument(
            type=self.types[0], or_types=self.types[1:], pages=places,
            date=days[0] if days else None, or_dates=days[1:] if days else ("*",),
        )  # fmt: skip
        facts = tuple(
            TrueFact(kind=kind, value=value, page=places[page - 1], or_kinds=self._or_kinds(kind))
            for page, kind, value in self.facts
        )
        return document, facts

    def _own_days(self) -> tuple[str, ...]:
        """The days that may be called the paper's own: the one it is dated; where it bears none, or tells of
        a visit, those of care, payment and signing, too."""
        of = {
            kind: [value for _, k, value in self.facts if k == kind and "/" not in value]
            for kind in _OWN_DAYS
        }
        dated = of.pop("date.letter")
        if dated and self.types[0] not in _VISITS:
            return tuple(dated)
        return (*dated, *(value for values in of.values() for value in values))

    def _or_kinds(self, kind: str) -> tuple[str, ...]:
        return _DAYS if kind in _DAYS and self.types[0] in _VISITS else ()


def open_files() -> list[Path]:
    """The files that may be read and fitted on."""
    return [file for file in sorted(TOLD.glob("*.txt")) if file.stem.rpartition("_")[2] not in JUDGES]


def open_files_of_facts() -> list[Path]:
    """Those of them whose facts are marked, not reasons alone."""
    return [file for file in open_files() if not file.stem.startswith((REASONS_ONLY, TYPES_ONLY))]


def open_papers() -> Iterator[Told]:
    for file in open_files():
        yield from papers_in(file)


def papers(half: str) -> Iterator[Told]:
    """`### type | other type`, lines `! client First Last` and `! reason code`, text; `=== page` parts pages.

    A fact is marked where it stands: `[[kind=value|as printed]]`, or `[[kind|value]]`.
    """
    for file in sorted(TOLD.glob(f"*_{half}.txt")):
        yield from papers_in(file)


def papers_in(file: Path) -> Iterator[Told]:
    parts = re.split(r"^### ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]
    for number, part in enumerate(parts, 1):
        head, _, rest = part.partition("\n")
        orders = dict.fromkeys(re.findall(r"^! (\w+) (.+)$", rest, re.MULTILINE))
        body = re.sub(r"^! .*\n", "", rest, flags=re.MULTILINE)
        pages = re.split(r"^=== page.*\n", body, flags=re.MULTILINE)
        yield Told(
            name=f"{file.stem}:{number}",
            types=tuple(part.strip() for part in head.split("|")),
            client=next((value.strip() for key, value in orders if key == "client"), ""),
            reasons=tuple(value.strip() for key, value in orders if key == "reason"),
            pages=tuple(_MARK.sub(r"\3", page).strip("\n") for page in pages),
            facts=tuple(
                dict.fromkeys(
                    (at, kind, _plain(kind, value, text))
                    for at, page in enumerate(pages, 1)
                    for kind, value, text in _MARK.findall(page)
                )
            ),
            words=tuple((value, text) for kind, value, text in _MARK.findall(body) if kind == _REASON),
            births=tuple(text for kind, _, text in _MARK.findall(body) if kind == "date.birth"),
        )  # fmt: skip


def _plain(kind: str, value: str, text: str) -> str:
    """A value as the contract writes it, from its mark's value, else as printed: amounts without sign and
    commas, drugs in small letters, people without their credentials."""
    if kind == "name.provider":
        return _CREDENTIALS.sub("", value or text)
    if kind.startswith("treatment."):
        return value or text.lower()
    if kind in ("plan.appeal_phone", "plan.appeal_fax"):  # some writers kept the 1- and the brackets
        number = _TELEPHONE.search(value or text)
        return "-".join(number.groups()) if number is not None else value or text
    if not kind.startswith("amount."):
        return value or text
    cents = re.sub(r"(?<=\d)\s(?=\d\d$)", ".", value or text)  # a claim form's boxes: "425 00"
    bare = re.sub(r"[$,*\s]|USD", "", cents)
    return f"{bare}.00" if bare.isdecimal() else bare


def wrapped(text: str) -> str:
    """Long lines broken as a typewriter would; a table's line keeps its columns."""
    lines: list[str] = []
    for line in text.splitlines():
        in_columns = re.search(r" {3,}\S", line)
        lines += [line] if in_columns or len(line) <= COLUMNS else textwrap.wrap(line, COLUMNS - 6)
    return "\n".join(lines)


def typed(text: str, source: str, number: int, columns: int = 0) -> Page:
    """The page, in smaller type where the paper's lines are longer or the page's more than a sheet has.

    `columns`: of the whole paper; 0 where it has this page only.
    """
    lines = text.splitlines()
    columns, rows = columns or max(COLUMNS, *map(len, lines), 0), max(ROWS, len(lines))
    return page_from_text(text, source, number, columns=columns, rows=rows)


def renamed(text: str, client: str, called: str) -> str:
    """The client under another name, word by word, in the case that stands there.

    Before the surname as an initial, and in a mail address, too.
    """
    if not called or not client:
        return text
    for one, other in ((client, called), (client.upper(), called.upper())):
        first, last = one.split()[0], one.split()[-1]
        text = re.sub(rf"\b{first[0]}(\.? ?{re.escape(last)})\b", rf"{other[0]}\1", text)
        text = re.sub(rf"\b({re.escape(last)},? ){first[0]}\b", rf"\1{other[0]}", text)
    for old, new in zip(client.split(), called.split(), strict=False):
        text = re.sub(rf"\b{re.escape(old)}\b", new, text)
        text = re.sub(rf"\b{re.escape(old.upper())}\b", new.upper(), text)
        text = re.sub(rf"\b{re.escape(old.lower())}(?=[\w.]*@)", new.lower(), text)
    return text


# ---------------------------------------------------------------- scoring


def asked(pages: Sequence[Page]) -> Answer:
    answer = from_case(understand(tuple(pages), Given(TODAY), load_knowledge()))
    kept = tuple(f for f in answer.facts if not (f.kind.startswith("amount.") and Decimal(f.value) == 0))
    return replace(answer, facts=kept)


def score_alone(board: Board, told: Told) -> None:
    document, marked = told.truth("scan.pdf")
    denial = TrueDenial(reasons=told.reasons)
    answer = asked(told.drawn("scan.pdf"))
    if told.name.startswith(TYPES_ONLY):
        answer = replace(answer, reasons=())
    # A value is marked once in a paper, wherever else it stands: the paper counts as one page.
    first = document.pages[0]
    answer = replace(answer, facts=tuple(replace(fact, page=first) for fact in answer.facts))
    facts = tuple({(f.kind, f.value): f.model_copy(update={"page": first}) for f in marked}.values())
    # Reasons are told for the paper, not for a place; numbered pages are not told.
    only = told.name.startswith((REASONS_ONLY, TYPES_ONLY))
    untold = ("",) if only else ("denial.reason", "page.of")
    quiet: dict[str, tuple[str, ...]] = dict.fromkeys(document.pages, untold)
    truth = Truth(client_name="", documents=(document,), facts=facts, denial=denial, unmeasured=quiet)
    board.score(truth, replace(answer, client_name=""))


def score_stacks(board: Board, half: str) -> None:
    """Boundaries and types where papers lie one behind the other, all of one client."""
    everything = list(papers(half))
    Random(half).shuffle(everything)
    for at in range(0, len(everything), STACK):
        pages: list[Page] = []
        documents = []
        for told in everything[at : at + STACK]:
            documents.append(told.truth("stack.pdf", len(pages) + 1)[0])
            pages += told.drawn("stack.pdf", len(pages) + 1, CLIENT)
        own = Board()
        own.score(Truth(client_name="", documents=tuple(documents), facts=()), asked(pages))
        board.pages += own.pages
        for stage in ("page type", "boundaries", "document exactly right", "document and type right"):
            tally, more = board.stages[stage], own.stages[stage]
            tally.right, tally.wrong, tally.missed = (
                tally.right + more.right, tally.wrong + more.wrong, tally.missed + more.missed
            )  # fmt: skip
        board.misses.update({miss: n for miss, n in own.misses.items() if miss.startswith(("type", "split"))})


def score_strangers(board: Board, half: str, shown: bool) -> None:
    """Whose a paper is where each third is another's; the rest are made one client's by name and birth date.

    Papers that do not name their client are left out.
    """
    named = [told for told in papers(half) if told.client and told.bears_client]
    Random(half).shuffle(named)
    for at in range(0, len(named), STACK):
        pages: list[Page] = []
        documents = []
        for number, told in enumerate(named[at : at + STACK]):
            stranger = number % 3 == 2
            source = f"{number:02d}.pdf"  # boundaries are measured elsewhere
            document = told.truth(source)[0]
            documents.append(document.model_copy(update={"wrong_patient": stranger}))
            pages += told.drawn(source) if stranger else told.drawn(source, 1, CLIENT, BORN)
        own = Board()
        answer = asked(pages)
        own.score(Truth(client_name="", documents=tuple(documents), facts=()), answer)
        tally, more = board.stages["wrong patient"], own.stages["wrong patient"]
        tally.right, tally.wrong, tally.missed = (
            tally.right + more.right, tally.wrong + more.wrong, tally.missed + more.missed
        )  # fmt: skip
        board.pages += own.pages
        for told, document in zip(named[at : at + STACK], documents, strict=True):
            held = bool(set(document.pages) & answer.wrong_patient)
            if shown and held != document.wrong_patient:
                click.echo(f"{told.name} {document.type}: {'held' if held else 'not held'}")


# ---------------------------------------------------------------- showing


def show_kind(kind: str, half: str) -> None:
    for told in papers(half):
        document, facts = told.truth("scan.pdf")
        answer = asked(told.drawn("scan.pdf"))
        if kind == "denial reasons" and not told.name.startswith(TYPES_ONLY):
            said, true = set(answer.reasons), set(told.reasons)
            missed, false = true - said, said - true
        elif kind == "page type":
            types = {d.type for d in answer.documents}
            missed, false = {document.type} - types, types - {document.type, *document.or_types}
        elif told.name.startswith((REASONS_ONLY, TYPES_ONLY)):
            continue
        else:
            right = [(t, s) for t in facts for s in answer.facts if accepts(t, s)]
            missed = {t.value for t in facts if t.kind == kind} - {t.value for t, _ in right}
            false = {s.value for s in answer.facts if s.kind == kind} - {s.value for _, s in right}
        if missed | false:
            click.echo(f"{told.name} {document.type}: missed {sorted(missed)}, false {sorted(false)}")


def show_paper(name: str) -> None:
    for told in open_papers():
        if told.name == name:
            click.echo("\n=== page\n".join(map(wrapped, told.pages)))
            answer = asked(told.drawn("scan.pdf"))
            for found in answer.documents:
                click.echo(f"--> {found.type} {found.date} {found.confidence:.2f} {' '.join(found.pages)}")
            said = {(f.page.partition("#")[2], f.kind, f.value): f.confidence for f in answer.facts}
            true = {(f.page.partition("#")[2], f.kind, f.value) for f in told.truth("scan.pdf")[1]}
            for fact in sorted(said.keys() | true):
                sign = "ok  " if fact in said and fact in true else "MISS" if fact in true else "FALSE"
                click.echo(f"{sign:5} {' '.join(fact)} {said.get(fact, 0):.2f}")
            click.echo(f"reasons: said {answer.reasons}, true {told.reasons}")


@click.command()
@click.option("--half", type=click.Choice(HALVES), default="a", show_default=True)
@click.option("--misses", default=0)
@click.option("--kind", help="Each miss of a fact kind, of 'page type' or of 'denial reasons'.")
@click.option("--paper", help="FILE:N")
@click.option("--stacks", is_flag=True)
@click.option("--strangers", is_flag=True)
def main(half: str, misses: int, kind: str | None, paper: str | None, stacks: bool, strangers: bool) -> None:
    """Print how often the papers of bench/told/ are read right."""
    if half in JUDGES and (misses or kind):
        raise click.UsageError(f"half {half} judges: look at another half's misses")
    if kind:
        show_kind(kind, half)
    if paper:
        show_paper(paper)
    if kind or paper:
        return
    board = Board()
    if stacks:
        score_stacks(board, half)
    elif strangers:
        score_strangers(board, half, misses > 0)
    else:
        for told in papers(half):
            score_alone(board, told)
    what = "stacks" if stacks or strangers else f"{board.cases} papers"
    click.echo(f"half {half}: {what}, {board.pages} pages\n\n{table(board)}")
    if not (stacks or strangers):
        click.echo("\n" + trust_table(board))
    for miss, count in board.misses.most_common(misses):
        click.echo(f"{count:5d}  {miss}")


if __name__ == "__main__":
    main()
