"""What one cell of a roster may hold. Each reader says what the cell means, or what is wrong with it."""

import re
from collections.abc import Callable
from functools import cache
from zoneinfo import available_timezones

Cell = Callable[[str], str]
"""Reads one cell, white space around it taken away. Raises Bad."""

LONGEST = 200
"""Names, e-mails and ids are no longer than this."""

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:00)?")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS, MINUTES = 24, 60


class Bad(ValueError):
    """This cell cannot be used; the text says why and what may stand there."""


def named(text: str) -> str:
    """A name or an id: there, not too long, every sign of it visible."""
    if not text:
        raise Bad("is empty; something has to stand here")
    if len(text) > LONGEST:
        raise Bad(f"is longer than {LONGEST} signs")
    if not text.isprintable():
        raise Bad("holds signs that nobody can see; type it anew")
    return text


def email(text: str) -> str:
    """An e-mail."""
    if not EMAIL.fullmatch(named(text)):
        raise Bad(f"{text} is no e-mail; write it like mia@example.com")
    return text


def one_of(*words: str) -> Cell:
    """One of these words, case aside."""

    def read(text: str) -> str:
        if text.lower() not in words:
            raise Bad(f"{text or 'nothing'} is not one of {', '.join(words)}")
        return text.lower()

    return read


def optional(cell: Cell) -> Cell:
    """The same, or nothing."""
    return lambda text: cell(text) if text else ""


def zone(text: str) -> str:
    """A time zone by its IANA name."""
    if text not in available_timezones():
        raise Bad(f"{text or 'nothing'} is no time zone; write its IANA name, such as Europe/Berlin")
    return text


def country(text: str) -> str:
    """A country by its two letters (ISO 3166), whose public holidays are known."""
    if text.upper() not in _countries():
        raise Bad(f"{text} is no country with known holidays; write two letters, such as DE, or nothing")
    return text.upper()


def daily(text: str) -> str:
    """A time of day: ``9:00`` and ``09:00:00``, as spreadsheets write it, are ``09:00``."""
    clock = CLOCK.fullmatch(text)
    if clock is None or int(clock[1]) >= HOURS or int(clock[2]) >= MINUTES:
        raise Bad(f"{text} is no time; write it like 09:00")
    return f"{int(clock[1]):02}:{clock[2]}"


def weekly(text: str) -> str:
    """A day and a time: ``Fri 16:00``."""
    day, _, clock = text.partition(" ")
    try:
        time = daily(clock.strip())
    except Bad:
        time = ""
    if day.capitalize() not in DAYS or not time:
        raise Bad(f"{text} is no day and time; write it like Fri 16:00")
    return f"{day.capitalize()} {time}"


@cache
def _countries() -> frozenset[str]:
    from holidays import list_supported_countries  # noqa: PLC0415  slow to import, and seldom asked

    return frozenset(list_supported_countries(include_aliases=False))
