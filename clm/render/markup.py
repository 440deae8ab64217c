"""HTML and SVG from values: what is not `Markup` is text from data, and is escaped.

So no page can be made to say something else than text by a name in the data.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final, NamedTuple

from clm.render.safe import shown

if TYPE_CHECKING:
    from collections.abc import Iterable


class Markup(NamedTuple):
    """Finished HTML; only this module makes it from text."""

    html: str


Child = Markup | str | int | None
"""What may stand in an element; None stands for nothing."""

EMPTY: Final = frozenset({"meta", "br", "hr", "rect"})
"""Elements without content of those we use; `rect` ends itself, being SVG."""


def element(tag: str, *children: Child, **attributes: str | float | None) -> Markup:
    """One element; `class_` is the attribute `class`, `data_figure` is `data-figure`.

    An attribute of None is left out.
    """
    told = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_text(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in EMPTY:
        return Markup(f"<{tag}{told}{'/' if tag == 'rect' else ''}>")
    return Markup(f"<{tag}{told}>{joined(children).html}</{tag}>")


def joined(children: Iterable[Child]) -> Markup:
    """Several children as one."""
    return Markup("".join(_html(child) for child in children if child is not None))


def _html(child: Markup | str | int) -> str:
    return child.html if isinstance(child, Markup) else _text(str(child))


def _text(text: str) -> str:
    return escape(shown(text))


def document(language: str, css: str, head: Iterable[Child], body: Iterable[Child]) -> str:
    """A whole page that needs nothing but itself, and may load and run nothing."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    top = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        *head,
        element("style", Markup(css)),
    )
    page = element("html", top, element("body", *body), lang=language)
    return f"<!doctype html>\n{page.html}\n"
