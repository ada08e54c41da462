"""People's names, and the patient's by its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from packetizer.model import Box, Page, PageRef
from packetizer.understanding.facts.dates.calendar import find_dates
from packetizer.understanding.facts.dates.months import month_of
from packetizer.understanding.facts.layout import Cell, Label, Sheet, sheet_of
from packetizer.understanding.facts.making import Draft, draft, on_page
from packetizer.understanding.facts.names.nameorder import family_first
from packetizer.understanding.facts.names.organisations import names_organisation
from packetizer.understanding.facts.names.personwords import words_of
from packetizer.understanding.lore.entries import Parties, PatientWords
from packetizer.understanding.lore.lexicon import Lexicon
from packetizer.understanding.lore.phrases import skeleton
from packetizer.understanding.lore.phrasing import Framed
from packetizer.understanding.page.once import once_a_page

_LEAD = re.compile(
    r"^(?:\s?\([^)]{0,40}\)|\sif(?:\s[a-z]+){1,4}(?=:))?[\s:.#\-–=_)]*(?:(?:is|mr|mrs|ms|miss|name|patient|member|my|our)\b\.?[\s:,]{0,3}){0,3}",
    re.IGNORECASE,
)
_BIG = "A-ZÀ-ÖØ-ÞŁŚŠŽĆČİ"
_ANY = "A-Za-zÀ-ÖØ-öø-ÿĀ-ž"
_PARTICLE = "%{particles}"
_PART = (
    rf"(?:{_PARTICLE}(?=\s)|(?:St|Mt|Ft|ST)\.?(?=\s)|"
    rf"[{_BIG}][{_ANY}0-9'’]+(?:-[{_ANY}][{_ANY}'’]+)*|[{_BIG}]\.?)"
)
_SUFFIX = r"(?:,?\s(?:Jr|Sr|JR|SR|II|III|IV)\b\.?)"
# "Doe, Jane Q."; a family name of two words only where the first is one that such names begin with
_LAST = rf"(?:(?:(?i:{_PARTICLE})\s){{1,2}}{_PART}(?:\s{_PART})?|{_PART}){_SUFFIX}?"
_NAME = Framed(
    Parties,
    rf"({_LAST},\s?{_PART}(?:,?\s{_PART}){{0,2}}|{_PART}(?:\s{_PART}){{1,4}}{_SUFFIX}?)(?![{_ANY}])",
    re.NOFLAG,
)
# "Garcia Lopez, Maria", "RUIZ DE ALBA, MARIA" alone
_TWO_LAST = Framed(
    Parties,
    rf"({_PART}\s(?:(?i:{_PARTICLE})\s){{0,2}}{_PART},\s?{_PART}(?:\s(?:{_PART}|[{_BIG}]\.?))?)\s*$",
    re.NOFLAG,
)
_ENDS_OPEN = Framed(Parties, rf"\s(?i:{_PARTICLE})$", re.NOFLAG)
_NICKNAMED = Framed(Parties, rf"({_PART})\s[\"“‘'(][{_BIG}][{_ANY}]+[\"”’')]\s(?=[{_BIG}])", re.NOFLAG)
_INITIALS = re.compile(r"^(?:[A-Z]\.\s?){2}[A-Z][a-z]{2,}")  # "J. R. Reed"
CREDENTIAL = re.compile(
    r",?\s?\b(?:M\.?D\.?|D\.?O\.?(?!\.?\s?B\b)|N\.?P\.?(?:-[BC]C?)?|P\.?A\.?(?:-C)?|MBBS|PMHNP(?:-BC)?|[AFW]NP(?:-C|-BC)?|"
    r"AGA?C?NP(?:-BC|-C)?|CRN[AP]|CN[PMS]|R\.?N\.?C?|L[PV]N|Ph\.?\s?D\.?|Psy\.?D\.?|Ed\.?D\.?|L[IM]?CSW(?:-[A-Z]+)?|L?MSW|LSW|LI?MFT|MFT|"
    r"LPCC?|LCPC|LMHC|LADC|LCDC|LCADC|CADC|CRC|A?RNP|APRN|APN|DNP|[BM]SN|R\.?Ph\.?|PharmD|FA(?:PA|CP|CEP|AN|AFP|SAM)|DABA|FASA|CCRN|"
    r"DDS|DPT|BC|BCBA)\b(?!-\d)\.?"
)
# What follows a name that is a town's: "Lost Acres, MN 55743", "Anytown, NY 10001"
_TOWN_AFTER = re.compile(r"^[,.]?\s{1,2}[A-Z][A-Z.]{1,3},?\s+\d{5}\b")
_LETTERS_GO_ON = re.compile(rf"-C\b|{CREDENTIAL.pattern}")
_STATE = re.compile(r",\s?[A-Z]{2}$")
_ZIP = re.compile(r"^\.?,?\s+\d{5}\b")
_CAMEL = re.compile(r"[a-z][A-Z]")
_PREFIX = re.compile(r"^(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|St|O['’]|D['’]|L['’])(?=[A-Z])")
_ALIKE = 88  # of 100: names that a reader may have made of one
_MONTHS = re.compile(r"(?:January|February|March|April|June|July|August|September|October|November|December)")


RELATION = Framed(PatientWords, r"^,?\s\(?(?:(?:his|her|my|the)\s)?%{relatives}\b")

# How surely the person whom a label names is the patient. Where a paper names one more surely, the others are
# the family's: who holds the policy, who pays.
_RANKS = {"name.patient": 3, "name.member": 2, "name.plain": 2, "name.subscriber": 1}
_CERTAINTIES = {"name.patient": 0.93, "name.member": 0.93, "name.plain": 0.8, "name.subscriber": 0.65}


def find(sheet: Sheet, lexicon: Lexicon) -> Iterator[Draft]:
    ranked = labelled(sheet.page, lexicon)
    surest = [str(made.value) for rank, made in ranked if rank == ranked[0][0]]
    yield from (made for _, made in ranked if is_one_of(str(made.value), surest))
    patients = patients_named([sheet.page], lexicon)
    for made in _before_birth(sheet):
        if is_one_of(str(made.value), patients):
            yield made
    yield from _running_heads(sheet)
    yield from _made_out_to(sheet)


@once_a_page
def labelled(page: Page, lexicon: Lexicon) -> tuple[tuple[int, Draft], ...]:
    """The names that labels give, each with its label's rank, the highest first."""
    sheet = sheet_of(page, lexicon)
    found = [
        (_RANKS[label.role], made)
        for cell in sheet.cells
        for label in cell.labels
        if label.role in _RANKS and (label.role != "name.plain" or label.start < 4)
        for made in _patient(sheet, cell, label, _CERTAINTIES[label.role])
    ]
    found = [*_family_first_too(found, lexicon), *_given_names(sheet, found)]
    return tuple(sorted(found, key=lambda item: -item[0]))


