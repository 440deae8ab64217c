"""`clm template`: list, show, check."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clm.domain.template import ASKS, REASONS
from tests.build import SETTINGS, customer_path, make_customer

if TYPE_CHECKING:
    from tests.world import Clm, Repository

OURS = Path(__file__).resolve().parents[2] / "data" / "templates"
PATH = "templates/de/new-regular.md.j2"


def template(body: str = "Hallo {{ vpa.name }}\n", **head: str) -> str:
    fields = {
        "id": "new-regular", "version": '"1"', "reason": "new-regular", "audience": "vpa",
        "language": "de", "required": "[vpa.name]",
    } | head  # fmt: skip
    matter = "".join(f"{key}: {value}\n" for key, value in fields.items() if value)
    return f"---\n{matter}---\n{body}"


@pytest.fixture
def ours(repo: Repository) -> Repository:
    """A repository with the templates that a new folder begins with."""
    shutil.copytree(OURS, repo.path("templates"))
    return repo


def test_our_own_templates_are_in_order(ours: Repository, clm: Clm) -> None:  # A3.12
    answer = clm("template", "check")
    assert (answer.code, answer.out, answer.err) == (0, "The templates are in order.\n", "")
    told = {
        (item["id"], item["language"]): item["reason"]
        for item in clm("template", "list", "--json").json["items"]
        if not item["id"].startswith(("notice-", "survey-", "initiative-"))
    }
    for language in ("de", "en"):
        assert [reason for (_, spoken), reason in told.items() if spoken == language] == [
            reason if reason in REASONS else None for reason in sorted({*REASONS, *ASKS})
        ]
    assert ours.is_clean() is False  # what was copied in, and nothing else
    assert ours.git("status", "--porcelain") == "?? templates/"


@pytest.mark.parametrize("name", [*REASONS, *ASKS])
def test_one_that_is_missing_is_named(ours: Repository, clm: Clm, name: str) -> None:  # A3.12
    path = f"templates/en/{name}.md.j2"
    ours.path(path).unlink()
    said = f"{path}:1:1: there is no template for {name} in en\n"
    for words in ([], [name]):
        answer = clm("template", "check", *words)
        assert (answer.code, answer.out) == (1, said)
    other = "praise" if name != "praise" else "inactive"
    assert clm("template", "check", other).code == 0


def test_a_file_that_says_nothing_of_its_reason_is_not_it(ours: Repository, clm: Clm) -> None:
    ours.write("templates/de/inactive.md.j2", template(id="inactive", reason=""))
    answer = clm("template", "check")
    assert answer.out == (
        "templates/de/inactive.md.j2:1:1: there is no template for inactive in de\n"
    )


def test_no_template_at_all(clm: Clm) -> None:
    answer = clm("template", "check")
    assert answer.code == 1
    assert len(answer.out.splitlines()) == 2 * len([*REASONS, *ASKS])
    assert clm.ok("template", "list") == "No templates.\n"


def test_the_languages_of_the_team_are_looked_for(ours: Repository, clm: Clm) -> None:
    ours.put("clm.yaml", f"{SETTINGS}template_languages: [pt]\n")
    answer = clm("template", "check")
    assert answer.code == 1
    assert answer.out.startswith("templates/pt/inactive.md.j2:1:1: there is no template for ")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (template("{{ vpa.nme }}"), "9:1: there is no variable vpa.nme"),
        (template("a\n{{ customer.owner }}"), "10:1: there is no variable customer.owner"),
        (template("\n\n{{ oteam }}"), "11:1: there is no variable oteam"),
        (template("{{ contacts.name }}"), "9:1: there is no variable contacts.name"),
        (template("{% if %}"), "9:1: Expected an expression, got 'end of statement block'"),
        (template("x {{ 10 ** (10 ** 8) }}"), "9:1: the template wants more than 0.7 s"),
        (template(required="[owner]"), "7:11: required: there is no variable owner"),
        (template(id="other"), "2:5: id: the file is named new-regular, but it says other"),
        (template(language="en"), "6:11: language: the folder is named de, but it says en"),
        (template(audience="all"), "5:11: "),
        (template(version=""), "2:1: "),
        ("Hallo\n", "1:1: the template has no front matter"),
        ("---\nid: x\n", "1:1: the template has no front matter"),
        (template("a\u202eb"), "9:2: "),
    ],
)
def test_a_fault_has_its_line(ours: Repository, clm: Clm, text: str, found: str) -> None:
    ours.write(PATH, text)
    answer = clm("template", "check")
    assert answer.code == 1
    assert answer.out.startswith(f"{PATH}:{found}"), answer.out
    assert len(answer.out.splitlines()) == 1, answer.out


def test_one_template_for_a_reason_and_language(ours: Repository, clm: Clm) -> None:  # A3.12
    ours.write("templates/de/second.md.j2", template(id="second"))
    answer = clm("template", "check", "--json")
    (item,) = answer.json["items"]
    assert answer.code == 1
    assert item["path"] == "templates/de/second.md.j2"
    assert (item["line"], item["column"], item["severity"]) == (4, 9, "error")
    assert clm("template", "check", "new-regular").code == 0
    assert clm("template", "check", "nothing").code == 3


def test_the_list_leaves_out_what_cannot_be_read(repo: Repository, clm: Clm) -> None:
    repo.write(PATH, template())
    repo.write("templates/de/bad.md.j2", "x")
    repo.write("templates/README", "x")
    assert clm("template", "list", "--json").json["items"] == [
        {
            "id": "new-regular", "language": "de", "version": "1", "reason": "new-regular",
            "audience": "vpa", "required": ["vpa.name"],
        }
    ]  # fmt: skip
    assert clm("template", "show", "bad").code == 65


def test_a_template_as_it_stands_and_filled(repo: Repository, clm: Clm, muster: str) -> None:
    repo.write(PATH, template("{{ customer.name }} {{ deadline }}", required="[customer.name]"))
    assert clm.ok("template", "show", "new-regular") == "{{ customer.name }} {{ deadline }}\n"
    filled = clm.ok("template", "show", "new-regular", "--customer", muster)
    assert filled == "Muster GmbH 25.11.2026\n"


def test_all_are_tried_with_a_customer(ours: Repository, clm: Clm, muster: str) -> None:
    """Each lacks the VPA; what is printed though it has no value is named with its line."""
    answer = clm("template", "check", "--customer", muster)
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert len(lines) == 2 * len([*REASONS, *ASKS])
    assert lines[0] == f"templates/de/inactive.md.j2:8:3: {muster} has no value for vpa.name"
    ours.put(customer_path(muster), make_customer(more="owner: jana\nvpa: anna\n"))
    assert clm.ok("template", "check", "--customer", muster) == "The templates are in order.\n"
    ours.write(PATH, template("x\n{{ customer.city }}", required=""))
    answer = clm("template", "check", "new-regular", "--customer", muster)
    assert answer.out == f"{PATH}:9:1: customer.city has no value\n"
    assert clm("template", "check", "vpa-change", "--customer", muster).code == 0
    assert clm("template", "check", "--customer", "nobody").code == 3


def test_the_list_says_what_a_customer_lacks_and_what_fits(
    ours: Repository, clm: Clm, muster: str
) -> None:
    del ours
    items = clm("template", "list", "--customer", muster, "--json").json["items"]
    assert len(items) == 2 * len([*REASONS, *ASKS])
    assert [(item["id"], item["language"]) for item in items if item["fits"]] == [
        ("new-regular", "de")
    ]
    assert {tuple(item["missing"]) for item in items} == {("vpa.name",)}


def test_a_template_in_a_language_it_is_not_there_in(repo: Repository, clm: Clm) -> None:
    repo.write(PATH, template())
    answer = clm("template", "show", "new-regular", "--lang", "en")
    assert answer.code == 3
    assert "it is there in: de" in answer.err


def test_a_template_as_of_an_earlier_day(repo: Repository, clm: Clm) -> None:
    repo.put(PATH, template("alt"))
    first = repo.head()
    repo.put(PATH, template("neu"))
    assert clm.ok("template", "show", "new-regular", "--as-of", first) == "alt\n"
    assert clm.ok("template", "show", "new-regular") == "neu\n"


def test_a_link_is_not_read(repo: Repository, clm: Clm, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(template("geheim"))
    repo.write(PATH, template())
    repo.path("templates/de/linked.md.j2").symlink_to(tmp_path / "secret")
    answer = clm("template", "show", "linked")
    assert "geheim" not in answer.out
    assert answer.code == 77
