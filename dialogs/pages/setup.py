"""A team, set up in chat: one page with all that is set. Its forms are in dialogs/pages/setup_forms.py."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from dialogs.document import Act, Block, Button, Buttons, Document, Fact, Facts, Text, Tone
from dialogs.flow import shorten
from dialogs.frozen import Frozen
from dialogs.library import Library
from dialogs.people import Person, Role, Team
from dialogs.theme import Theme
from dialogs.tips import Wishes
from dialogs.words import Words

PAUSE_WEEKS = 2
"""So long the button pauses the tips."""

LISTED = 20
"""So many people are named on the page; the others are counted."""


class Part(StrEnum):
    """What a button or a form of the setup is for. Its ref is ``part/team``."""

    TEAM = "team"  #: the page itself
    PLACE = "place"
    TIMES = "times"
    THEMES = "themes"
    ADD = "add"
    REMOVE = "remove"
    CHOOSE = "choose"  #: another team, for an admin
    CLAIM = "claim"  #: "I am the manager of this team"


class TeamSetup(Frozen):
    """All that is set for a team. ``theme`` is this week's title; ``others``: there are more teams.

    ``channel`` is the team's channel as people call it.
    """

    team: Team
    members: tuple[Person, ...]
    wishes: Wishes = Wishes()
    paused: date | None = None
    theme: str = ""
    others: bool = False
    channel: str = ""


def setup_page(found: TeamSetup, library: Library, said: str = "") -> Document:
    """What is set now. ``said`` is a first line: what has just changed."""
    words, team = library.words, found.team
    first = said or words.say("setup.summary")
    blocks: list[Block] = [
        Text(text=first, tone=Tone.GOOD if said else Tone.PLAIN),
        Facts(items=(*_place(found, words), *_times(team, words), *_tips(found, library))),
        Facts(items=_members(found.members, words)),
        Buttons(items=_ways(found, words)),
    ]
    title = words.say("setup.title", team=team.name)
    return Document(title=title, summary=first, blocks=tuple(blocks))


def choose_page(teams: Sequence[Team], words: Words) -> Document:
    """The teams that an admin may set up."""
    said = words.say("setup.choose")
    rows = tuple(
        Button(label=shorten(team.name), act=Act.SETUP, ref=f"{Part.TEAM}/{team.id}") for team in teams
    )
    return Document(
        title=words.say("setup.heading"), summary=said, blocks=(Text(text=said), Buttons(items=rows))
    )


def refused_page(who: Sequence[Person], words: Words) -> Document:
    """A rep is told who sets this up."""
    names = ", ".join(person.name for person in who)
    said = words.say("setup.refused", names=names) if names else words.say("setup.refused-installer")
    return Document(title=words.say("setup.heading"), summary=said, blocks=(Text(text=said),))


def claim_page(team: Team, words: Words) -> Document:
    """Nobody leads this team yet: what it means to say that one does."""
    said = words.say("setup.claim-offer", team=team.name)
    claim = Button(label=words.say("setup.claim"), act=Act.SETUP, ref=f"{Part.CLAIM}/{team.id}")
    blocks = (
        Text(text=said),
        Text(text=words.say("setup.claim-means"), tone=Tone.MUTED),
        Buttons(items=(claim,)),
    )
    return Document(title=words.say("setup.heading"), summary=said, blocks=blocks)


def _place(found: TeamSetup, words: Words) -> tuple[Fact, ...]:
    team = found.team
    return (
        Fact(
            label=words.say("setup.field.channel"),
            value=found.channel or words.say("setup.no-channel"),
            channel=team.channel,
        ),
        Fact(label=words.say("setup.field.country"), value=team.country or words.say("setup.no-holidays")),
        Fact(label=words.say("setup.field.zone"), value=team.zone),
    )


def _times(team: Team, words: Words) -> tuple[Fact, ...]:
    return (
        Fact(label=words.say("setup.field.rep-digest"), value=team.rep_digest),
        Fact(label=words.say("setup.field.manager-digest"), value=team.manager_digest),
        Fact(label=words.say("setup.field.tip-time"), value=team.tip_time),
    )


def _tips(found: TeamSetup, library: Library) -> tuple[Fact, ...]:
    words, wishes = library.words, found.wishes
    said = [words.say("setup.theme-now", theme=found.theme)] if found.theme else []
    if wishes.order:
        said.append(words.say("setup.own-order"))
    if wishes.pinned in library.themes:
        said.append(words.say("setup.is-pinned", theme=library.themes[wishes.pinned].title))
    skipped = ", ".join(_titles(library, wishes.skipped))
    if skipped:
        said.append(words.say("setup.are-skipped", themes=skipped))
    if wishes.follow_gaps:
        said.append(words.say("setup.follows-gaps"))
    if found.paused:
        said.append(words.say("setup.is-paused", day=words.day(found.paused.isoformat())))
    return (Fact(label=words.say("setup.themes"), value=" ".join(said) or words.say("setup.no-theme")),)


def _titles(library: Library, themes: frozenset[str]) -> list[str]:
    found: list[Theme] = [library.themes[theme] for theme in library.order if theme in themes]
    return [theme.title for theme in found]


def _members(members: Sequence[Person], words: Words) -> tuple[Fact, ...]:
    """Who is in the team, by role; a long list is cut."""
    facts = []
    for role in Role:
        names = [person.name for person in members if person.role is role]
        if names:
            more = len(names) - LISTED
            listed = ", ".join(names[:LISTED])
            value = words.say("setup.and-more", names=listed, count=more) if more > 0 else listed
            facts.append(Fact(label=words.say(f"setup.are.{role}", count=len(names)), value=value))
    return tuple(facts) or (Fact(label=words.say("setup.members"), value=words.say("setup.nobody")),)


def _ways(found: TeamSetup, words: Words) -> tuple[Button, ...]:
    team = found.team.id
    parts = [Part.PLACE, Part.TIMES, Part.THEMES, Part.ADD]
    parts += [Part.REMOVE] if found.members else []
    parts += [Part.CHOOSE] if found.others else []
    weeks = 0 if found.paused else PAUSE_WEEKS
    label = words.say("setup.pause", count=PAUSE_WEEKS) if weeks else words.say("setup.unpause")
    return (
        *(
            Button(label=words.say(f"setup.button.{part}"), act=Act.SETUP, ref=f"{part}/{team}")
            for part in parts
        ),
        Button(label=label, act=Act.PAUSE, ref=f"{team}/{weeks}"),
    )
