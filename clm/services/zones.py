"""The zone of a team: from the settings as they are written, before anything is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clm.errors import StateError

if TYPE_CHECKING:
    from datetime import tzinfo


def zone_of(settings: dict[str, Any]) -> tzinfo:
    """The zone days are counted in, by the settings as they stand in `clm.yaml`.

    Raises:
        StateError: `clm.yaml` names one that does not exist.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    name = str(settings.get("timezone", "Europe/Berlin"))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise StateError(
            f"clm.yaml: there is no time zone {name}", "write one like Europe/Berlin"
        ) from problem
