"""The controlled list of tags: what is meant, what is suggested (A3.7)."""

from __future__ import annotations

import re

import pytest

from clm.domain.policy import Settings
from clm.domain.tags import (
    STARTER_SECTIONS,
    STARTERS,
    chosen,
    known_tags,
    named_so,
    near_tags,
    other_names,
)
from clm.domain.values import SLUG
from clm.errors import UsageError

TEAM = Settings(
    format=1,
    tags={"telefonat": ("anruf", "call"), "vpa-wechsel": (), "it": (), "offen": ("open-points",)},
    vpa_sections=("wiederkehrend", "offen"),
)
KNOWN = known_tags(TEAM)


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("telefonat", "telefonat"),
        ("Anruf", "telefonat"),
        ("#call", "telefonat"),
        ("VPA-Wechsel", "vpa-wechsel"),
        ("vpa wechsel", "vpa-wechsel"),
        ("wiederkehrend", "wiederkehrend"),  # A3.19: a section of the VPA's file is a tag
        ("open-points", "offen"),
    ],
)
def test_any_name_of_a_tag_is_the_tag(typed: str, tag: str) -> None:  # A3.7
    assert chosen([typed, tag], KNOWN) == (tag,)
    assert named_so(typed.removeprefix("#"), KNOWN) == tag


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("telefon", "did you mean telefonat?"),
        ("wechsel", "did you mean vpa-wechsel?"),
        ("it-problem", "did you mean it?"),
        ("xyz", None),
        ("x", None),
        ("", None),
    ],
)
def test_an_unknown_tag_is_refused_with_the_nearest(typed: str, said: str | None) -> None:  # A3.7
    with pytest.raises(UsageError, match=f"there is no tag {typed}") as refused:
        chosen(["it", typed], KNOWN)
    assert refused.value.hint is not None
    assert refused.value.hint.removesuffix("clm file tags lists them").strip() == (said or "")
    assert named_so(typed, KNOWN) == typed


def test_a_section_is_its_own_tag_though_another_tag_goes_by_its_name() -> None:
    crossed = Settings(
        format=1, tags={"alltag": ("wiederkehrend",)}, vpa_sections=("wiederkehrend",)
    )
    assert chosen(["wiederkehrend"], known_tags(crossed)) == ("wiederkehrend",)


def test_where_no_tags_are_named_any_slug_is_one() -> None:
    free = known_tags(Settings(format=1))
    assert chosen(["geld", "#geld", "zweites"], free) == ("geld", "zweites")
    assert near_tags("geld", free) == []
    for typed, like in (("Viel Geld", "viel-geld"), ("", "call")):
        with pytest.raises(UsageError, match="is no tag") as refused:
            chosen([typed], free)
        assert str(refused.value.hint).endswith(f"as {like}")


def test_the_other_names_of_a_tag() -> None:
    assert other_names("telefonat", KNOWN) == ["anruf", "call", "telefonat"]


@pytest.mark.parametrize("language", ["de", "en", "pt"])
def test_a_list_to_begin_with_is_whole(language: str) -> None:
    tags = STARTERS[language]  # type: ignore[index]
    names = [*tags, *(name for others in tags.values() for name in others)]
    assert len(names) == len(set(names))
    assert all(re.match(SLUG, name) for name in names)
    sections = STARTER_SECTIONS.get(language, ())  # type: ignore[call-overload]
    usual = Settings(format=1).vpa_sections
    # Each section is told by the usual name too, so that any template's word finds it.
    assert [tags[own][-1] for own in sections] == list(usual if sections else ())
