"""More values that a template may print: what the fresh half's papers have and the older ones have not.

<s.short…>                 as scribe.py's `s.` values, in a table's short date form, with credits and notes
<item:3> <ring:3>          an answer of a questionnaire, 0 to the number: as a figure, or as ringed cells
<sum:phq9>                 the total of the answers so far
<say:name>                 one of the half's phrases, its own slots filled
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from bench.cases.world import Person, Service, luhn_npi, vocabulary

if TYPE_CHECKING:
    from bench.cases.scribe import Scribe

SHORT = ("%m/%d/%Y", "%m/%d/%y", "%-m/%-d/%y", "%-m/%-d/%Y", "%m-%d-%y", "%m-%d-%Y")
_JOINED = ("{}-{}", "{}–{}", "{} - {}", "{} to {}", "{} through {}", "{} thru {}")
CREDITS = ("-${:,.2f}", "(${:,.2f})", "${:,.2f}-", "-{:,.2f}", "({:,.2f})", "{:,.2f} CR")
_NOT_REFUSED = ("", "«?denial.carc=CO-45|CO-45»", "«?denial.carc=PR-2|PR-2»", "«?denial.carc=PR-3|PR3»")


def service_values(scribe: Scribe, service: Service) -> dict[str, str]:
    """What a line of a bill, a claim form or an explanation of benefits prints of one service."""
    refused = not service.allowed
    discount = Decimal(0) if refused else service.billed - service.allowed
    share = Decimal(0) if refused else service.owed
    iso = service.day.isoformat()
    money = scribe.money
    return {
        "s.short": f"«date.service={iso}|{service.day.strftime(scribe.short_form)}»",
        "s.box": f"«date.service={iso}|{service.day.strftime('%m %d %y')}»",
        "s.when": service.day.strftime(scribe.short_form),
        "s.paidday": f"«?date.payment={iso}|{service.day.strftime(scribe.short_form)}»",
        "s.charge": money("amount.billed", service.billed).replace("«", "«?"),
        "s.disc": money("", discount),
        "s.discneg": credit(scribe, "", discount),
        "s.noncov": money("", service.billed - service.allowed - discount),
        "s.coins": money("", share),
        "s.zero": money("", Decimal(0)),
        "s.credit": credit(scribe, "?amount.paid", service.billed),
        "s.approved": "No" if refused else "Yes",
        "s.note": scribe.refusal_note if refused else "",
        "s.code50": scribe.refusal_code if refused else scribe.aside.choice(_NOT_REFUSED),
    }


def credit(scribe: Scribe, kind: str, amount: Decimal) -> str:
    """An amount taken off, in one of the forms that bills use."""
    text = scribe.credit_form.format(amount)
    return f"«{kind}=-{amount:.2f}|{text}»" if kind else text


def refusal_code(scribe: Scribe) -> str:
    """The code of the refusal, the same all over a paper."""
    group, join = scribe.aside.choice(("CO", "PR", "PR", "OA")), scribe.aside.choice(("-", "-", "", " "))
    code = scribe.world.carc
    return f"«denial.carc={group}-{code}|{group}{join}{code}»"


def has(name: str) -> bool:
    return name in _MADE


def made(scribe: Scribe, name: str, argument: str) -> str:
    return _MADE[name](scribe, argument)


# ---------------------------------------------------------------- days


def _range(scribe: Scribe, _: str) -> str:
    days = [service.day for service in scribe.services]
    first, last = min(days), max(days)
    if first == last:
        return _short(scribe, "date.service", first)
    forms = _JOINED if "/" in scribe.short_form else _JOINED[2:]
    text = scribe.random.choice(forms).format(
        first.strftime(scribe.short_form), last.strftime(scribe.short_form)
    )
    return f"«date.service={first.isoformat()}/{last.isoformat()}|{text}»"


def _stay(scribe: Scribe, argument: str) -> str:
    """From so many days before the paper's day until that day: a hospital stay, a coverage period."""
    first, last = scribe.day - timedelta(days=int(argument)), scribe.day
    text = f"{first.strftime(scribe.short_form)} - {last.strftime(scribe.short_form)}"
    return f"«date.service={first.isoformat()}/{last.isoformat()}|{text}»"


