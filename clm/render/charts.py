"""Charts as inline SVG: bars whose widths are percentages, so that they fit any page.

They have no text of their own: what they say stands beside them as figures, and as their title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from clm.render.markup import Markup, element

if TYPE_CHECKING:
    from collections.abc import Sequence

THIN: Final = 8
THICK: Final = 18
"""Heights of bars, in pixels of CSS."""


class Segment(NamedTuple):
    """One piece of a bar: how it looks (a class of the style sheet) and its share, 0 to 1."""

    look: str
    share: float


def bar(segments: Sequence[Segment], title: str, *, height: int = THIN, desc: str = "") -> Markup:
    """One horizontal bar of pieces, from the left; what is left over is its track."""
    pieces, at = [], 0.0
    for look, share in segments:
        width = max(0.0, min(share, 1 - at))
        if width > 0:
            pieces.append(_rect(look, at, width))
        at += width
    return element(
        "svg",
        element("title", title),
        element("desc", desc) if desc else None,
        _rect("track", 0, 1),
        *pieces,
        role="img",
        class_="bar",
        width="100%",
        height=height,
        focusable="false",
    )


def part_of(n: float, whole: float) -> float:
    """How much of a bar `n` takes where `whole` fills it."""
    return n / whole if whole else 0.0


def _rect(look: str, at: float, width: float) -> Markup:
    return element("rect", class_=look, x=_percent(at), y=0, width=_percent(width), height="100%")


def _percent(share: float) -> str:
    return f"{round(share * 100, 3):g}%"
