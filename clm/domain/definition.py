"""How a part of the process is done here, as a file: `processes/<id>.yaml` (A2.5)."""

from __future__ import annotations

from datetime import date

import msgspec

from clm.domain.customer import Record
from clm.domain.values import Handle, Role


class Definition(Record, frozen=True, kw_only=True):
    """One process definition: its steps, roles and templates, who owns it, when it is looked at.

    `deadlines` are by what is to be done the name of a threshold of the policy, which has the
    number. `templates` are those of `templates/<language>/`, by name.
    """

    id: Handle
    name: str
    version: str
    owner: Handle
    review_on: date
    steps: tuple[str, ...] = ()
    deadlines: dict[str, str] = msgspec.field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    templates: tuple[Handle, ...] = ()
