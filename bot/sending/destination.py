"""Where a delivery goes: a person where a platform knows them, or the channel of a team."""

from collections.abc import Container, Sequence

from bot.errors import TryLater
from bot.ports import Store
from bot.sending.outbox import Delivery
from dialogs.people import Identity, Person


async def destination(
    store: Store, delivery: Delivery, person: Person | None, connected: Container[str]
) -> Identity | str | TryLater:
    """Where it goes; why nowhere; or why not yet: a platform that is not connected here may be, later.

    ``person`` is whom it is for, if anybody; ``connected`` are the platforms that can be reached.
    """
    if delivery.person is not None:
        known = await store.identities(delivery.person)
        found = next((each for each in known if each.platform in connected), None)
        who, platforms = person.email if person else "this person", [each.platform for each in known]
        return found or _unreached(who, platforms)
    team = None if delivery.team is None else await store.team(delivery.team)
    if team is None:
        return "it is for nobody: the person or team is gone"
    if team.platform not in connected:
        return _unreached(f"the team {team.name}", [team.platform])
    if not team.channel:
        return f"the team {team.name} has no channel; `/coach setup` or the roster of teams names one"
    return Identity(platform=team.platform, workspace=team.workspace, user=team.channel)


def _unreached(who: str, platforms: Sequence[str]) -> str | TryLater:
    if not platforms:
        return f"no channel reaches {who}: no platform knows them any longer"
    names = " or ".join(sorted(set(platforms)))
    return TryLater(f"no channel reaches {who}: Kairos is not connected to {names}.")
