"""Who is due what, when. Pure: the time, the days off and what went out already are arguments.

``days`` knows working days and local times, ``schedule`` what is due by the calendar, ``noise`` how much of
all that one person gets, and when the bot holds back.
"""

from dialogs.cadence.days import Calendar, DaysOff, instant, weekly
from dialogs.cadence.kinds import Kind, Why
from dialogs.cadence.noise import Fate, Message, Nudging, Ruling, allowed, nudging
from dialogs.cadence.schedule import DIGESTS, Due, PersonEntry, TeamEntry, due

__all__ = [
    "DIGESTS",
    "Calendar",
    "DaysOff",
    "Due",
    "Fate",
    "Kind",
    "Message",
    "Nudging",
    "PersonEntry",
    "Ruling",
    "TeamEntry",
    "Why",
    "allowed",
    "due",
    "instant",
    "nudging",
    "weekly",
]
