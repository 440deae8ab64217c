"""Who owns what is offered, agreed on or asked is a colleague who is still there (A2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clm.domain.flaws import gone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clm.domain.catalogue import Service
    from clm.domain.flaws import Flaw, Known
    from clm.domain.servicefile import ServiceFile
    from clm.domain.sla import Sla
    from clm.domain.survey import Survey


def former_of_service(service: Service, known: Known) -> Iterator[Flaw]:
    """A2.4: who is not active owns no service, and is asked about none."""
    if service.status != "retired":
        people = ((("owner",), service.owner), (("contact",), service.contact))
        yield from gone(people, known, f"clm service set {service.id} KEY=HANDLE")


def former_of_sla(sla: Sla, known: Known) -> Iterator[Flaw]:
    """A2.4: who is not active owns no agreement that holds, or will."""
    if sla.valid_to is None or sla.valid_to >= known.today:
        yield from gone([(("owner",), sla.owner)], known, f"clm sla set {sla.id} owner=HANDLE")


def former_of_terms(file: ServiceFile, known: Known) -> Iterator[Flaw]:
    """A2.4: … nor terms of a customer's own."""
    for sla in file.sla:
        for flaw in former_of_sla(sla, known):
            hint = f"clm sla set {file.customer}/{sla.id} owner=HANDLE"
            yield flaw._replace(at=("sla", sla.id, *flaw.at), hint=hint)


def former_of_survey(survey: Survey, known: Known) -> Iterator[Flaw]:
    """A2.4: who is not active owns no survey that is open."""
    if survey.closed_on is None:
        yield from gone(
            [(("owner",), survey.owner)], known, f"clm survey set {survey.id} owner=HANDLE"
        )
