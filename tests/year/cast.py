"""Who is in the year: teams in their zones, reps, managers, and what happens to them."""

from typing import NamedTuple

BERLIN, NEW_YORK, AUCKLAND = "Europe/Berlin", "America/New_York", "Pacific/Auckland"
CAIRO, LONDON = "Africa/Cairo", "Europe/London"


class TeamPlan(NamedTuple):
    """A team, and the zones of its reps."""

    name: str
    platform: str
    country: str
    zone: str
    channel: str
    rep_digest: str
    manager_digest: str
    tip_time: str
    reps: tuple[str, ...]
    managers: int = 1


TEAMS = (
    TeamPlan(
        "Hanse", "quick", "DE-HH", BERLIN, "C-hanse", "Fri 16:00", "Mon 08:30", "09:00",
        (BERLIN,) * 10 + ("Europe/Lisbon", "Asia/Kolkata"), 2,
    ),
    TeamPlan(
        "Hudson", "plain", "US", NEW_YORK, "C-hudson", "Fri 16:00", "Tue 08:30", "08:45",
        (NEW_YORK,) * 9 + ("America/Los_Angeles",) * 2 + ("Pacific/Honolulu",),
    ),
    TeamPlan(
        "Tui", "quick", "NZ", AUCKLAND, "C-tui", "Thu 17:30", "Fri 09:00", "10:15",
        (AUCKLAND,) * 9 + ("Australia/Lord_Howe", "Pacific/Apia"),
    ),
    # Cairo's clocks jump where a working day begins: on 24 April 2026 there is no 00:30, and on 29 October
    # 23:30 comes twice. This team works at night.
    TeamPlan("Nile", "quick", "EG", CAIRO, "C-nile", "Fri 00:30", "Thu 23:30", "23:30", (CAIRO,) * 3),
    # Without a channel, and at first without a manager.
    TeamPlan("Quay", "quick", "GB", LONDON, "", "Fri 15:00", "Mon 09:00", "09:30", (LONDON,) * 2, 0),
)  # fmt: skip


class Event(NamedTuple):
    """Something that happens to somebody (named ``Team 3``) or to a team, at a local time of the team's."""

    at: str
    who: str
    what: str
    more: str = ""


EVENTS = (
    Event("2026-03-09 10:00", "Hanse 3", "quiet", "on"),
    Event("2026-04-14 10:00", "Hanse 3", "quiet", "off"),
    Event("2026-03-20 09:00", "Hudson 4", "away", "2026-03-22"),
    Event("2026-03-27 15:30", "Hanse 4", "away", "2026-03-29"),
    Event("2026-05-13 12:00", "Hanse 5", "away", "2026-05-19"),
    Event("2026-05-22 15:00", "Hanse", "join", "Europe/Berlin"),
    Event("2026-05-29 16:30", "Hanse", "join", "Europe/Warsaw"),
    Event("2026-06-18 17:00", "Hudson 6", "leave"),
    Event("2026-07-01 09:00", "Quay", "lead"),
    Event("2026-07-06 10:00", "Tui", "pause", "2026-07-20"),
    Event("2026-07-15 11:00", "Hanse 6", "move", "Hudson"),
    Event("2026-07-20 08:00", "Hanse 7", "away", "2026-08-09"),
    Event("2026-08-12 10:00", "Tui 4", "gone"),
    Event("2026-08-17 10:00", "Hanse 8", "zone", "Europe/Athens"),
    Event("2026-09-08 10:00", "Hudson", "times", "Fri 15:00"),
    Event("2026-09-16 10:00", "Tui 5", "move", "Hanse"),
    Event("2026-10-05 10:00", "Hudson 7", "promote"),
    Event("2026-10-16 14:00", "Hudson manager", "away", "2026-10-20"),
    Event("2026-10-20 12:00", "Hudson manager", "step-down"),
    Event("2026-11-02 10:00", "Quay", "channel", "C-quay"),
    Event("2026-11-04 10:00", "Hudson", "pin", "kairos"),
    Event("2026-11-25 10:00", "Hudson", "pin", ""),
    Event("2026-12-01 10:00", "Tui", "skip", "effort-balance"),
    Event("2026-12-21 12:00", "Hudson 8", "away", "2027-01-03"),
    Event("2026-12-22 12:00", "Hanse 9", "away", "2026-12-28"),
    Event("2027-01-12 10:00", "Hanse", "channel", ""),
    Event("2027-01-26 10:00", "Hanse", "channel", "C-hanse-2"),
)

DIFFERENCES = {
    True: (
        "Their month-end close takes two days instead of six, says {mark}",
        "Penalties for late pallets drop by a third, says {mark}",
    ),
    False: ("Everything gets smoother for {mark}", "Our platform is modular and fully integrated for {mark}"),
}
QUESTIONS = {
    True: (
        "What happens to {mark} if nothing changes by spring?",
        "How do you decide today which order of {mark} can wait?",
    ),
    False: ("Are you happy with {mark}?", "Do you have a budget for {mark}?"),
}
NEEDED = {"little": 1, "some": 2, "lot": 3}
PROOFS = ("logic", "trial", "introduction", "case-history", "economic-case", "testimonial")
STEP = "walk us through their plant"
"""What another step is called."""

STEPS = ("introduce", "share", "trial", "decision-meeting", "date", "other")
SIGNALS = ("commits", "questions", "leans-in")
BARRIERS = (
    "preparation",
    "preconceptions",
    "goal-focus",
    "plan-love",
    "technique",
    "impatience",
    "enthusiasm",
)
