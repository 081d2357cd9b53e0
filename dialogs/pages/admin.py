"""The admin's page: how the house is, in counts. No person stands on it, and nothing that anybody wrote."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dialogs.document import Block, Document, Fact, Facts, Table, Text, Tone
from dialogs.frozen import Frozen
from dialogs.moments import local_day
from dialogs.people import Role
from dialogs.words import Words

TEAMS_SHOWN = 30
"""So many teams fit one message on every channel."""

MEGABYTE = 1_000_000


class TeamLine(NamedTuple):
    """One team's counts: people by role, deliveries that failed or were parked. No name: those in no team."""

    name: str
    people: Mapping[Role, int]
    failed: int
    parked: int


class Condition(Frozen):
    """How the house is. ``issues`` are the content's; ``size`` is the database's, in bytes.

    ``digests`` is when digests were written last, None: never. ``zone`` is the admin's.
    """

    version: str
    teams: tuple[TeamLine, ...]
    issues: tuple[str, ...]
    size: int
    digests: datetime | None
    zone: str


def admin_page(condition: Condition, words: Words) -> Document:
    """The counts, and for what is left over the command that helps."""
    blocks: list[Block] = [Text(text=words.say("admin.summary"))]
    if not condition.teams:
        blocks.append(Text(text=words.say("admin.no-teams"), tone=Tone.CARE))
    else:
        blocks.append(_teams(condition.teams[:TEAMS_SHOWN], words))
    if len(condition.teams) > TEAMS_SHOWN:
        more = words.say("admin.more", count=len(condition.teams) - TEAMS_SHOWN)
        blocks.append(Text(text=more, tone=Tone.MUTED))
    if any(team.failed or team.parked for team in condition.teams):
        blocks.append(Text(text=words.say("admin.left-over"), tone=Tone.CARE))
    blocks.append(Facts(items=_facts(condition, words)))
    return Document(title=words.say("admin.title"), summary=words.say("admin.summary"), blocks=tuple(blocks))


def refused_page(words: Words) -> Document:
    """For everybody else: whose page it is, and where theirs are."""
    text = words.say("admin.refused")
    return Document(title=words.say("admin.title"), summary=text, blocks=(Text(text=text),))


def _teams(teams: tuple[TeamLine, ...], words: Words) -> Table:
    rows = tuple(
        (
            team.name or words.say("admin.no-team"),
            *(str(team.people.get(role, 0)) for role in Role),
            str(team.failed),
            str(team.parked),
        )
        for team in teams
    )
    columns = tuple(
        words.say(key)
        for key in (
            "admin.team",
            "admin.reps",
            "admin.managers",
            "admin.admins",
            "admin.failed",
            "admin.parked",
        )
    )
    return Table(title=words.say("admin.teams"), columns=columns, rows=rows)


def _facts(condition: Condition, words: Words) -> tuple[Fact, ...]:
    issues = condition.issues
    content = (
        words.say("admin.content-issues", count=len(issues), first=issues[0])
        if issues
        else words.say("admin.content-good")
    )
    size = words.say("admin.megabytes", size=f"{condition.size / MEGABYTE:.1f}")
    return (
        Fact(label=words.say("admin.content"), value=content),
        Fact(label=words.say("admin.version"), value=condition.version),
        Fact(label=words.say("admin.database"), value=size),
        Fact(label=words.say("admin.digests"), value=_moment(condition, words)),
    )


def _moment(condition: Condition, words: Words) -> str:
    at = condition.digests
    if at is None:
        return words.say("admin.never")
    day = words.day(local_day(at, condition.zone).isoformat())
    clock = at.astimezone(ZoneInfo(condition.zone)).strftime("%H:%M")
    return words.say("admin.moment", day=day, clock=clock)
