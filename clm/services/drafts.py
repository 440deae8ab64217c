"""A text in the person's editor: a copy that is kept until it has arrived where it was to go."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clm.domain.template import refuse_unfinished, to_adjust
from clm.errors import ClmError
from clm.store.editor import open_editor, text_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def draft(name: str, text: str, then: str, again: Callable[[str], bool]) -> Iterator[str]:
    """Let the person finish a text; what they leave is the answer.

    `again` is told a block that is left, and answers whether the editor is to be opened once more.
    Whatever stops what is done with the text, the copy is kept: `then` is the command that takes
    it from standard input.

    Raises:
        RefusedError: blocks are left and the editor is not to be opened again.
        BadDataError: it is no text any more.
        ClmError: the text was emptied, which is how one gives up.
    """
    copy = Path(tempfile.mkdtemp(prefix="clm-chat-")) / f"{name}.md"
    copy.write_bytes(text.encode())
    try:
        final = _finished(copy, again)
        if final.strip():
            refuse_unfinished(final)
            yield final
    except ClmError as problem:
        raise problem.also(f"your text is kept, to be taken by: {then} < {copy}") from problem
    shutil.rmtree(copy.parent, ignore_errors=True)
    if not final.strip():
        raise ClmError("the text is empty: nothing was changed")


def _finished(copy: Path, again: Callable[[str], bool]) -> str:
    """What the person leaves, in the end."""
    while True:
        open_editor(copy)
        final = text_left(copy)
        left = next(to_adjust(final), None)
        if left is None or not final.strip() or not again(left):
            return final
