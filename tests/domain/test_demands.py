"""What customers want of us, and what becomes of it (A2.8)."""

from __future__ import annotations

import pytest

from clm.domain.customer import Demand
from clm.domain.demands import add, move
from clm.domain.request import Request
from clm.errors import NotFoundError, RefusedError, UsageError
from tests.domain.cases import acting, day, given, told

ME, TODAY = acting("2026-11-18"), day("2026-11-18")
HELD = given("""
demands:
  - {id: k-00000001, text: abends, on: 2026-10-01}
  - {id: k-00000002, text: Polnisch, on: 2026-10-01, status: met, closed_on: 2026-11-01,
     closed_by: tom, note: Kasia}
""").customer


def test_a_demand_is_dated_and_says_where_it_comes_from() -> None:  # A2.8
    request = Request(id="r-000001", subject="x", need="x", channel="phone", received_at="2026")
    dossier = given("")._replace(requests=(request,))
    new, decision = add(dossier, ME, " bis  20 Uhr ", day("2026-11-16"), "Gespräch", "r-000001")
    (made,) = (one.item for one in decision.changes)  # type: ignore[union-attr]
    assert made == Demand(
        id=new, text="bis 20 Uhr", on=day("2026-11-16"), by="jana", source="Gespräch",
        request="r-000001",
    )  # fmt: skip


def test_what_no_demand_is() -> None:  # A2.8
    with pytest.raises(UsageError):
        add(given(""), ME, " ", TODAY)
    with pytest.raises(RefusedError, match="still to come"):
        add(given(""), ME, "x", day("2026-11-19"))
    with pytest.raises(RefusedError, match="archived"):
        add(given("status: archived"), ME, "x", TODAY)
    with pytest.raises(NotFoundError, match="no request r-000001"):
        add(given(""), ME, "x", TODAY, None, "r-000001")


def test_it_is_met_declined_or_opened_again() -> None:  # A2.8
    at = "demands k-00000001"
    assert told(move(HELD, "k-00000001", "met", ME, "Spätdienst")) == [
        f"{at} status = met", f"{at} closed_on = 2026-11-18", f"{at} closed_by = jana",
        f"{at} note = Spätdienst",
    ]  # fmt: skip
    at = "demands k-00000002"
    assert told(move(HELD, "k-00000002", "open", ME)) == [
        f"{at} status = None", f"{at} closed_on = None", f"{at} closed_by = None",
        f"{at} note = None",
    ]  # fmt: skip
    assert move(HELD, "k-00000002", "met", ME).said == ("k-00000002 is met already",)


def test_declining_needs_a_reason() -> None:  # A2.8
    with pytest.raises(RefusedError, match="needs the reason"):
        move(HELD, "k-00000001", "declined", ME)
    with pytest.raises(RefusedError, match="cannot become declined"):
        move(HELD, "k-00000002", "declined", ME, "nein")
    with pytest.raises(NotFoundError):
        move(HELD, "k-00000009", "met", ME)