def _short(scribe: Scribe, kinds: str, day: date) -> str:
    return f"«{kinds}={day.isoformat()}|{day.strftime(scribe.short_form)}»"


def _short_role(scribe: Scribe, argument: str) -> str:
    """`<short:date.letter,-3>`: three days before the paper's day, in short form."""
    kinds, _, offset = argument.partition(",")
    return _short(scribe, kinds, scribe.day + timedelta(days=int(offset or 0)))


def _short_plain(scribe: Scribe, argument: str) -> str:
    return (scribe.day + timedelta(days=int(argument))).strftime(scribe.short_form)


# ---------------------------------------------------------------- questionnaires


def _item(scribe: Scribe, argument: str) -> str:
    most = int(argument)
    low = 1 if most > 2 and scribe.random.random() < 0.7 else 0
    scribe.answers.append(scribe.random.randint(low, most))
    return str(scribe.answers[-1])


def _ring(scribe: Scribe, argument: str) -> str:
    chosen = int(_item(scribe, argument))
    return " | ".join(f"(({n}))" if n == chosen else str(n) for n in range(int(argument) + 1))


def _cross(scribe: Scribe, argument: str) -> str:
    chosen = int(_item(scribe, argument))
    return " | ".join("X" if n == chosen else " " for n in range(int(argument) + 1))


def _sum(scribe: Scribe, scale: str) -> str:
    total = sum(scribe.answers)
    return f"«score.{scale}={total}|{total}»"


def _subtotal(scribe: Scribe, count: str) -> str:
    """The sum of the last so many answers, no score of its own."""
    return str(sum(scribe.answers[-int(count) :]))


# ---------------------------------------------------------------- people and places


def _person(kind: str, person: Callable[[Scribe], Person], form: str) -> Callable[[Scribe, str], str]:
    def printed(scribe: Scribe, _: str) -> str:
        who = person(scribe)
        text = form.format(first=who.first, last=who.last, FIRST=who.first.upper(), LAST=who.last.upper())
        return f"«{kind}={who.name}|{text}»" if kind else text

    return printed


def _subscriber(scribe: Scribe) -> Person:
    return scribe.world.subscriber if scribe.patient is scribe.world.patient else scribe.patient


def _relation(scribe: Scribe, _: str) -> str:
    return "Self" if _subscriber(scribe) is scribe.patient else scribe.random.choice(("Spouse", "Child"))


def _address(scribe: Scribe, _: str) -> str:
    """All of the appeal address in one line."""
    whole = ", ".join(scribe.world.appeal_lines)
    return f"«plan.appeal_address={whole}|{whole}»"


_VISIT_ROLES = {
    "billed": "amount.billed",
    "allowed": "amount.allowed",
    "paid": "amount.paid_by_plan",
    "owed": "amount.patient_responsibility",
}


def _visit(scribe: Scribe, what: str) -> str:
    """An office visit beside the treatment, which the plan paid but for a copay."""
    own = Random(f"visit-{scribe.world.npi}-{scribe.day}")
    billed = Decimal(own.randrange(14000, 29000, 25)) / 100
    allowed = (billed * own.randint(55, 85) / 100).quantize(Decimal("0.01"))
    copay = Decimal(own.choice((20, 25, 30, 40)))
    amounts = {"billed": billed, "allowed": allowed, "paid": allowed - copay, "owed": copay}
    amounts |= {"saved": billed - allowed, "copay": copay}
    return scribe.money(_VISIT_ROLES.get(what, ""), amounts[what])


