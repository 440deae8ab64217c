"""The page about templates names all that a template may know, and each template there is."""

from __future__ import annotations

import re
from pathlib import Path

from clm.domain.template import ASKS, REASONS, VARIABLES, TemplateHead
from clm.render.templates import _METHODS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")


def rows() -> dict[str, str]:
    """First column → second column of all tables; several names in the first are several rows."""
    found: dict[str, str] = {}
    for names, told in re.findall(r"^\| (`.+?) \| (.+) \|$", PAGE, re.MULTILINE):
        found |= dict.fromkeys(re.findall(r"`([a-z_]+)`", names), told)
    return found


def test_each_variable_is_named_with_its_fields() -> None:
    told = rows()
    for top, fields in VARIABLES.items():
        assert set(fields) <= set(re.findall(r"[a-z_]+", told[top])), top
    assert told.keys() == VARIABLES.keys() | set(TemplateHead.__struct_encode_fields__)


def test_each_template_and_method_is_named() -> None:
    assert {f"`{name}`" for name in (*REASONS, *ASKS)} <= set(re.findall(r"`[a-z-]+`", PAGE))
    (methods,) = re.findall(r"methods a text has `([a-z ]+)`", PAGE)
    assert set(methods.split()) == _METHODS
