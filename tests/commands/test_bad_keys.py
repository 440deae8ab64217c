"""A key of a table that fits no record: refused where it is written, named where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS

if TYPE_CHECKING:
    from tests.world import Clm, Repository

FAX = "services/fax.yaml"
NO_HANDLE = 'options: "Notdienst" is not a handle'


def listed(clm: Clm, noun: str) -> list[str]:
    """The ids of a list beside which a bad file is named."""
    found = clm(noun, "list", "--ids")
    assert found.code == 65
    return found.out.split()


@pytest.fixture
def fax(clm: Clm, repo: Repository) -> Repository:
    clm.ok("service", "add", "fax", "--status", "production", "--option", "nacht=ja")
    return repo


def test_a_key_that_is_no_handle_is_not_set(clm: Clm, fax: Repository) -> None:
    # A2.6
    commit = fax.head()
    found = clm("service", "set", "fax", "options.Notdienst=ja")
    assert (found.code, NO_HANDLE in found.err) == (2, True), found.err
    assert 'did you mean "notdienst"?' in found.err
    assert fax.head() == commit
    assert fax.is_clean()


@pytest.mark.parametrize("option", ["Notdienst=ja", "a b=c"])
def test_a_service_is_not_added_with_such_a_key(clm: Clm, fax: Repository, option: str) -> None:
    # A2.6
    commit = fax.head()
    found = clm("service", "add", "nacht", "--option", option)
    assert (found.code, "is not a handle" in found.err) == (2, True), found.err
    assert clm("service", "add", "nacht", "--option", option, "-n").code == 2
    assert fax.head() == commit
    assert fax.is_clean()


def test_a_service_with_such_a_key_is_bad_and_the_others_are_there(
    clm: Clm, fax: Repository
) -> None:
    # A2.6: by hand it can be written
    fax.write("services/nacht.yaml", "id: nacht\nname: Nacht\nstatus: production\n")
    fax.put(FAX, "id: fax\nname: Fax\nstatus: production\noptions:\n  Notdienst: ja\n")
    assert f"{FAX}:5:3: {NO_HANDLE}" in clm("check").out
    assert listed(clm, "service") == ["nacht"]
    for words in (["show", "nacht"], ["set", "nacht", "name=Nachts"], ["add", "neu"]):
        clm.ok("service", *words)
    assert "Nachts" in clm("service", "publish").out
    assert clm("service", "set", "fax", "name=x").code == 3  # as if it were not there


def test_settings_with_such_a_key_stop_nothing_that_reads(clm: Clm, repo: Repository) -> None:
    # A1.42
    repo.put("clm.yaml", f"{SETTINGS}reports:\n  SLA Woche:\n    report: sla\n")
    found = clm("check")
    line = SETTINGS.count("\n") + 2
    assert f'clm.yaml:{line}:3: reports: "SLA Woche" is not a handle' in found.out
    for words in (["customer", "list"], ["mine"], ["service", "list"]):
        assert clm(*words).code in {0, 65}


def test_a_survey_with_such_a_key_is_bad_and_the_others_are_there(
    clm: Clm, repo: Repository
) -> None:
    # A2.23
    clm.ok("survey", "plan", "Herbst", "--question", "nps")
    (one,) = clm.ok("survey", "list", "--ids").split()
    text = repo.read(f"surveys/{one}.yaml").replace(one, "sv-000001")
    answers = "answers:\n  - {id: an-00000001, on: 2026-11-01, values: {große frage: ja}}\n"
    repo.put("surveys/sv-000001.yaml", text + answers)
    assert 'answers[0].values: "große frage" is not a handle' in clm("check").out
    assert listed(clm, "survey") == [one]
    assert clm("survey", "results", one).code == 0
    assert clm("survey", "results", "sv-000001").code != 0