def _ndc(scribe: Scribe, _: str) -> str:
    draw = scribe.random.randint
    text = f"0{draw(1000, 9999)}-{draw(1000, 9999)}-0{draw(1, 9)}"
    return f"«code.ndc|{text}»"


def _representative(scribe: Scribe, _: str) -> str:
    """The advocate who acts in this case, the same on every paper."""
    own = Random(f"representative-{scribe.world.npi}")
    surname = own.choice(vocabulary(scribe.world.half).last_names)
    return f"{own.choice('ABCDEFGHJKLMNPRSTW')}. {surname}"


def _ages(scribe: Scribe, _: str) -> str:
    return str((scribe.day - scribe.patient.born).days // 365)


def _phrase(scribe: Scribe, name: str) -> str:
    return scribe.fill(scribe.random.choice(vocabulary(scribe.world.half).phrases[name]))


def _billed_to(scribe: Scribe, argument: str) -> str:
    """The sum of the services with another role: `<sum_as:amount.paid>`; `-` before it prints a credit."""
    amount = sum((service.billed for service in scribe.services), Decimal(0))
    kind = argument.removeprefix("-")
    return credit(scribe, kind, amount) if argument.startswith("-") else scribe.money(kind, amount)


def _sum_of(what: Callable[[Service], Decimal]) -> Callable[[Scribe, str], str]:
    return lambda scribe, kind: scribe.money(kind, sum((what(s) for s in scribe.services), Decimal(0)))


_MADE: dict[str, Callable[[Scribe, str], str]] = {
    "span": _range,
    "stay": _stay,
    "short": _short_role,
    "on": _short_plain,
    "dob2": lambda s, _: _short(s, "date.birth", s.patient.born),
    "denied_ref": lambda s, _: f"«?date.letter={s.world.denied.isoformat()}|{s.format_day(s.world.denied)}»",
    "first_dos": lambda s, _: _short(s, "date.service", s.services[0].day),
    "item": _item,
    "ring": _ring,
    "cross": _cross,
    "sum": _sum,
    "sub": _subtotal,
    "subscriber": _person("", _subscriber, "{first} {last}"),
    "subscriber_lf": _person("", _subscriber, "{LAST}, {FIRST}"),
    "relation": _relation,
    "family": _person("", lambda s: s.world.relative, "{first}"),
    "first": _person("", lambda s: s.patient, "{first}"),
    "LNAME": _person("?name.patient", lambda s: s.patient, "{LAST}"),
    "FNAME": _person("?name.patient", lambda s: s.patient, "{FIRST}"),
    "provider_lf": _person("name.provider", lambda s: s.world.provider, "{LAST}, {FIRST}"),
    "PROVIDER": _person("name.provider", lambda s: s.world.provider, "{FIRST} {LAST}"),
    "appeal_inline": _address,
    "appeal_phone": lambda s, _: f"«plan.appeal_phone|555-555-01{s.random.randint(0, 99):02d}»",
    "visit": _visit,
    "ndc": _ndc,
    "age": _ages,
    "say": _phrase,
    "sum_as": _billed_to,
    "sum_disc": _sum_of(lambda s: s.billed - s.allowed if s.allowed else Decimal(0)),
    "sum_noncov": _sum_of(lambda s: Decimal(0) if s.allowed else s.billed),
    "sum_coins": _sum_of(lambda s: s.owed if s.allowed else Decimal(0)),
    "facility_npi": lambda s, _: f"«id.npi|{luhn_npi(s.random)}»",
    "refusal": lambda s, _: s.refusal_note,
    "rcode": lambda s, _: s.refusal_code,
    "bare_carc": lambda s, _: f"«denial.carc|{s.world.carc}»",
    "rep": _representative,
    "ssn": lambda s, _: f"987-65-43{s.random.randint(10, 99)}",
    "md": lambda s, _: f"«?name.provider|{s.someone()}»",
    "count": lambda s, argument: str(s.random.randint(*map(int, argument.split(",")))),
}  # fmt: skip
