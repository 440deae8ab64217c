"""Who may be the same customer: by name, e-mail, phone and registration number (A2.10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clm.domain.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HOME: Final = "49"
"""The country of a number that names none (own choice: the team works in Germany)."""

_SHORTEST: Final = 6
"""Fewer digits are an extension, not a number."""


def phone_key(text: str) -> str | None:
    """The digits of a phone number as E.164 has them, without the plus; None for no number.

    `0351 123-45`, `+49 (0)351 12345` and `0049351 12345` are the same number.
    """
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", text))
    if text.strip().startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    elif digits.startswith("0"):
        number = HOME + digits[1:]
    else:
        number = digits
    return number if len(number) >= _SHORTEST else None


def identities(
    name: str | None,
    emails: Iterable[str | None] = (),
    phones: Iterable[str | None] = (),
    registration: str | None = None,
) -> Iterator[str]:
    """The keys a customer is told from others by; two that share one may be the same.

    Of a registration number only letters and digits count: `HRB 1234-5` is `hrb12345`.
    """
    if name:
        yield f"name {fold(name) or name.strip()}"
    if number := re.sub(r"[\W_]", "", registration or "").casefold():
        yield f"registration {number}"
    for email in emails:
        if email:
            yield f"e-mail {email.strip().casefold()}"
    for phone in phones:
        key = phone_key(phone) if phone else None
        if key:
            yield f"phone +{key}"
