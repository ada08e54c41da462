"""Fills a template with a case: `{a|b}` chooses a wording, `<name>` prints a value with its truth marked.

<pt> <dob> <member> …        values of the case (see `_VALUES` and `_simple`)
<date.letter> <date.service> the paper's own day in that role; <day:-30> a day near it, without a role
<?drug>                      right when found, no miss when not
<reasons> <remark>           why the plan denies, in the words of this half
@services | <s.day> | …      a line for each service (@trials likewise); ⏎ begins another line
«kind|words»                 a mark by hand, where a template prints a value of its own
<total:billed>               the sum of the services on this paper
@say name                    a phrase of the half, as lines of their own; extras.py has further values
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bench.cases import extras
from bench.cases.world import Person, Service, Trial, World, knowledge, vocabulary

_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<(\??)([A-Za-z][A-Za-z0-9_.~]*)(?::([^<>]*))?>")


@dataclass
class Scribe:
    world: World
    random: Random
    day: date
    patient: Person
    services: Sequence[Service] = ()
    note: str = ""  # a clinical text for <note>
    date_form: str = field(init=False)
    money_form: str = field(init=False)
    short_form: str = field(init=False)  # of dates in a table
    credit_form: str = field(init=False)
    refusal_note: str = field(init=False)  # what marks a refused line of a table: a letter, or a code
    refusal_code: str = field(init=False)
    aside: Random = field(init=False)  # for extras.py: it leaves the draws of the older halves alone
    answers: list[int] = field(default_factory=list)  # of the questionnaire at hand

    def __post_init__(self) -> None:
        self.date_form = self.random.choice(vocabulary(self.world.half).date_forms)
        self.money_form = self.random.choice(("${:,.2f}", "${:,.2f}", "{:,.2f}"))
        self.services = self.services or self.world.services
        self.aside = Random(f"{self.world.half}-{self.date_form}-{self.day}")
        self.short_form, self.credit_form = self.aside.choice(extras.SHORT), self.aside.choice(extras.CREDITS)
        self.refusal_note = self.aside.choice(("A", "X4", "007", "(1)", "G12", "b"))
        self.refusal_code = extras.refusal_code(self)

    # -- the whole

    def fill(self, template: str) -> str:
        text = template
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda found: self.random.choice(found[1].split("|")), text)
        rows: list[str] = []
        for line in text.splitlines():
            rows += self._repeat(line)
        return "\n".join(rows)

    def _repeat(self, line: str) -> list[str]:
        if line.startswith("@services "):
            return [
                self._slots(line[10:], self._of_service(service)).replace(" ⏎ ", "\n").replace("⏎", "\n")
                for service in self.services
            ]
        if line.startswith("@trials "):
            return [self._slots(line[8:], self._of_trial(trial)) for trial in self.world.trials]
        if line.startswith("@say "):
            return extras.made(self, "say", line[5:]).splitlines()
        if line.startswith("@note"):
            return self.note.splitlines()
        return [self._slots(line, {})]

    def _slots(self, line: str, extra: dict[str, str]) -> str:
        def one(found: re.Match[str]) -> str:
            known = found[2] in extra
            value = extra[found[2]] if known else self._value(found[2], found[3] or "")
            return value.replace("«", "«?").replace("«??", "«?") if found[1] else value

        return _SLOT.sub(one, line)

    # -- values

    def _value(self, name: str, argument: str) -> str:
        if name.startswith("date."):
            return self.printed_day(name, self.day + timedelta(days=int(argument or 0)))
        if name == "day":
            return self.format_day(self.day + timedelta(days=int(argument)))
        if name == "total":
            return self._total(argument)
        if name in ("score", "digits", "money"):
            return self._made_up(name, argument)
        simple = self._simple()
        if name in simple:
            return simple[name]
        if extras.has(name):
            return extras.made(self, name, argument)
        return _VALUES[name](self)

    def _simple(self) -> dict[str, str]:
        world, person = self.world, self.patient
        name = f"name.patient={person.name}"
        provider = f"name.provider={world.provider.name}"
        return {
            "pt": f"«{name}|{person.name}»",
            "pt_lf": f"«{name}|{person.last}, {person.first}»",
            "PT": f"«{name}|{person.name.upper()}»",
            "PT_LF": f"«{name}|{person.last.upper()}, {person.first.upper()}»",
            "pt_plain": person.name,
            "last": person.last,
            "dob": self.printed_day("date.birth", person.born),
            "member": f"«id.member|{world.member}»",
            "group": f"«id.group|{world.group}»",
            "auth": f"«id.authorization|{world.authorization}»",
            "claim": f"«id.claim|{self.services[0].claim}»",
            "npi": f"«id.npi|{world.npi}»",
            "tin": f"«id.tax|{world.tax}»",
            "insurer": f"«name.insurer|{world.insurer}»",
            "INSURER": f"«name.insurer={world.insurer}|{world.insurer.upper()}»",
            "provider": f"«{provider}|{world.provider.name}»",
            "prescriber": f"«name.provider={world.prescriber.name}|{world.prescriber.name}»",
            "clinic": f"«?name.provider|{world.clinic}»",
            "merchant": f"«name.merchant|{world.clinic}»",
            "practice": f"«?name.provider|{world.practice}»",
            "drug": f"«treatment.drug|{world.drug}»",
            "Drug": f"«treatment.drug|{world.drug.title()}»",
            "brand": f"«treatment.drug={world.drug}|{knowledge(world.half).brands[world.drug]}»",
            "dose": f"«treatment.dose|{world.dose}»",
            "icd": f"«code.icd10|{world.icd}»",
            "dx": world.diagnosis,
            "fax": f"«plan.appeal_fax|{world.appeal_fax}»",
            "appeal1": f"«plan.appeal_address={', '.join(world.appeal_lines)}|{world.appeal_lines[0]}»",
            "appeal2": world.appeal_lines[1],
            "appeal3": world.appeal_lines[2],
        }

    def format_day(self, day: date) -> str:
        text = day.strftime(self.date_form)
        return text.upper() if self.date_form == "%b %d %Y" else text

    def printed_day(self, kinds: str, day: date) -> str:
        return f"«{kinds}={day.isoformat()}|{self.format_day(day)}»"

    def money(self, kind: str, amount: Decimal) -> str:
        text = self.money_form.format(amount)
        return f"«{kind}={amount:.2f}|{text}»" if kind else text

    def _of_service(self, service: Service) -> dict[str, str]:
        return extras.service_values(self, service) | {
            "s.day": self.printed_day("date.service", service.day),
            "s.code": f"«code.procedure|{service.code}»",
            "s.words": service.words.replace(self.world.drug, f"«?treatment.drug|{self.world.drug}»"),
            "s.claim": f"«id.claim|{service.claim}»",
            "s.billed": self.money("amount.billed", service.billed),
            "s.allowed": self.money("amount.allowed", service.allowed),
            "s.paid": self.money("amount.paid_by_plan", service.paid),
            "s.owed": self.money("amount.patient_responsibility", service.owed),
            "s.line": self.money("", service.billed),
            "s.refused": self.money("", service.billed - service.allowed),
        }

    def _of_trial(self, trial: Trial) -> dict[str, str]:
        stop = trial.begun + timedelta(weeks=trial.weeks)
        return {
            "t.drug": f"«treatment.failed_drug|{trial.drug.title()}»",
            "t.low": f"«treatment.failed_drug|{trial.drug}»",
            "t.tried": f"«?treatment.failed_drug~treatment.drug={trial.drug}|{trial.drug.title()}»",
            "t.brand": f"«treatment.failed_drug={trial.drug}|{trial.brand}»",
            "t.filled": f"«?treatment.drug|{trial.drug.title()}»",
            "t.dose": f"«?treatment.dose|{trial.dose}»",
            "t.weeks": str(trial.weeks),
            "t.begun": self.format_day(trial.begun),
            "t.month": trial.begun.strftime("%m/%Y"),
            "t.until": stop.strftime("%m/%Y"),
            "t.stop": self.format_day(stop),
            "t.rx": str(self.random.randint(1_000_000, 9_999_999)),
        }

    def _total(self, what: str) -> str:
        kinds: dict[str, tuple[str, Callable[[Service], Decimal]]] = {
            "billed": ("amount.billed", lambda s: s.billed),
            "allowed": ("amount.allowed", lambda s: s.allowed),
            "paid": ("amount.paid_by_plan", lambda s: s.paid),
            "owed": ("amount.patient_responsibility", lambda s: s.owed),
            "refused": ("", lambda s: s.billed - s.allowed),
            "client": ("amount.paid~amount.total", lambda s: s.billed),
            "receipt": ("amount.total~amount.paid", lambda s: s.billed),
            "due": ("amount.balance", lambda s: s.billed - s.paid),
            "plain": ("", lambda s: s.billed),
        }
        kind, amount = kinds[what]
        return self.money(kind, sum((amount(service) for service in self.services), Decimal(0)))

    def _made_up(self, name: str, argument: str) -> str:
        if name == "digits":
            return "".join(str(self.random.randint(0, 9)) for _ in range(int(argument)))
        if name == "money":
            return self.money(argument, Decimal(self.random.randrange(1500, 90000)) / 100)
        scale, low, high = argument.split(",")
        value = str(self.random.randint(int(low), int(high)))
        return f"«score.{scale}={value}|{value}»"

    # -- longer pieces

    def wording(self, source: dict[str, tuple[str, ...]], reason: str) -> str:
        sentence = self.random.choice(source[reason])
        marked = re.sub(r"\[\[(.*?)\]\]", lambda found: f"«denial.reason={reason}|{found[1]}»", sentence)
        return self.fill(marked)

    def reasons(self) -> str:
        words = vocabulary(self.world.half).reasons
        return " ".join(self.wording(words, reason) for reason in self.world.reasons)

    def remark(self) -> str:
        return self.wording(vocabulary(self.world.half).remarks, self.world.reasons[0])

    def carc(self) -> str:
        form = self.random.choice(vocabulary(self.world.half).carc_forms)
        group = self.random.choice(("CO", "PR", "PR"))
        printed = form.format(group=group, code=self.world.carc)
        return f"«denial.carc={group}-{self.world.carc}|{printed}»"

    def street(self) -> str:
        return f"{self.random.randint(1, 990)} {self.random.choice(vocabulary(self.world.half).streets)}"

    def town(self) -> str:
        town = self.random.choice(vocabulary(self.world.half).towns)
        return f"{town} {self.random.randint(10000, 99999)}"

    def someone(self) -> str:
        surname = self.random.choice(vocabulary(self.world.half).last_names)
        return f"{self.random.choice('ABCDEFGHJKLMNPRSTW')}. {surname}"

    def range_of_services(self) -> str:
        days = [service.day for service in self.services]
        first, last = min(days), max(days)
        if first == last:
            return self.printed_day("date.service", first)
        text = f"{self.format_day(first)} - {self.format_day(last)}"
        return f"«date.service={first.isoformat()}/{last.isoformat()}|{text}»"


_VALUES: dict[str, Callable[[Scribe], str]] = {
    "reasons": Scribe.reasons,
    "remark": Scribe.remark,
    "carc": Scribe.carc,
    "rarc": lambda s: f"«denial.rarc|{s.world.rarc}»",
    "street": Scribe.street,
    "town": Scribe.town,
    "range": Scribe.range_of_services,
    "days": lambda s: ", ".join(
        s.printed_day("date.service", day) for day in sorted({x.day for x in s.services})
    ),
    "dos": lambda s: s.printed_day("date.service", s.services[0].day),
    "denied": lambda s: s.format_day(s.world.denied),
    "code": lambda s: f"«code.procedure|{s.services[0].code}»",
    "phone": lambda s: f"555-555-01{s.random.randint(0, 99):02d}",
    "employer": lambda s: s.random.choice(vocabulary(s.world.half).employers),
    "deadline": lambda s: s.printed_day("date.deadline", s.day + timedelta(days=180)),
    "someone": Scribe.someone,
    "month": lambda s: s.day.strftime("%B %Y"),
    "year": lambda s: str(s.day.year),
    "clinic_plain": lambda s: s.world.clinic,
    "practice_plain": lambda s: s.world.practice,
    "insurer_plain": lambda s: f"«?name.insurer|{s.world.insurer}»",
    "insurer_block": lambda s: ", ".join((s.world.insurer, *s.world.appeal_lines)),
    "merchant_maybe": lambda s: f"«?name.merchant~name.provider|{s.world.clinic}»",
    "plan_phone": lambda s: f"«?plan.appeal_phone|{_VALUES['phone'](s)}»",
}  # fmt: skip
