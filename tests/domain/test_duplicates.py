"""Who may be the same customer (A2.10)."""

from __future__ import annotations

import pytest

from clm.domain.duplicates import identities, phone_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("0351 123-45", "4935112345"),
        ("+49 (0)351 12345", "4935112345"),
        ("0049 351/12345", "4935112345"),
        ("+351 21 0000000", "351210000000"),
        ("351 12345", "35112345"),
        ("12345", None),
        ("durchwahl", None),
        ("", None),
    ],
)
def test_phone_numbers_are_compared_by_their_digits(typed: str, key: str | None) -> None:
    assert phone_key(typed) == key


def test_names_and_e_mails_are_folded() -> None:
    one = set(identities("Müller & Söhne", ["A@Example.org", None], ["0351 12345"]))
    assert one == {"name mueller soehne", "e-mail a@example.org", "phone +4935112345"}
    assert set(identities("MUELLER Soehne", ["a@example.org"], ["", None])) < one


def test_a_name_without_letters_is_told_by_its_signs() -> None:
    assert set(identities("***", [], [])) == {"name ***"}


def test_of_a_registration_number_letters_and_digits_count() -> None:  # A2.10
    assert set(identities(None, registration="HRB 12-34/B")) == {"registration hrb1234b"}
    assert set(identities(None, registration=" - ")) == set()