def _family_first_too(found: Sequence[tuple[int, Draft]], lexicon: Lexicon) -> Iterator[tuple[int, Draft]]:
    """`Reed Ann` beside `Reed Paul`: two people of one family, whose name stands first in the whole form."""
    others = [str(made.value).split() for _, made in found]
    for rank, made in found:
        words = str(made.value).split()
        kin = any(other[0] == words[0] and ratio(other[-1], words[-1]) < _ANOTHER for other in others)
        turned_round = (
            kin and len(words) == 2 and "," not in made.text and not family_first(words[1], words[0])
        )
        if turned_round and words[0].lower() not in lexicon.parties.given:
            yield rank, replace(made, value=f"{words[1]} {words[0]}")
        else:
            yield rank, made


_ANOTHER = 60  # of 100: how alike two given names are at most, that are not one misread
_GIVEN_ALONE = re.compile(rf"[\s:.\-–]*([{_BIG}][{_ANY}'’]+)\s*(?:$|[(/,-])")


def _given_names(sheet: Sheet, found: Sequence[tuple[int, Draft]]) -> Iterator[tuple[int, Draft]]:
    """`Patient: ANN` beside `Subscriber: Paul Reed`: of the family whose plan it is."""
    if not found or any(rank == _RANKS["name.patient"] for rank, _ in found):
        return
    family = str(found[0][1].value).split()[-1]
    for cell in sheet.cells:
        label = next((one for one in cell.labels if one.role == "name.patient" and one.start < 4), None)
        right = sheet.right_of(cell)
        if label is None:
            continue
        beside = right if not cell.text[label.end :].strip(" :.") and right is not None else None
        other, start = (beside, 0) if beside is not None else (cell, label.end)
        match = _GIVEN_ALONE.match(other.text, start)
        marked = beside is not None or other.text[start : start + 1] == ":"
        if match is not None and marked and match[1].lower() in sheet.lexicon.parties.given:
            name = f"{_cased(match[1])} {family}"
            yield _RANKS["name.patient"], draft(sheet, other, match.span(1), "name.patient", name, 0.8)


def patients_named(pages: Sequence[Page], lexicon: Lexicon) -> list[str]:
    """Whom the pages call the patient outright."""
    ranked = (item for page in pages for item in labelled(page, lexicon))
    return [str(made.value) for rank, made in ranked if rank == _RANKS["name.patient"]]


