"""The templates with the data of a chosen customer: as an example, and what each would lack."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from clm.domain.findings import Finding
from clm.domain.template import INITIATIVE, NOTICE, SURVEY, without_value
from clm.errors import ClmError
from clm.render.templates import render_all
from clm.services.chats import fitting
from clm.services.filling import facts, filled
from clm.services.refs import customers
from clm.services.templates import Usable, files, languages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clm.domain.process import Dossier
    from clm.services.workspace import Workspace

DAYS_AHEAD = 7
"""Where the deadline of an example is."""


class Trial(NamedTuple):
    """A template with the data of one customer: which required values are missing."""

    usable: Usable
    data: Mapping[str, Any]
    missing: list[str]


def preview(workspace: Workspace, usable: Usable, ref: str, sender: str | None) -> str:
    """The text of a template for a customer, as an example.

    Raises:
        BadDataError: a value is missing, or the template is wrong.
    """
    (ref,) = customers(workspace, [ref])
    return filled(usable, _data(workspace, workspace.dossier(ref), usable, sender))


def listed(
    workspace: Workspace, items: list[dict[str, Any]], ref: str, sender: str | None
) -> list[dict[str, Any]]:
    """The items of a list of templates that a VPA could get, with what they would lack.

    `fits` marks the one that `clm chat` would take.
    """
    (ref,) = customers(workspace, [ref])
    dossier = workspace.dossier(ref)
    fits = fitting(workspace, dossier), *languages(workspace, None, dossier.customer.vpa)[:1]
    lacks = {
        (one.usable.head.id, one.usable.head.language): one.missing
        for one in _trials(workspace, dossier, None, sender)
    }
    return [
        item | {"missing": lacks[key], "fits": key == fits}
        for item in items
        if (key := (item["id"], item["language"])) in lacks
    ]


def tried(workspace: Workspace, ref: str, name: str | None, sender: str | None) -> list[Finding]:
    """What keeps templates, or those of one name, from being filled with a customer's data."""
    (ref,) = customers(workspace, [ref])
    trials = _trials(workspace, workspace.dossier(ref), name, sender)
    found = [
        Finding(
            one.usable.file.path, *one.usable.file.place("required"), "no-value",
            f"{ref} has no value for {', '.join(one.missing)}",
        )
        for one in trials
        if one.missing
    ]  # fmt: skip
    whole = [one for one in trials if not one.missing]
    texts = render_all([(one.usable.source, one.data) for one in whole])
    found += [
        _fault(one.usable, text)
        for one, text in zip(whole, texts, strict=True)
        if isinstance(text, ClmError)
    ]
    return sorted(found, key=lambda finding: finding[:3])


def _fault(usable: Usable, problem: ClmError) -> Finding:
    path = usable.file.path
    said = re.fullmatch(rf"{re.escape(path)}(?::(\d+):\d+)?: (.*)", problem.message, re.DOTALL)
    line, sentence = said.groups() if said else (None, problem.message)
    return Finding(path, int(line or usable.file.first_line), 1, "template", sentence)


def _trials(
    workspace: Workspace, dossier: Dossier, name: str | None, sender: str | None
) -> list[Trial]:
    """Each readable template about a customer, notices aside: they know other things."""
    found = []
    for file in files(workspace):
        if (
            file.head is None
            or file.name.startswith((NOTICE, SURVEY, INITIATIVE))
            or name not in (None, file.name)
        ):
            continue
        usable = Usable(file.head, file)
        data = _data(workspace, dossier, usable, sender)
        found.append(Trial(usable, data, without_value(file.head.required, data)))
    return found


def _data(
    workspace: Workspace, dossier: Dossier, usable: Usable, sender: str | None
) -> dict[str, Any]:
    day = workspace.today + timedelta(days=DAYS_AHEAD)
    return facts(workspace, dossier, sender or "", usable.head.language, day)
