"""What one cell of a roster may hold. Each reader says what the cell means, or what is wrong with it."""

import re
from collections.abc import Callable
from zoneinfo import available_timezones

from bot.sending import calendar
from dialogs import entries

Cell = Callable[[str], str]
"""Reads one cell, white space around it taken away. Raises Bad."""

LONGEST = 200
"""Names, e-mails and ids are no longer than this."""

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")

SLACKS = {
    "workspace": (re.compile(r"[TE][A-Z0-9]{1,30}"), "T0123ABCD"),
    "user": (re.compile(r"[UW][A-Z0-9]{1,30}"), "U0123ABCD"),
    "channel": (re.compile(r"[CG][A-Z0-9]{1,30}"), "C0123ABCD"),
}
"""What Slack's ids look like, by column, and one of each."""


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
    """A country (ISO 3166) or a part of one, whose public holidays are known."""
    try:
        return calendar.country(text)
    except ValueError:
        raise Bad(
            f"{text} is no country with known holidays; write two letters, such as DE, or nothing"
        ) from None


def daily(text: str) -> str:
    """A time of day: ``9:00`` and ``09:00:00``, as spreadsheets write it, are ``09:00``."""
    try:
        return entries.daily(text)
    except ValueError:
        raise Bad(f"{text} is no time; write it like 09:00") from None


def weekly(text: str) -> str:
    """A day and a time: ``Fri 16:00``."""
    try:
        return entries.weekly(text)
    except ValueError:
        raise Bad(f"{text} is no day and time; write it like Fri 16:00") from None
