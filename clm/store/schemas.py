"""JSON Schemas of the data files, so that editors complete and check them.

Editors type plain YAML scalars by YAML's own rules: `01067` is a number to them, `NO` a boolean.
Our reader takes each as the text it is, so a schema must not mark them as wrong.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from clm.domain.values import SLUG
from clm.store.kinds import KINDS, kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clm.domain.changes import FileKind

Schema: TypeAlias = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ANY_SCALAR: Final = ["string", "number", "boolean", "null"]
_DECIMAL: Final[Schema] = {
    "type": ["number", "string"],
    "pattern": r"^[0-9]+(\.[0-9]+)?$",
    "minimum": 0,
}
_SIGNED: Final[Schema] = {"type": ["number", "string"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_DATE: Final[Schema] = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def schema_of(name: FileKind) -> Schema:
    """The JSON Schema (2020-12) of one kind of file; unknown keys are allowed, as in reading."""
    row = kind(name)
    (top,), parts = msgspec.json.schema_components([row.record], ref_template="#/$defs/{name}")
    title = top.pop("$ref").rpartition("/")[2]
    root = _loosened(parts.pop(title))
    defs = {part: _loosened(held) for part, held in parts.items()}
    schema: Schema = {"$schema": _DIALECT, **root}
    return {**schema, "$defs": defs} if defs else schema


def export(names: Iterable[FileKind] | None = None) -> dict[str, bytes]:
    """The files of the folder `.schema`, name → bytes; the same bytes on every run."""
    rows = KINDS if names is None else [kind(name) for name in names]
    return {
        f"{row.schema}.json": (
            json.dumps(schema_of(row.name), ensure_ascii=False, indent=2) + "\n"
        ).encode()
        for row in rows
    }


def _loosened(schema: Schema) -> Schema:
    """A schema of msgspec as an editor needs it: by what YAML makes of the scalars."""
    if schema.get("format") == "decimal":
        return _SIGNED if schema.get("title") == "signed number" else _DECIMAL
    if schema.get("format") == "date":
        return _DATE
    if schema.get("type") == "string":
        return _text(schema)
    if "anyOf" in schema:
        (value,) = (part for part in schema["anyOf"] if part != {"type": "null"})
        return _loosened(value)
    loosened = {name: held for name, held in schema.items() if name != "default"}
    if "properties" in schema:
        loosened["properties"] = {
            name: _loosened(held) if name in schema["required"] else _or_nothing(_loosened(held))
            for name, held in schema["properties"].items()
        }
    if isinstance(schema.get("items"), dict):
        loosened["items"] = _loosened(schema["items"])
    if "propertyNames" in schema:
        loosened["propertyNames"] = _text(schema["propertyNames"])
    if isinstance(schema.get("additionalProperties"), dict):
        loosened["additionalProperties"] = _or_nothing(_loosened(schema["additionalProperties"]))
    return loosened


def _or_nothing(schema: Schema) -> Schema:
    """The schema of a field that may also stand empty (`vpa:`)."""
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return schema if "null" in kinds else {**schema, "type": [*kinds, "null"]}


def _text(schema: Schema) -> Schema:
    """A text: anything typed, unless a pattern says more; a handle may be all digits."""
    pattern = schema.get("pattern")
    if pattern is None:
        return {**schema, "type": _ANY_SCALAR}
    # Python's end of the text is written $ in a schema, and its digits are the ASCII ones.
    portable = pattern.replace(r"\Z", "$").replace(r"\d", "[0-9]")
    kinds = ["string", "number", "boolean"] if pattern == SLUG else "string"
    return {**schema, "type": kinds, "pattern": portable}
