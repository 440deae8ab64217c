"""`clm escalation`: what went beyond the first level."""

from __future__ import annotations

from clm.commands.escalation.acting import approve, compromise, move
from clm.commands.escalation.listing import list_, show
from clm.commands.escalation.policy import run
from clm.options import noun


@noun("escalation", epilog="Example: clm escalation list --mine")
def command() -> None:
    """Escalations: what went beyond the first level, who has it, and what came of it.

    clm escalate makes one; those of the policy are made by run. clm assign ESCALATION HANDLE hands
    one on to somebody else. Each is one YAML file in escalations/.
    """


for one in (list_, show, move, compromise, approve, run):
    command.add_command(one)
