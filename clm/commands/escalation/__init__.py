"""`clm escalation`: what went beyond the first level."""

from __future__ import annotations

from clm.commands.escalation.policy import run
from clm.options import noun


@noun("escalation", epilog="Example: clm escalation run -n")
def command() -> None:
    """Escalations: what went beyond the first level, who has it, and what came of it.

    An escalation is one YAML file in escalations/.
    """


command.add_command(run)
