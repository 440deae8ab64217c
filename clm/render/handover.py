"""A hand-over pack as Markdown: what another VPA needs to know of a customer (A3.17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.i18n import label, translate
from clm.render.listing import markdown_cell
from clm.render.names import lacking, section_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Data = Mapping[str, Any]

_TEXTS: Final = ("text", "situation", "task", "reaction", "next_steps")


def markdown(pack: Data) -> str:
    """One customer as `domain.handover.pack` has it; text from data formats nothing."""
    parts = [
        f"# {markdown_cell(pack['name'])} ({pack['id']})\n",
        _listed(_head(pack)),
        _below(translate("Infos"), [_text(pack["infos"] or "")] if pack["infos"] else []),
        _below(translate("Wizard"), [_pair(key, value) for key, value in pack["wizard"].items()]),
        _below(translate("Contacts"), [_contact(one) for one in pack["contacts"]]),
        *(
            _below(section_name(name), [_entry(one) for one in entries])
            for name, entries in pack["sections"].items()
        ),
        _below(translate("Further entries"), [_entry(one) for one in pack["others"]]),
        _below(translate("Not written down"), [f"- {_text(one)}" for one in lacking(pack)]),
        _below(
            translate("Asked of the VPA so far"),
            [f"- {one['on']}: {_text(one['ask'])}" for one in pack["deadlines"]],
        ),
    ]
    return "\n".join(part for part in parts if part)


def _head(pack: Data) -> Iterator[tuple[str, str | None]]:
    company = ", ".join(value for value in pack["company"].values() if value)
    yield label("vpa"), pack["vpa"]
    yield translate("Company"), company
    yield label("language"), pack["language"]
    yield translate("City"), pack["city"]


def _listed(pairs: Iterable[tuple[str, str | None]]) -> str:
    return "".join(_pair(key, value) for key, value in pairs if value)


def _pair(key: str, value: str) -> str:
    return f"- {markdown_cell(key)}: {_text(value)}"


def _below(heading: str, blocks: Iterable[str]) -> str:
    text = "".join(blocks)
    return f"## {markdown_cell(heading)}\n\n{text}" if text else ""


def _contact(one: Data) -> str:
    told = ", ".join(markdown_cell(value) for value in one.values() if value)
    return f"- {told}\n"


def _entry(one: Data) -> str:
    head = f"{one['on']} {markdown_cell(one['by'])}"
    if one["kind"] != "other":
        head += f", {markdown_cell(label(one['kind']))}"
    if one["quote"]:
        head += f", {markdown_cell(one['quote'])}"
    agreed = "\n".join(str(value) for value in one["agreement"].values())
    body = "\n".join(text for text in (*(one[name] for name in _TEXTS), agreed) if text)
    return f"- {head}: {_text(body)}"


def _text(text: str) -> str:
    """Lines of data below each other, each indented to stay in its item."""
    return "\n  ".join(markdown_cell(line) for line in text.split("\n")) + "\n"
