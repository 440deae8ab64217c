"""The tables of fields: each can be written, and says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clm.domain.query import RESERVED, printed
from clm.domain.queryable import FIELDS
from clm.domain.queryparser import parse

if TYPE_CHECKING:
    from datetime import date


def never(text: str, *, past: bool) -> date:
    raise AssertionError(text, past)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_can_be_written_and_says_what_it_is(name: str) -> None:
    fields = FIELDS[name]
    assert len({field.name for field in fields}) == len(fields)
    for field in fields:
        assert field.name == field.name.lower()
        assert field.name not in RESERVED
        assert field.says.endswith((".", "?"))
        assert not (field.words and field.kind not in {"text", "list"})
        for word in field.words:
            tree = parse(f"{field.name} = {word}", fields, never)
            assert printed(tree).startswith(f"{field.name} = ")
            assert parse(printed(tree), fields, never) == tree
