"""`clm template`: list, show, check."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.build import SETTINGS

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


def test_our_own_templates_are_in_order(repo: Repository, clm: Clm) -> None:
    """What is missing yet is a warning; it fails nobody."""
    shutil.copytree(OURS, repo.path("templates"))
    answer = clm("template", "check")
    assert (answer.code, answer.out) == (0, "The templates are in order.\n")
    assert "warning: de: no template yet for new-offer" in answer.err


def test_no_template_is_no_fault(clm: Clm) -> None:
    answer = clm("template", "check")
    assert answer.code == 0
    assert answer.err.count("warning: ") == 2
    assert clm.ok("template", "list") == "No templates.\n"


def test_the_languages_of_the_team_are_looked_for(repo: Repository, clm: Clm) -> None:
    repo.put("clm.yaml", f"{SETTINGS}template_languages: [pt]\n")
    assert clm("template", "check").err.startswith("warning: pt: ")


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
def test_a_fault_has_its_line(repo: Repository, clm: Clm, text: str, found: str) -> None:
    repo.write(PATH, text)
    answer = clm("template", "check")
    assert answer.code == 1
    assert answer.out.startswith(f"{PATH}:{found}"), answer.out
    assert len(answer.out.splitlines()) == 1, answer.out


def test_one_template_for_a_reason_and_language(repo: Repository, clm: Clm) -> None:
    repo.write(PATH, template())
    repo.write("templates/de/second.md.j2", template(id="second"))
    repo.write("templates/en/new-regular.md.j2", template(language="en"))
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
