"""The proof of the process in words: each requirement with its evidence and its gaps (A2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from clm.i18n import LABELS, label, ngettext, translate, word
from clm.render.listing import Column, Listing, cell_text
from clm.render.paper import Block, Paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Data = Mapping[str, Any]

MOST: Final = 8
"""How many records a gap names; JSON has them all."""


def pack(found: Data) -> Paper:
    """The evidence pack, as `services.evidence.evidence` answers it."""
    items = found["items"]
    met = sum(one["met"] for one in items)
    gaps = ngettext("{n} gap", "{n} gaps", found["gaps"]).format(n=found["gaps"])
    told = translate("{met} of {n} requirements are met").format(met=met, n=len(items))
    bare = sum(one["no_data"] for one in items)
    if bare:
        told += f", {translate('of {n} there are no data').format(n=bare)}"
    state = translate("as of {day}").format(day=found["day"])
    commit = found["as_of_commit"]
    origin = translate("State of commit {commit}.").format(commit=commit[:12]) if commit else ""
    return Paper(
        title=translate("Customer relationship management: evidence"),
        blocks=[*(_requirement(one) for one in items), *_records(found)],
        above=found["team"] or "",
        below=f"{state} · {told}, {gaps}",
        origin=f"{found['schema']} {origin}".strip(),
    )


def rows(found: Data) -> Listing:
    """The same as rows for a spreadsheet: one for each evidence, and one for each gap.

    Words are those of the data, in English: a script reads them.
    """
    items = [row for one in found["items"] for row in _rows(one)]
    columns = [Column(key, label(key)) for key in ("key", "state", "evidence")]
    columns += [Column("count", label("count"), numeric=True), Column("last", translate("Last"))]
    return Listing(found["schema"], items, [*columns, Column("gap", translate("gap"))], ids="key")


def _rows(one: Data) -> Iterator[dict[str, Any]]:
    head = {"key": one["id"], "state": _state(one)}
    bare = {"evidence": None, "count": None, "last": None, "gap": None}
    for proof in one["evidence"]:
        told = {"evidence": proof["what"], "count": proof["n"], "last": proof["last"]}
        yield head | bare | told
    for gap in one["gaps"]:
        refs = f" ({', '.join(gap['refs'])})" if gap["refs"] else ""
        yield head | bare | {"gap": f"{gap['what']}{refs}"}


RECORDS: Final = {
    "definitions": "Process definitions",
    "reviews": "Service reviews",
    "complaints": "Complaints",
    "surveys": "Surveys",
    "reports": "Specified reports",
}
"""What the pack lists behind the requirements, as far as it was gathered."""


def _records(found: Data) -> Iterator[Block]:
    for key, heading in RECORDS.items():
        items = found.get(key) or ()
        if items:
            header = [label(name) for name in items[0]]
            rows = [[_said(name, value) for name, value in item.items()] for item in items]
            yield Block(translate(heading), (), header, rows)


def _said(name: str, value: object) -> str:
    """A value of a record as people read it; a moment as its day."""
    text = cell_text(value)
    if name == "status":
        return word("status", text) if f"status:{text}" in LABELS else word("review", text)
    if name == "state":
        return word("survey", text)
    if name == "result":
        return translate("by mail") if text.startswith("queued ") else _result(text)
    return text[:10] if name in ("received_at", "ran_at") else word(name, text)


def _requirement(one: Data) -> Block:
    state = translate(_state(one))
    header = (translate("Evidence"), label("count"), translate("Last"), translate("Files"))
    rows = [_proof(**proof) for proof in one["evidence"]]
    heading = f"{one['id']}  {translate(one['requirement'])}  [{state}]"
    return Block(heading, [gap_line(gap) for gap in one["gaps"]], header, rows)


def _result(text: str) -> str:
    """The file that was written, or why there is none."""
    return text.removeprefix("wrote ") if text.startswith("wrote ") else translate(text)


def _state(one: Data) -> str:
    if one["no_data"]:
        return "no data"
    return "fulfilled" if one["met"] else "not fulfilled"


def _proof(what: str, n: int, files: str, last: str | None) -> list[str]:
    return [translate(what), str(n), last or "", files]


def gap_line(gap: Data) -> str:
    """What is missing, of which records, and what to type."""
    said = f"{translate('gap')}: {translate(gap['what'])}"
    if gap["refs"]:
        said += f" ({_some(gap['refs'])})"
    return f"{said} – {gap['hint']}" if gap["hint"] else said


def _some(refs: Sequence[str]) -> str:
    named = ", ".join(refs[:MOST])
    left = len(refs) - MOST
    return f"{named}, … +{left}" if left > 0 else named