def outranked(pages: Sequence[Page], lexicon: Lexicon) -> frozenset[tuple[PageRef, Box]]:
    """Where a paper names only the patient's family: another page of it calls somebody else the patient."""
    patients = patients_named(pages, lexicon)
    ranked = (item for page in pages for item in labelled(page, lexicon)) if patients else ()
    return frozenset(
        (made.page, made.box)
        for rank, made in ranked
        if rank < _RANKS["name.patient"] and not is_one_of(str(made.value), patients)
    )


def is_one_of(name: str, others: Sequence[str]) -> bool:
    """Whether a name may be one of the others, if any: the same words, fewer, or a letter misread."""
    words = _words(name)
    return not others or any(
        words <= _words(other) or _words(other) <= words or ratio(name.lower(), other.lower()) > _ALIKE
        for other in others
    )


def _words(name: str) -> frozenset[str]:
    return frozenset(skeleton(word.strip(".,")) for word in name.split() if len(word.strip(".,")) > 1)


# ---------------------------------------------------------------- people


@lru_cache(maxsize=2048)  # every family of facts asks it of the same cells
def person(text: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """A person's name at the beginning of a text, behind a title or not: `First Last`, and its span."""
    title, nicknamed = words_of(lexicon).title.match(text), _NICKNAMED.of(lexicon.parties).match(text)
    if title is not None:
        return _moved(_untitled(text[title.end() :], lexicon), title.end())
    if nicknamed is not None:  # `Theodora "Teddy" Reed`
        lead, gap = nicknamed.end(1), nicknamed.end() - nicknamed.end(1) - 1
        found = _untitled(f"{text[:lead]} {text[nicknamed.end() :]}", lexicon)
        return (found[0], found[1], found[2] + gap) if found is not None and found[2] > lead else None
    return _untitled(text, lexicon)


def _moved(found: tuple[str, int, int] | None, by: int) -> tuple[str, int, int] | None:
    return (found[0], by + found[1], by + found[2]) if found is not None else None


def _untitled(text: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    if words_of(lexicon).doctor.match(text):
        return None
    account = words_of(lexicon).account.search(text)
    text = text[: account.start()] if account is not None else text  # "Ann Reed Free Checking ...4408"
    match = _NAME.of(lexicon.parties).match(text.replace("_", " "))  # the line of a form
    if match is None or _ENDS_OPEN.of(lexicon.parties).search(match[1]):
        return None
    if _TOWN_AFTER.match(text[match.end(1) :]) or (
        _STATE.search(match[1]) and _ZIP.match(text[match.end(1) :])
    ):
        return None
    printed = re.sub(r"['’]s$", "", match[1])
    kept = _kept(re.split(r"[\s,]+", printed), "," in printed, lexicon)
    if len(kept) > 2 and _is_state(kept[-1], lexicon) and _LETTERS_GO_ON.match(text, match.end(1)):
        kept = kept[:-1]  # "Ann Reed MA LPC", "Ann Reed PA-C"
    if len([word for word in kept if len(word.strip(".")) > 1]) < (1 if _INITIALS.match(printed) else 2):
        return None
    end = 0
    for word in kept:
        end = printed.index(word, end) + len(word)
    printed = printed[:end]
    if (
        _is_organisation(printed, lexicon)
        or _is_town(printed, lexicon)
        or words_of(lexicon).firm_after.match(text[match.start(1) + end :])
    ):
        return None
    return in_order(surname_first(printed, lexicon)), match.start(1), match.start(1) + end


def _is_town(printed: str, lexicon: Lexicon) -> bool:
    """`LAS CRUCES NM`, `Honolulu, Hawaii`: a state ends it, no credential, and no given name begins it."""
    words, parties = printed.split(), lexicon.parties
    if printed.partition(", ")[2].lower() in parties.states - parties.given:
        return len(words[-1]) > 2
    if "," in printed or not _is_state(words[-1], lexicon) or words[0].lower() in lexicon.parties.given:
        return False
    return len(words) == 2 or CREDENTIAL.fullmatch(f" {words[-1]}") is None


def _is_state(word: str, lexicon: Lexicon) -> bool:
    return len(word) == 2 and word.isupper() and word.lower() in lexicon.parties.states


def _is_organisation(printed: str, lexicon: Lexicon) -> bool:
    """A firm's name in the shape of a person's: a word of business, capitals within a word, an insurer."""
    if names_organisation(printed, lexicon) or any(
        _CAMEL.search(_PREFIX.sub("", word)) for word in printed.split()
    ):
        return True
    hit = lexicon.insurer_phrases.first(skeleton(printed))
    return hit is not None and hit.end - hit.start > 0.6 * len(printed)


def _kept(words: list[str], surname_first: bool, lexicon: Lexicon) -> list[str]:
    """The words up to the first that belongs to no name."""
    kept: list[str] = []
    for place, word in enumerate(words):
        plain = word.lower().strip(".,:'’")
        if place and re.fullmatch(r"[AI]\.?", word) and (place == 1 or surname_first):
            kept.append(word)  # an initial, not the article
            continue
        of_none = plain in lexicon.no_names or (len(plain) > 2 and skeleton(plain) in lexicon.no_name_looks)
        of_none = of_none or ("-" in plain and lexicon.no_names.issuperset(plain.split("-")))
        if of_none or sum(map(str.isdigit, word)) > 1:
            break
        if kept and not plain.isalpha() and month_of(plain) is not None:
            break  # "0ct0ber"; whole months are among the words of no name
        kept.append(word)
    return kept


def surname_first(printed: str, lexicon: Lexicon) -> str:
    """`DOE JANE` and `DOE JANE Q` with the comma they lack: given names are known, an initial stands last."""
    words = printed.split()
    if "," in printed or len(words) not in (2, 3) or len(words[0]) < 2:
        return printed
    if not printed.isupper():  # "DOE Jane"
        marked = len(words[0]) > 2 and words[0].isupper() and not words[1].isupper() and len(words[1]) > 2
        return f"{words[0]}, {' '.join(words[1:])}" if marked else printed
    first, second, *more = (word.lower() in lexicon.parties.given for word in words)
    initial_last = len(words) == 3 and len(words[2].strip(".")) == 1 and len(words[1]) > 1
    turned_round = len(words) == 2 and not first and (second or family_first(*words))
    # "DOE JANE ANN": both are known as given names, and neither is likelier to be the family's
    two_given = second and all(more) and not first and all(family_first(words[0], word) for word in words[1:])
    turned_round = turned_round or (len(words) == 3 and two_given)
    return f"{words[0]}, {' '.join(words[1:])}" if turned_round or initial_last else printed


def in_order(printed: str) -> str:
    """`DOE, JANE Q.` as `Jane Q. Doe`; capitals only where the paper has all capitals are set as in print."""
    text = re.sub(r"\s+", " ", printed.strip(" ,"))
    if "," in re.sub(rf"{_SUFFIX}$", "", text):
        last, first = _two_parts(text)
        text = f"{first.strip()} {last.strip()}"
    return " ".join(_cased(word) for word in text.replace(",", "").split())


def _two_parts(text: str) -> tuple[str, str]:
    """Family name and given names: `Doe, Jane`, `Doe, Jane, Q`, `Doe, Jr, John`."""
    parts = [part.strip() for part in text.split(",")]
    family = 2 if len(parts) > 2 and re.fullmatch(_SUFFIX, f" {parts[1]}") else 1
    return " ".join(parts[:family]), " ".join(parts[family:])


def _cased(word: str) -> str:
    if word in ("II", "III", "IV") or len(word) == 1 or not word.isupper():
        return word
    made = re.sub(r"[A-Z][A-Z]*", lambda m: m[0].capitalize(), word)
    made = re.sub(r"(['’])([A-Z])", lambda m: m[1] + m[2], made)
    return re.sub(r"^Mc([a-z])", lambda m: "Mc" + m[1].upper(), made)


def _of_relative(sheet: Sheet, cell: Cell, label: Label) -> bool:
    """Whether a name without more is a relative's: "Name: Ann Reed   Relationship: daughter"."""
    return label.role == "name.plain" and any(
        other.skeleton[one.start : one.end].startswith(_RELATED)
        for other in sheet.rows[cell.row]
        for one in other.labels
        if one.start < _FIRST and one.role == "name.other"
    )


_RELATED, _FIRST = skeleton("relation"), 3


def _patient(sheet: Sheet, cell: Cell, label: Label, certainty: float) -> Iterator[Draft]:
    if _of_relative(sheet, cell, label):
        return
    rest = cell.text[label.end :]
    bare = cell.skeleton[label.start : label.end]
    marked = bool(
        re.match(r"^(?:\s?\([^)]{0,40}\)|\sif(?:\s[a-z]+){1,4}(?=:))?\s?(?:[:#=\-–]|[.·_]{3,})", rest)
    )
    lead = _LEAD.match(rest)
    start = label.end + (lead.end() if lead else 0)
    if re.search(r"\w", cell.text[start:]):
        at_start = label.start < 4
        if not marked and (not at_start or bare in ("re", "regardlng")) and not _in_form(cell, label):
            return
        if any(o.start >= label.end and o.start <= start for o in cell.labels if o.role != "name.plain"):
            return
        certainty *= 1.0 if marked else 0.85
        stop = min((o.start for o in cell.labels if o.start > start), default=len(cell.text))
        found = turned(cell.text[start:stop], sheet.lexicon) or person(cell.text[start:], sheet.lexicon)
        found = found or written_apart(cell.text[start:stop], sheet.lexicon)
        found = found or _halves_near(sheet, cell, start, stop)
        if found is not None and _boxed(cell, label):
            found = (_family_first(cell.text[start:], found[0], found[2]), found[1], found[2])
        lower = _LOWER.fullmatch(cell.text[start:stop].strip()) if found is None and marked else None
        if lower is not None and label.role == "name.patient" and person(lower[0].title(), sheet.lexicon):
            found = (lower[0].title(), 0, len(lower[0]))
        if found is None and label.role in _INSURED:
            found = _with_initial(cell.text[start:stop], sheet.lexicon)
        if found is None:
            yield from _broken(sheet, cell, (start, stop), certainty)
            yield from _among(sheet, cell, (start, stop), certainty)
        elif not _is_another(cell.text[start + found[2] :], label, sheet.lexicon):
            span = (start + found[1], start + found[2])
            yield draft(sheet, cell, span, "name.patient", found[0], certainty)
        return
    yield from _name_near(sheet, cell, label, certainty)


def _is_another(after: str, label: Label, lexicon: Lexicon) -> bool:
    """Whether a degree or an office stands behind a name, or, where no label calls it the patient's, what a
    relative is: "(mother)"."""
    relative = label.role == "name.plain" and RELATION.of(lexicon.patients).match(after) is not None
    return relative or IN_OFFICE.of(lexicon.patients).match(after) is not None


def _halves_near(sheet: Sheet, cell: Cell, start: int, stop: int) -> tuple[str, int, int] | None:
    """`Jane D. (Doe)`, the second half perhaps in the next cell."""
    text, right = cell.text[start:stop], sheet.right_of(cell) if stop == len(cell.text) else None
    beside = right.text if right is not None and right.text.startswith(("(", "[")) else ""
    found = in_halves(f"{text.rstrip()} {beside}".rstrip(), sheet.lexicon)
    return (found[0], found[1], min(found[2], len(text.rstrip()))) if found is not None else None


_LOWER = re.compile(r"[a-z]{2,}(?:\s[a-z])?\s[a-z'’-]{2,}")  # a name typed without capitals
_BOX = re.compile(r"(?:^|\s)\d{1,2}[a-z]?\.?\s$")


_BOX_PART = re.compile(r"^[a-d]\s(?=[A-Z])")  # "8 PATIENT NAME  b DOE JANE"


def _boxed(cell: Cell, label: Label) -> bool:
    """Whether a label is that of a numbered box of a claim form, where family names stand first."""
    return _BOX.search(cell.text[: label.start]) is not None


def _family_first(text: str, name: str, end: int) -> str:
    words = text[:end].split()
    return in_order(f"{words[0]}, {words[1]}") if len(words) == 2 and text[:end].isupper() else name


def _in_form(cell: Cell, label: Label) -> bool:
    """Whether a label without a mark follows another label's value: `DOB 01/02/1980 Patient Jane Doe`."""
    before = [other for other in cell.labels if other.end <= label.start]
    sentence = re.search(r"(?:\s[a-z]{2,}){3}", cell.text[: label.start])
    return label.role == "name.patient" and bool(before) and before[0].start < 4 and sentence is None


def turned(text: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """`Garcia Lopez, Maria`: two family names before the comma, where a label has a name stand there."""
    match = _TWO_LAST.of(lexicon.parties).match(text)
    if match is None or len(_kept(re.split(r"[\s,]+", match[1]), True, lexicon)) < 3:
        return None
    last, _, first = match[1].partition(",")
    if CREDENTIAL.match(f", {first.strip()}") or first.strip().isupper() != last.isupper():
        return None
    second = [word.lower() for word in first.split()[1:] if len(word.strip(".")) > 1]
    if not lexicon.parties.given.issuperset(second):  # "Ann Reed, Elm KS"
        return None
    return in_order(match[1]), match.start(1), match.end(1)


_APART = Framed(
    Parties,
    rf"({_PART})\s?[/*^]\s?({_PART})(?:\s?[/*^]?\s?([{_BIG}])\.?)?(?=\s*$|[,;(*])",
    re.NOFLAG,
)
_MADE_OUT = rf"\s?(?:[(\[]|\s[-–]\s)([{_BIG}][{_ANY}'’-]+)(?:\s({_PART}))?(?:[)\]]|(?=\s|$))"
_EXPLAINED = Framed(
    Parties,
    rf"(?:Dr\.?\s|DR\.?\s)?(?:([{_BIG}])\.?\s)?([{_BIG}][{_ANY}'’-]+)(?:\s([{_BIG}])\.)?"
    rf"(?:,?\s[{_BIG}.]{{2,6}}|,\s[\w# .]{{1,20}}(?=\s[(\[]))?\s?{_MADE_OUT}",
    re.NOFLAG,
)
# "Jane (Doe)", "Jane D. (Doe)", "Jane's (Doe)", and behind a title "Doe (Jane)"
_HALVES = re.compile(
    rf"([{_BIG}][{_ANY}'’-]+?)(?:['’]s)?(?:\s([{_BIG}])\.)?\s{{1,2}}[(\[]([{_BIG}][{_ANY}'’-]+)[)\]](?=\W|$)"
)


def written_apart(text: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """`DOE / JANE`, `DOE*JANE*Q`, `J. Doe (Jane)`, `DOE J. (Jane Doe)`: a whole name in other signs."""
    parties = lexicon.parties
    apart, explained = _APART.of(parties).match(text), _EXPLAINED.of(parties).match(text)
    if apart is not None:
        last, first, end = apart[1], apart[2], apart.end()
    elif explained is not None and (explained[1] or explained[3]) == explained[4][0]:
        last, first, end = explained[2], explained[4], explained.end()
        if explained[5] is not None and skeleton(explained[5]) != skeleton(last):
            return None
    else:
        return None
    if len(_kept([last, first], True, lexicon)) < 2:
        return None
    return in_order(f"{last}, {first}"), 0, end


def in_halves(text: str, lexicon: Lexicon, *, titled: bool = False) -> tuple[str, int, int] | None:
    """`Jane (Doe)`, `Jane D. (Doe)`; `titled`: `Ms. Doe (Jane)`. Only where somebody's name is expected."""
    match = _HALVES.match(text)
    if match is None or (match[2] is not None and match[2] != match[3][0]):
        return None
    first, last = (match[3], match[1]) if titled else (match[1], match[3])
    if len(_kept([last, first], True, lexicon)) < 2 or names_organisation(f"{first} {last}", lexicon):
        return None
    return in_order(f"{last}, {first}"), match.start(1), match.end(3)


_INSURED = ("name.patient", "name.member")
_SHORT = re.compile(
    rf"([{_BIG}]\.\s?[{_BIG}][{_ANY}'’]{{2,}}(?:-[{_BIG}][{_ANY}'’]+)*)(?=\s*$|\s?[,;(|/–-]|\s{{2}})"
)


_SHORT_TURNED = re.compile(rf"([{_BIG}]{{3,}}(?:-[{_BIG}]+)*),?\s([{_BIG}])\.?\s*$")  # "DOE J"


def _with_initial(text: str, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """`J. Doe` behind a patient's label: enough to tell a stranger."""
    turned_round = _SHORT_TURNED.match(text)
    if turned_round is not None and len(_kept([turned_round[1]], True, lexicon)) == 1:
        return in_order(f"{turned_round[2]}. {turned_round[1]}"), 0, turned_round.end()
    match = _SHORT.match(text)
    if match is None or CREDENTIAL.match(text[match.end() :]) or names_organisation(match[1], lexicon):
        return None
    family = re.split(r"\.\s?", match[1], maxsplit=1)[1]
    if len(_kept([family], True, lexicon)) == 0 or words_of(lexicon).firm_after.match(text[match.end() :]):
        return None
    return in_order(re.sub(r"\.(?=\S)", ". ", match[1])), 0, match.end()


# What follows the name of one who treats or acts for others
IN_OFFICE = Framed(PatientWords, rf"{CREDENTIAL.pattern}|,?\s(?i:%{{in_office}})\b", re.NOFLAG)


def _among(sheet: Sheet, cell: Cell, span: tuple[int, int], certainty: float) -> Iterator[Draft]:
    """`Re: Appeal - Jane Doe - Claim 123`: a name among the parts of a subject."""
    text = cell.text[span[0] : span[1]]
    at = 0
    for part in re.split(r"(\s[-–|/]\s|[;,]\s|(?:^|\s)(?:for|of|why|about|by|from)\s)", text):
        found = person(part, sheet.lexicon) if at else None
        rest = part[found[2] :] if found is not None else ""
        if found is not None and _TOWN_AFTER.match(text[at + found[2] :]):
            return
        if found is not None and (not rest.strip(" .,;-") or re.match(r"\s[a-z]{3}", rest)):
            place = (span[0] + at + found[1], span[0] + at + found[2])
            yield draft(sheet, cell, place, "name.patient", found[0], certainty * 0.9)
            return
        at += len(part)


_LAST_ONLY = Framed(Parties, rf"^\s*({_LAST}),\s*$", re.NOFLAG)
_FIRST_ONLY = Framed(Parties, rf"^({_PART}(?:\s{_PART})?)$", re.NOFLAG)


def _broken(sheet: Sheet, cell: Cell, span: tuple[int, int], certainty: float) -> Iterator[Draft]:
    """`Doe,` with `Jane` in the line below: a narrow column."""
    last = _LAST_ONLY.of(sheet.lexicon.parties).match(cell.text[span[0] : span[1]])
    if last is None:
        return
    place = cell.line.box_at(span[0] + last.start(1), span[0] + last.end(1))
    for under in sheet.below(cell, 1):
        first = _FIRST_ONLY.of(sheet.lexicon.parties).match(under.text)
        beside = under.box.x0 < place.x1 and place.x0 < under.box.x1
        if first is None or not beside or under.labels:
            continue
        if len(_kept(under.text.split(), True, sheet.lexicon)) == len(under.text.split()):
            printed = f"{last[1]}, {first[1]}"
            made = draft(sheet, under, first.span(1), "name.patient", in_order(printed), certainty * 0.9)
            yield replace(made, text=printed, box=on_page(made.box.union(place)))


def _name_near(sheet: Sheet, cell: Cell, label: Label, certainty: float) -> Iterator[Draft]:
    right = sheet.right_of(cell)
    if right is not None:
        yield from _broken(sheet, right, (0, len(right.text)), certainty)
        lead = len(_BOX_PART.sub("", right.text)) if _boxed(cell, label) else len(right.text)
        lead = len(right.text) - lead
        text = right.text[lead:]
        found = person(text, sheet.lexicon) or written_apart(text, sheet.lexicon)
        if found is not None and _boxed(cell, label):
            found = (_family_first(text, found[0], found[2]), found[1], found[2])
        if found is not None:
            found = (found[0], lead + found[1], lead + found[2])
        if found is not None and _is_another(right.text[found[2] :], label, sheet.lexicon):
            return
        if found is not None and all(other.start >= found[2] for other in right.labels):
            yield draft(sheet, right, (found[1], found[2]), "name.patient", found[0], certainty * 0.98)
            return
    box = cell.line.box_at(label.start, label.end)
    for under in sheet.below(cell, 2):
        if under.box.x0 > box.x1 or under.box.x1 < box.x0:
            continue
        if under.labels and under.labels[0].start < 2:
            return
        found = person(under.text, sheet.lexicon)
        if found is not None:
            yield draft(sheet, under, (found[1], found[2]), "name.patient", found[0], certainty * 0.92)
        return


def _before_birth(sheet: Sheet) -> Iterator[Draft]:
    """A name right before a birth date: `Jane Doe DOB 01/02/1980`, `for Jane Doe (DOB …)`."""
    for cell in sheet.cells:
        births = [label for label in cell.labels if label.role == "date.birth"]
        births = births or [label for label in cell.labels if _in_brackets(cell, label)]
        if births and names_organisation(_last_part(cell.text[: births[0].start]), sheet.lexicon):
            continue
        if births and births[0].start > 3:
            yield from _name_at_end(sheet, cell, births[0].start)
        elif births:
            left = sheet.left_of(cell)
            if left is not None and not left.labels:
                yield from _name_at_end(sheet, left, len(left.text))


def _in_brackets(cell: Cell, label: Label) -> bool:
    """`Jane Doe (ID W123 …`"""
    return label.role == "id.member" and cell.text[: label.start].endswith("(")


def _last_part(head: str) -> str:
    """`Summit Clinic | Jane Doe`: what stands behind the last bar."""
    return re.split(r"\s[|•·]\s", head.rstrip(" ,(-:|–•·"))[-1]


def _name_at_end(sheet: Sheet, cell: Cell, end: int) -> Iterator[Draft]:
    """The longest name that ends where a label begins; a street's has its number before it."""
    head = cell.text[:end].rstrip(" ,(-:|–•·")
    words = list(re.finditer(r"(?<!\S)\S+", head))
    least = len(head) - len(_last_part(head))
    if any(word[0].isdigit() for word in words[-4:-1]):
        return
    starts = [match.start() for match in words[-5:-1] if match.start() >= least]
    for start in starts:
        if head[start:].startswith(("I,", "I ")):
            continue  # "I, Jane Doe, born …"
        found = person(head[start:], sheet.lexicon)
        if found is not None and found[2] == len(head) - start:
            yield draft(sheet, cell, (start, len(head)), "name.patient", found[0], 0.88)
            return


def _running_heads(sheet: Sheet) -> Iterator[Draft]:
    """`Jane Doe  03/04/2024` alone on the page's first or last line: the head of a record's further pages."""
    for row in (*sheet.rows[:2], *sheet.rows[-2:]):
        cell = row[0]
        found = person(cell.text, sheet.lexicon)
        rest = cell.text[found[2] :] if found is not None else ""
        if found is not None and find_dates(rest) and not re.search(r"[A-Za-z]{4}", _MONTHS.sub("", rest)):
            yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.75)


def _made_out_to(sheet: Sheet) -> Iterator[Draft]:
    """`Issued 03/04/2024 to Jane Doe`, a line of its own."""
    for cell in sheet.cells:
        lead = sheet.lexicon.made_out_phrases.at_start(cell.skeleton)
        found = person(cell.text[lead.end :].lstrip(), sheet.lexicon) if lead is not None else None
        if lead is None or lead.start or found is None:
            continue
        start = len(cell.text) - len(cell.text[lead.end :].lstrip())
        if not cell.text[start + found[2] :].strip(" .,"):
            yield draft(sheet, cell, (start + found[1], start + found[2]), "name.patient", found[0], 0.75)


def signed(sheet: Sheet) -> Iterator[Draft]:
    """`Jane Doe  03/04/2024` alone on a line of a form that patients sign."""
    for cell in sheet.cells:
        found = person(cell.text, sheet.lexicon)
        if found is None:
            continue
        right = sheet.right_of(cell)
        rest = cell.text[found[2] :] or (right.text if right is not None else "")
        dates = find_dates(rest)
        if dates and not re.search(r"[A-Za-z]", rest[: dates[0].start] + rest[dates[0].end :]):
            yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.6)


_STREET = re.compile(r"^\d{1,6}[A-Za-z]?\s+\w|\bP\.?\s?[O0]\.?\s?Box\b|\bApt\b|\bRoute\b", re.IGNORECASE)
_TOWN = re.compile(r"(?:^|[\s,])[A-Za-z .'-]{2,30},?\s+[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?\W*$")


def addressee(sheet: Sheet) -> Iterator[Draft]:
    """The person whom a paper is sent to or whose card it is: a name over a street, in the upper half.

    Over a town too, where more than a card is printed on the page.
    """
    card = len(sheet.rows) < 22
    for cell in sheet.cells:
        if (cell.box.y0 > 0.5 and not card) or cell.labels or len(cell.text) > 45:
            continue
        found = person(cell.text, sheet.lexicon)
        if found is None or cell.text[found[2] :].strip(" ,."):
            continue
        under = [c for c in sheet.below(cell, 3) if abs(c.box.x0 - cell.box.x0) < 0.03]
        if names_organisation(cell.text, sheet.lexicon):
            continue
        family = _family_over(sheet, cell) if card else None
        if family is not None:
            found = (f"{in_order(cell.text[: found[2]])} {family}", found[1], found[2])
        if under and _STREET.search(under[0].text) and (card or any(_TOWN.search(c.text) for c in under)):
            yield draft(sheet, cell, (found[1], found[2]), "name.patient", found[0], 0.75)
            return


def _family_over(sheet: Sheet, cell: Cell) -> str | None:
    """A licence prints the family name on a line of its own over the given ones, all in capitals."""
    for over in sheet.above(cell.box, cell.row, 1):
        close = cell.box.y0 - over.box.y1 < over.box.height and abs(over.box.x0 - cell.box.x0) < 0.02
        words = over.text.split()
        if words[-1:] == cell.text.split()[-1:]:
            return None  # two of one family
        plain = over.text.isupper() and cell.text.isupper() and len(words) <= 2 and not over.labels
        if close and plain and len(_kept(words, True, sheet.lexicon)) == len(words) and over.text.isascii():
            return " ".join(map(_cased, words)) if over.text.replace(" ", "").isalpha() else None
    return None


PART_OF_NAME = Framed(Parties, rf"^({_PART})\s*(?:[,:!.;)(-]\s?)*$", re.NOFLAG)
