"""Check digits by which a number is known to be a card, an account or a bank."""

from __future__ import annotations


def luhn(digits: str) -> bool:
    """The check digit of card numbers (ISO/IEC 7812-1, annex B)."""
    total = sum(int(d) for d in digits[::-2]) + sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return total % 10 == 0 and len(set(digits)) > 1


def iban(text: str) -> bool:
    """The check digits of an IBAN (ISO 13616)."""
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def routing(digits: str) -> bool:
    """A routing number of a US bank: its range and check digit (ANSI X9.100-130)."""
    prefix = int(digits[:2])
    weights = (3, 7, 1) * 3
    in_range = prefix <= 12 or 21 <= prefix <= 32 or 61 <= prefix <= 72 or prefix == 80
    return in_range and sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 10 == 0
