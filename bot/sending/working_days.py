"""When a person works: their own zone's days, without the holidays of their team's country."""

from bot.ports import Store
from dialogs.cadence import Calendar, DaysOff
from dialogs.people import Person

NOWHERE = "UTC"
"""The zone of somebody about whom nobody said one."""


async def calendar_of(store: Store, person: Person, days_off: DaysOff) -> Calendar:
    """A person's working days; ``days_off`` knows the public holidays."""
    team = await store.team(person.team) if person.team is not None else None
    zone = person.zone or (team.zone if team else NOWHERE)
    return Calendar(team.country if team else "", zone, days_off)
