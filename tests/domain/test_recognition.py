"""The praise log, and what it does not take."""

from __future__ import annotations

from datetime import date

import pytest

from clm.domain.changes import Add, Target
from clm.domain.decisions import Actor
from clm.domain.healthwords import health_word
from clm.domain.people import Colleague, Praise
from clm.domain.proofs import Figure, Proof
from clm.domain.recognition import praised
from clm.errors import RefusedError, UsageError

TOM = Colleague(id="tom", name="Tom Berger")
ME = Actor("jana", date(2026, 11, 18), "2026-11-18T12:00:00Z", lambda prefix: f"{prefix}-00000001")


def test_praise_is_kept_with_who_said_it() -> None:  # A4.6
    new = Praise(id="k-00000001", on=ME.today, by="jana", kind="praise", text="Gut gemacht.")
    assert praised(TOM, ME, " Gut gemacht. ").changes == (
        Add(Target("team", "tom"), ("praise",), new),
    )


def test_a_training_may_be_ones_own_and_of_an_earlier_day() -> None:  # A4.6
    of = ME._replace(handle="tom")
    (change,) = praised(TOM, of, "Kurs Vertragsrecht", "training", date(2026, 11, 2)).changes
    assert isinstance(change, Add)
    assert (change.item.kind, change.item.on) == ("training", date(2026, 11, 2))


@pytest.mark.parametrize(
    ("text", "me", "on"),
    [
        ("Gut.", ME._replace(handle="tom"), None),
        ("Gut.", ME, date(2026, 11, 19)),
        ("Trotz Krankheit fertig geworden.", ME, None),
    ],
)
def test_ones_own_praise_days_ahead_and_health_are_refused(
    text: str, me: Actor, on: date | None
) -> None:  # A4.6, A4.2
    with pytest.raises(RefusedError):
        praised(TOM, me, text, on=on)


def test_praise_needs_words() -> None:  # A4.6
    with pytest.raises(UsageError):
        praised(TOM, ME, "  ")


@pytest.mark.parametrize(
    ("text", "found"),
    [("war KRANK", "KRANK"), ("esteve doente", "doente"), ("she was sick", "sick"),
     ("Arbeitsunfähig", "Arbeitsunfähig"), ("hat die Krankenkasse Nord gewonnen", None),
     ("Bill was skilled", None), ("trotz Grippe", "Grippe"), ("die MIGRÄNE", "MIGRÄNE"),
     ("mit Fieber", "Fieber"), ("im Krankenhaus", "Krankenhaus"), ("nach Corona", "Corona"),
     ("seine Erkältung", "Erkältung"), ("die Bandscheibe", "Bandscheibe"), ("Reha", "Reha"),
     ("had cancer", "cancer"), ("the flu", "flu"), ("com febre", "febre"),
     ("de Baixa  Médica", "Baixa Médica"), ("back from medical leave", "medical leave"),
     ("qualidade baixa, nada mais", None), ("uma solução médica", None),
     ("fluent, and without a rehash", None)],
)  # fmt: skip
def test_whole_words_tell_of_health(text: str, found: str | None) -> None:  # A4.2
    assert health_word(text) == found


def test_a_number_is_the_length_of_its_list() -> None:  # A4.3
    one, other = (Proof(f"t-{n}", "c-7f3qkd", "task", None) for n in (1, 2))
    told = Figure("tasks", [one], [other]).item
    assert (told["n"], told["of"], told["share"]) == (1, 2, 0.5)
    assert told["refs"] == [{"ref": "t-1", "customer": "c-7f3qkd", "what": "task", "on": None}]
    assert Figure("tasks", [], []).item["share"] is None
    bare = Figure("overdue", [one, other]).item
    assert (bare["n"], bare["of"], bare["missed"]) == (2, None, None)
