from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from clm.domain.deadlines import asked, met
from clm.domain.decisions import Decision
from tests.domain.cases import acting, day, told

if TYPE_CHECKING:
    from clm.domain.casefile import Deadline

ME = acting("2026-11-18")


def test_what_a_vpa_is_asked_is_met_once() -> None:  # A1.35
    added = asked("c-7f3qkd", ME, "anna", day("2026-11-25"), "Akte anlegen", "n-00000001")
    assert told(Decision((added,))) == [
        "+ vpa-file deadlines anna 2026-11-25 Akte anlegen n-00000001"
    ]
    item: Deadline = added.item
    assert told(met("c-7f3qkd", item, ME)) == [
        "deadlines d-00000000 done_on = 2026-11-18",
        "deadlines d-00000000 done_by = jana",
    ]
    over = msgspec.structs.replace(item, done_on=day("2026-11-17"))
    again = met("c-7f3qkd", over, ME)
    assert again == Decision(said=("d-00000000 was done on 2026-11-17 already",))
