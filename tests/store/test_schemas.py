"""The schemas let editors complete and check, and mark nothing that the reader takes."""

from __future__ import annotations

import json
import re
from typing import Any

from clm.domain.customer import Customer
from clm.store.kinds import KINDS
from clm.store.schemas import export, schema_of


def fits(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:  # noqa: PLR0911
    """A small check of the few words of JSON Schema that are used."""
    if "$ref" in schema:
        return fits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        return any(fits(value, part, root) for part in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(is_kind(value, kind) for kind in kinds):
        return False
    if isinstance(value, str):
        return re.search(schema.get("pattern", ""), value) is not None
    if isinstance(value, list):
        return all(fits(item, schema["items"], root) for item in value)
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    other = schema.get("additionalProperties", True)
    return set(schema.get("required", [])) <= value.keys() and all(
        fits(held, known[name], root) if name in known else other is True or fits(held, other, root)
        for name, held in value.items()
    )


def is_kind(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    types: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "number": (int, float),
        "integer": (int,),
        "null": (type(None),),
        "array": (list,),
        "object": (dict,),
    }
    return isinstance(value, types.get(kind, ()))


GOOD: dict[str, Any] = {
    "id": "c-7f3qkd",
    "name": "Müller",
    "kind": "person",
    "plz": 1067,
    "city": False,
    "vpa": None,
    "services": None,
    "company": None,
    "status": None,
    "infos": 9.5,
    "external_ids": {"shop": 10423},
    "registered_on": "2026-11-22",
    "nmae": "unknown keys are kept",
    "bookings": [
        {
            "id": "b-00000001",
            "kind": "gift",
            "booked_on": "2026-11-22",
            "status": "offer",
            "hours": 7.5,
            "price": "99.00",
            "trial": True,
        }
    ],
    "appointment": {"at": "2026-11-22T09:30:00Z", "with": "luis"},
}


def test_what_an_editor_sees_of_a_good_file_fits() -> None:
    schema = schema_of("customer")
    assert fits(GOOD, schema, schema)


def test_what_the_reader_refuses_does_not_fit() -> None:
    schema = schema_of("customer")
    wrongs: list[dict[str, Any]] = [
        {"kind": "org"},
        {"registered_on": "10.11.2026"},
        {"services": "x"},
        {"id": "c-1"},
        {"company": {"name": []}},
        {"owner": "Jana B"},
        {"bookings": [{"id": "b-00000001"}]},
        {"appointment": {"at": "soon"}},
    ]
    for wrong in wrongs:
        assert not fits({**GOOD, **wrong}, schema, schema), wrong
    assert not fits({"id": "c-7f3qkd", "kind": "person"}, schema, schema)


def test_there_is_one_file_a_kind_and_it_never_varies() -> None:
    files = export()
    assert set(files) == {f"{row.schema}.json" for row in KINDS}
    assert files == export()
    assert set(export(["vpa"])) == {"vpa.json"}
    for data in files.values():
        schema = json.loads(data)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["description"]
        assert "additionalProperties" not in schema
        # Patterns are read by editors: nothing in them may be Python's own.
        assert b"\\\\Z" not in data


def test_descriptions_and_field_names_are_those_of_the_records() -> None:
    schema = schema_of("customer")
    assert schema["title"] == "Customer"
    assert schema["description"] == Customer.__doc__
    assert "class" in schema["properties"]
    assert "with" in schema["$defs"]["Appointment"]["properties"]
