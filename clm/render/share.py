"""The page that a VPA finds in their share: what is there, and how to write an entry."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import clm.i18n
from clm.render.safe import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXAMPLES: Final = ("contact-habits", "recurring-tasks")
"""Tags of the examples where a team asks for fewer sections."""

_LOCALE: Final = Path(clm.i18n.__file__).with_name("locale")


def readme(language: str, name: str, sections: Sequence[str]) -> str:
    """The page in a language: for whom, and the sections that their entries are to fill.

    `<language>/share.md` holds the text and, below a line `%%`, what is told of each section.
    """
    text, _, below = (_LOCALE / language / "share.md").read_text(encoding="utf-8").partition("%%\n")
    told = dict(line.split(": ", 1) for line in below.splitlines())
    listed = [f"- `{one}`: {told[one]}" if one in told else f"- `{one}`" for one in sections]
    first, second = (*sections, *_EXAMPLES)[:2]
    values = {
        "{name}": shown(" ".join(name.split())),
        "{sections}": "\n".join(listed),
        "{first}": first,
        "{second}": second,
    }
    return re.sub(r"\{(?:name|sections|first|second)\}", lambda found: values[found[0]], text)
