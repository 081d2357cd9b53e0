"""What a person types for a time: read once for a roster's file and for a form in chat."""

import re
from datetime import time

from dialogs.cadence.days import DAYS

CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:00)?")


def daily(text: str) -> str:
    """A time of day: ``9:00`` and ``09:00:00``, as spreadsheets write it, are ``09:00``.

    Raises ValueError for anything else.
    """
    clock = CLOCK.fullmatch(text.strip())
    if clock is None:
        raise ValueError(text)
    return time(int(clock[1]), int(clock[2])).strftime("%H:%M")


def weekly(text: str) -> str:
    """A day and a time: ``Fri 16:00``. Raises ValueError for anything else."""
    day, _, clock = text.strip().partition(" ")
    if day.capitalize() not in DAYS:
        raise ValueError(text)
    return f"{day.capitalize()} {daily(clock)}"
