"""Plans as people make and change them: goals, reviews, the end (A4.12)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clm.domain import planacts
from clm.domain.changes import Create, Set, Target
from clm.domain.decisions import Decision
from clm.domain.flaws import Flaw
from clm.domain.measures import measure, refuse_share
from clm.domain.names import did_you_mean, one_line
from clm.domain.plan import Goal, Plan
from clm.errors import RefusedError, UsageError
from clm.i18n import translate
from clm.render.listing import number
from clm.services import slugged
from clm.services.acting import Step, actor, new_id, save
from clm.services.measures import Counting
from clm.services.plans import figures, fresh, meant, plan_meant
from clm.services.staff import known_colleague

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from clm.domain.changes import Change
    from clm.domain.measures import Measure
    from clm.domain.plan import GoalStatus, Horizon
    from clm.services.acting import Outcome, Who
    from clm.services.workspace import Workspace

    Read = Callable[[str], Measure]
    """Reads a measure that a person typed, with date words and headings of their language."""

DECIDED: Final = frozenset(
    {"status", "status_on", "status_by", "held_on", "by", "figures", "closed_on", "closed_by"}
)
"""What an act of its own says, with who did it and when."""


class NewGoal(NamedTuple):
    """What a person says of a goal; numbers as they were typed."""

    text: str
    horizon: Horizon
    owner: str
    due: date
    measure: str | None = None
    of: str | None = None
    baseline: str | None = None
    target: str | None = None


def add(workspace: Workspace, new: Plan, who: Who, *, dry_run: bool) -> Outcome:
    """Begin a plan.

    Raises:
        UsageError: it has no title, or no vision.
        NotFoundError: nobody in the team is its owner.
        RefusedError: it would end before it begins.
    """
    if not new.title or not new.vision.strip():
        raise UsageError("a plan needs a title and a vision", 'clm plan add "2027" --vision TEXT')
    known_colleague(workspace, new.owner)
    if new.to and new.to <= new.from_:
        raise RefusedError(f"it would end on {new.to}, and begin on {new.from_}", "--from and --to")
    with workspace.writing("plan add", dry_run=dry_run) as writer:
        decision = Decision((Create(Target("plan", new.id), new),))
        return save(workspace, writer, "plan add", who, [Step(new.id, decision, who.handle)])


def begun(title: str, vision: str, owner: str, first: date, last: date | None) -> Plan:
    """A new plan with an id."""
    title, vision = one_line(title), vision.strip()
    return Plan(id=new_id("pl"), title=title, vision=vision, owner=owner, from_=first, to=last)


def add_goal(
    workspace: Workspace, ref: str, new: NewGoal, read: Read, who: Who, *, dry_run: bool
) -> Outcome:
    """Set a goal in a plan; what it is at now is its baseline, where none is named.

    Raises:
        UsageError: its measure is none, or it has a target and no measure.
        NotFoundError: there is no such plan or colleague.
        RefusedError: the plan is closed, the goal is due before it begins or stands still.
    """
    held = plan_meant(workspace, ref)
    known_colleague(workspace, new.owner)
    goal, said = _goal(workspace, held, new, read)
    with workspace.writing("plan goal", dry_run=dry_run) as writer:
        plan = fresh(workspace, held.id)
        decision = planacts.add_goal(plan, goal, actor(workspace, who))
        step = Step(goal.id, decision, who.handle)
        outcome = save(workspace, writer, "plan goal", who, [step])
        return outcome._replace(told=(*outcome.told, *said))


def _goal(
    workspace: Workspace, plan: Plan, new: NewGoal, read: Read
) -> tuple[Goal, tuple[str, ...]]:
    text = one_line(new.text)
    if not text:
        raise UsageError("a goal needs a text", 'clm plan goal PLAN "TEXT" --horizon …')
    if new.measure is None and (new.of or new.baseline or new.target):
        raise UsageError("what is counted?", "--measure 'customers: phase = existing'")
    if new.measure is not None and new.target is None:
        raise UsageError("what is it to come to?", "--target N")
    counted, of = _read(new.measure, new.of, read)
    goal = Goal(
        id=new_id("g"),
        text=text,
        horizon=new.horizon,
        owner=new.owner,
        measure=str(counted) if counted else None,
        of=str(of) if of else None,
        baseline=_number("baseline", new.baseline),
        target=_number("target", new.target),
        from_=max(workspace.today, plan.from_),
        due=new.due,
    )
    if counted is None or goal.baseline is not None:
        return goal, ()
    now = Counting(workspace).share(counted, of)
    told = translate("{goal}: the baseline is {n}, as of today")
    said = told.format(goal=goal.id, n=number(now))
    if now is None:
        told = translate("{goal}: there is no data to count a baseline of")
        said = told.format(goal=goal.id)
    goal = Goal(**{**_fields(goal), "baseline": now})
    return goal, (said,)


def _fields(goal: Goal) -> dict[str, Any]:
    return {name: getattr(goal, name) for name in goal.__struct_fields__}


def _read(counted: str | None, of: str | None, read: Read) -> tuple[Measure | None, Measure | None]:
    """The measures as typed, and that they go together.

    Raises:
        UsageError: one is none, or a figure takes part in a share.
    """
    if counted is None:
        return None, None
    found = read(counted), read(of) if of else None
    refuse_share(*found)
    return found


def _number(key: str, text: str | None) -> Decimal | None:
    """A figure as typed, with a point or a comma.

    Raises:
        UsageError: it is none, or one of a size that nobody counts to.
    """
    if text is None:
        return None
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    if re.fullmatch(r"-?\d{1,9}(\.\d{1,4})?", plain, re.ASCII) is None:
        raise UsageError(f"{key}: {text} is no number", f"--{key} 35")
    return Decimal(plain)


def set_fields(
    workspace: Workspace, ref: str, words: Sequence[str], read: Read, who: Who, *, dry_run: bool
) -> Outcome:
    """Set fields of a plan or a goal, `key=value` each, as one commit.

    Another measure brings another baseline: what is counted today, unless one is named.

    Raises:
        UsageError: no such field, a value that does not fit it, or one that an act says.
        NotFoundError: there is no such plan or goal.
        RefusedError: it would break a rule that it obeys now, or the plan is closed.
    """
    plan, goal = meant(workspace, ref)
    planacts.refuse_closed(plan)
    at = ("goals", goal.id) if goal else ()
    words = [_normal(word, read) for word in words]
    for word in words:
        _refuse_decided(workspace, word)
        _refuse_unknown(word, Goal if goal else Plan)
    target = Target("plan", plan.id)

    def more(before: Plan) -> list[Change]:
        now = next((one for one in before.goals if goal and one.id == goal.id), None)
        return [*_anew(workspace, target, now, words, read)] if now else []

    known = slugged.known_here(workspace)
    return slugged.set_fields(
        workspace, "plan set", target, at, words, who, _standing_still, known,
        more=more, dry_run=dry_run,
    )  # fmt: skip


def _standing_still(plan: Plan) -> Iterator[Flaw]:
    for goal in plan.goals:
        for field, sentence in planacts.standing_still(goal):
            yield Flaw(("goals", goal.id, field), f"{goal.id}: {sentence}")


def _normal(word: str, read: Read) -> str:
    """An assignment as it is kept: measures with days instead of date words."""
    key, sign, value = word.partition("=")
    field = key.rpartition(".")[2]
    if field in ("measure", "of") and value:
        return f"{key}{sign}{read(value)}"
    if field in ("baseline", "target") and value:
        return f"{key}{sign}{_number(field, value)}"
    return word


def _refuse_decided(workspace: Workspace, word: str) -> None:
    key, _, value = word.partition("=")
    field = key.rpartition(".")[2].rstrip("+-")
    if key.startswith("goals."):
        raise UsageError(f"{key} is a goal's", "clm plan set GOAL KEY=VALUE")
    if field in DECIDED:
        hint = "clm plan move GOAL reached|dropped|open, clm plan review, clm plan close"
        raise UsageError(f"{field} is said by an act of its own", hint)
    if field == "owner" and value:
        known_colleague(workspace, value)


def _refuse_unknown(word: str, record: type[Goal | Plan]) -> None:
    key = word.partition("=")[0].partition(".")[0].rstrip("+-")
    fields = record.__struct_encode_fields__
    if key not in fields:
        known = [one for one in fields if one not in DECIDED and one != "id"]
        sentence = f"a {record.__name__.lower()} has no field {key}"
        raise UsageError(sentence, f"{did_you_mean(key, known)}one of: {', '.join(known)}")


def _anew(
    workspace: Workspace, target: Target, goal: Goal, words: Sequence[str], read: Read
) -> Sequence[Set]:
    """The baseline and its day, where a goal is measured by something else from now on."""
    typed = {key: value for key, _, value in (word.partition("=") for word in words)}
    if not {"measure", "of"} & typed.keys() or "baseline" in typed:
        return ()
    counted = typed.get("measure", goal.measure) or None
    of = typed.get("of", goal.of) or None
    if (counted, of) == (goal.measure, goal.of):
        return ()
    found = _read(counted, of, read)
    now = Counting(workspace).share(found[0], found[1]) if found[0] else None
    at = ("goals", goal.id)
    return (Set(target, (*at, "baseline"), now), Set(target, (*at, "from"), workspace.today))


def move(
    workspace: Workspace,
    ref: str,
    status: GoalStatus,
    who: Who,
    *,
    note: str | None,
    dry_run: bool,
) -> Outcome:
    """Say that a goal is reached or dropped, or open again.

    Raises:
        NotFoundError: there is no such goal.
        RefusedError: the plan is closed, or it is dropped without a reason.
    """
    plan, goal = meant(workspace, ref)
    if goal is None:
        raise UsageError(f"{plan.id} is a plan: which goal of it?", f"clm plan show {plan.id}")
    with workspace.writing("plan move", dry_run=dry_run) as writer:
        now, it = meant(workspace, f"{plan.id}/{goal.id}")
        decision = planacts.move(now, it or goal, status, actor(workspace, who), note)
        return save(workspace, writer, "plan move", who, [Step(goal.id, decision, who.handle)])


def review(
    workspace: Workspace,
    ref: str,
    on: date | None,
    who: Who,
    *,
    held: bool,
    note: str | None,
    dry_run: bool,
) -> Outcome:
    """Plan a review, or keep what the one of today found, with what each goal is at.

    Raises:
        UsageError: neither is asked for, or it is held and nothing is said.
        NotFoundError: there is no such plan.
        RefusedError: the plan is closed, the day is over, or it was reviewed today.
    """
    if not held and on is None:
        raise UsageError("when is it to be?", "--on DATE plans one, --held -m NOTE keeps today's")
    if held != bool(note):
        raise UsageError("what did the review find?", "--held -m NOTE go together")
    plan = plan_meant(workspace, ref)
    counted = figures(workspace, plan) if held else {}
    with workspace.writing("plan review", dry_run=dry_run) as writer:
        now, me = fresh(workspace, plan.id), actor(workspace, who)
        if note:
            decision = planacts.hold_review(now, note, counted, me, on)
        else:
            decision = planacts.plan_review(now, on or me.today, me)
        return save(workspace, writer, "plan review", who, [Step(plan.id, decision, who.handle)])


def close(
    workspace: Workspace, ref: str, who: Who, *, conclusions: str | None, dry_run: bool
) -> Outcome:
    """Close a plan, with what is concluded from it.

    Raises:
        NotFoundError: there is no such plan.
        RefusedError: it is closed already, or goals are open and nothing is concluded.
    """
    plan = plan_meant(workspace, ref)
    with workspace.writing("plan close", dry_run=dry_run) as writer:
        decision = planacts.close(fresh(workspace, plan.id), actor(workspace, who), conclusions)
        return save(workspace, writer, "plan close", who, [Step(plan.id, decision, who.handle)])


def typed_by(read_day: Callable[..., date], called: Callable[..., Any] | None = None) -> Read:
    """How a measure that a person types is read."""
    return lambda text: measure(text, read_day, called)
