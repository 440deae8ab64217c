"""What is told of the services that an act names: that they are not in the portfolio (A2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.domain.changes import Add, Create, Set
from clm.domain.names import did_you_mean
from clm.store.rulebook import services_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clm.domain.changes import Change
    from clm.services.workspace import Workspace


def warnings(workspace: Workspace, changes: Iterable[Change]) -> Iterator[str]:
    """A sentence for each service that changes name and that is not offered (any more).

    `check` warns of the same; where there is no portfolio, any service may be named.
    """
    named = dict.fromkeys(service for change in changes for service in _named(change))
    portfolio = {one.id: one for one in services_of(workspace.index.db)} if named else {}
    for service in named if portfolio else ():
        if service not in portfolio:
            hint = did_you_mean(service, portfolio) or "clm service list shows all"
            yield f"there is no service {service}: {hint.strip()}"
        elif portfolio[service].status == "retired":
            yield f"the service {service} is retired: clm service list shows all"


def _named(change: Change) -> Iterable[str]:
    if isinstance(change, Create):
        return _named_by(change.record)
    if isinstance(change, Add):
        return [change.item] if change.at[-1] == "services" else _named_by(change.item)
    if isinstance(change, Set) and change.at[-1] in {"service", "services"} and change.value:
        return [change.value] if isinstance(change.value, str) else change.value
    return ()


def _named_by(record: Any) -> Iterable[str]:  # noqa: ANN401 -- any record, or a text of a list
    one = getattr(record, "service", None)
    return [*getattr(record, "services", ()), *([one] if one else ())]
