from __future__ import annotations

from typing import Any, Literal

import pytest

from clm.domain.template import Reason, TemplateHead, is_known, logged, to_adjust, without_value
from clm.errors import RefusedError
from tests.domain.cases import acting, day, given, told

ME = acting("2026-11-18")


def head(
    reason: Reason = "new-regular", audience: Literal["vpa", "customer", "team"] = "vpa"
) -> TemplateHead:
    return TemplateHead(
        id="new-regular", version="1", reason=reason, audience=audience, language="en"
    )


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("deadline", True),
        ("customer", True),
        ("customer.name", True),
        ("customer.owner", False),  # nothing internal
        ("tasks", True),
        ("tasks.title", False),  # of an item, not of the list
        ("owner", False),
    ],
)
def test_what_a_template_may_know(*, name: str, answer: bool) -> None:  # A3.3
    assert is_known(name) is answer


@pytest.mark.parametrize(
    ("name", "template", "answer"),
    [
        ("token", "survey-invite", True),  # A2.26
        ("questions", "survey-invite", True),
        ("customer.wizard", "survey-invite", False),
        ("facts.why", "survey-invite", False),
        ("token", "new-regular", False),
        ("facts.why", "notice-due", True),
        ("initiative.title", "initiative-win-back", True),  # A4.7
        ("customer.wizard", "initiative-win-back", False),
    ],
)
def test_letters_of_surveys_and_notices_know_other_things(
    *, name: str, template: str, answer: bool
) -> None:  # A3.3
    assert is_known(name, template) is answer


def test_which_values_are_missing() -> None:
    data: dict[str, Any] = {"customer": {"name": "Muster", "infos": ""}, "deadline": None}
    names = ["customer.name", "customer.infos", "deadline", "vpa.name"]
    assert without_value(names, data) == ["customer.infos", "deadline", "vpa.name"]


def test_a_text_is_kept_in_the_vpas_file_with_its_deadline() -> None:  # A3.13
    customer = given("vpa: anna").customer
    decision = logged(customer, ME, "Hallo Anna", head(), day("2026-11-25"))
    note, deadline = decision.changes
    assert told(decision) == [
        "+ vpa-file notes other Hallo Anna TemplateUse(id='new-regular', version='1')",
        (
            "+ vpa-file deadlines anna 2026-11-25 Start the VPA case file, or bring it up to date"
            " n-00000000"
        ),
    ]
    assert {change.target.id for change in (note, deadline)} == {"c-7f3qkd"}
    changed = logged(customer, ME, "Hallo Anna", head("vpa-change"))
    assert told(changed)[0].startswith("+ vpa-file notes vpa-change Hallo Anna")


@pytest.mark.parametrize(
    ("text", "of", "deadline", "why"),
    [
        ("Hallo [[ANPASSEN: Anrede]]", head(), None, "not finished"),
        ("Hallo", head(audience="customer"), None, "not for a VPA"),
        ("Hallo", head(), "2026-11-25", "has no VPA"),
    ],
)
def test_what_is_not_kept(text: str, of: TemplateHead, deadline: str | None, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        logged(given("").customer, ME, text, of, day(deadline) if deadline else None)


def test_blocks_to_adjust_are_found() -> None:
    assert list(to_adjust("[[ ANPASSEN: a]] und [[anpassen b]], [[NICHT]]")) == [
        "[[ ANPASSEN: a",
        "[[anpassen b",
    ]


@pytest.mark.parametrize(
    "text",
    [
        r"\[\[ANPASSEN: x\]\]", r"\\[\\[ANPASSEN: x", r"[[\ANPASSEN: x", "[[**ANPASSEN**: x]]",
        "`[[`ANPASSEN", "[[_ANPASSEN_: x]]", "&#91;&#91;ANPASSEN: x", "&lbrack;[ANPASSEN",
        "&#x5B;&#x5b; ANPASSEN", "[\u200b[ANPASSEN: x]]", "[[AN\u200bPASSEN: x]]",
        "[[ANPAS\u00adSEN",
        "[[\ufeffANPASSEN", "[[A\u2060NPASSEN", "[[\u0410NPASSEN: x", "[[\u0391\u039dPA\u0405SEN",
        "[[anp\u0430ss\u0435n", "⟦ANPASSEN: x⟧", "［［ＡＮＰＡＳＳＥＮ",
        "【【ANPASSEN", "[[A\ufe0fNPASSEN",
    ],
)  # fmt: skip
def test_a_block_to_adjust_is_found_however_it_is_written(text: str) -> None:  # A3.13
    assert len(list(to_adjust(f"Hallo {text} Welt"))) == 1


@pytest.mark.parametrize(
    "text", ["ANPASSEN", "[ANPASSEN: x]", "[[UNPASSEND]]", "bitte [[hier]] ANPASSEN", "&#91;x&#91;"]
)
def test_what_is_no_block_is_none(text: str) -> None:
    assert list(to_adjust(text)) == []
