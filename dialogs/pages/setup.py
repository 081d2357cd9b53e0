"""A team, set up in chat: one page with all that is set, and a form for each part."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from dialogs.document import Act, Block, Button, Buttons, Document, Fact, Facts, Field, Form, Text, Tone
from dialogs.flow import Kind, Option, shorten
from dialogs.frozen import Frozen, Values
from dialogs.library import Library
from dialogs.people import Person, Role, Team
from dialogs.theme import Theme
from dialogs.tips import Wishes
from dialogs.words import Words

PAUSE_WEEKS = 2
"""So long the button pauses the tips."""

LISTED = 20
"""So many people are named on the page; the others are counted."""

NONE, YES, NO = "none", "yes", "no"


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
    """All that is set for a team. ``theme`` is this week's title; ``others``: there are more teams."""

    team: Team
    members: tuple[Person, ...]
    wishes: Wishes = Wishes()
    paused: date | None = None
    theme: str = ""
    others: bool = False


def setup_page(found: TeamSetup, library: Library, said: str = "") -> Document:
    """What is set now. ``said`` is a first line: what has just changed."""
    words, team = library.words, found.team
    first = said or words.say("setup.summary")
    blocks: list[Block] = [
        Text(text=first, tone=Tone.GOOD if said else Tone.PLAIN),
        Facts(items=(*_place(team, words), *_times(team, words), *_tips(found, library))),
        Facts(items=_members(found.members, words)),
        Buttons(items=_ways(found, words)),
    ]
    title = words.say("setup.title", team=team.name)
    return Document(title=title, summary=first, blocks=tuple(blocks))


def place_page(
    team: Team,
    words: Words,
    typed: Mapping[str, Values] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Document:
    """Where the team is: its channel, its holidays, its time zone. ``wrong``: keys of words by field."""
    fields = (
        _text("channel", team.channel, words, typed, wrong, most=200),
        _text("country", team.country, words, typed, wrong, most=10),
        _text("zone", team.zone, words, typed, wrong, most=60, required=True),
    )
    return _form(Part.PLACE, team, fields, words)


def times_page(
    team: Team,
    words: Words,
    typed: Mapping[str, Values] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Document:
    """When the digests and the tip come."""
    fields = (
        _text("rep-digest", team.rep_digest, words, typed, wrong, most=10, required=True),
        _text("manager-digest", team.manager_digest, words, typed, wrong, most=10, required=True),
        _text("tip-time", team.tip_time, words, typed, wrong, most=10, required=True),
    )
    return _form(Part.TIMES, team, fields, words)


def themes_page(
    team: Team,
    wishes: Wishes,
    library: Library,
    typed: Mapping[str, Values] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Document:
    """Which themes the tips come from, and in which order. Themes are numbered as the library orders them."""
    words = library.words
    titles = [library.themes[theme].title for theme in library.order]
    listed = "\n".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    numbers = ", ".join(
        str(library.order.index(theme) + 1) for theme in wishes.order if theme in library.order
    )
    options = tuple(
        Option(id=theme, label=shorten(title)) for theme, title in zip(library.order, titles, strict=True)
    )
    nothing = Option(id=NONE, label=words.say("setup.pinned-none"))
    follow = (
        Option(id=NO, label=words.say("setup.gaps-no")),
        Option(id=YES, label=words.say("setup.gaps-yes")),
    )
    now: dict[str, Values] = {
        "pinned": (wishes.pinned or NONE,),
        "skipped": tuple(theme for theme in library.order if theme in wishes.skipped),
        "gaps": (YES if wishes.follow_gaps else NO,),
    } | dict(typed or {})
    fields = (
        _text("order", numbers, words, typed, wrong, most=100),
        _choice("pinned", Kind.CHOICE, (nothing, *options), now, words, wrong, required=True),
        _choice("skipped", Kind.CHOICES, options, now, words, wrong),
        _choice("gaps", Kind.CHOICE, follow, now, words, wrong, required=True),
    )
    return _form(Part.THEMES, team, fields, words, Text(text=listed))


def add_page(
    team: Team,
    roles: Sequence[Role],
    words: Words,
    typed: Mapping[str, Values] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> Document:
    """Somebody comes into the team, or gets another role in it. ``roles`` are those one may give."""
    options = tuple(Option(id=role, label=words.say(f"setup.as.{role}")) for role in roles)
    now: dict[str, Values] = {"role": (Role.REP,)} | dict(typed or {})
    fields = (
        _text("who", "", words, typed, wrong, most=200, required=True),
        _choice("role", Kind.CHOICE, options, now, words, wrong, required=True),
    )
    return _form(Part.ADD, team, fields, words)


def remove_page(
    team: Team, members: Sequence[Person], words: Words, wrong: Mapping[str, str] | None = None
) -> Document:
    """Somebody leaves the team."""
    options = tuple(Option(id=str(each.id), label=shorten(each.name)) for each in members)
    fields = (_choice("member", Kind.CHOICE, options, {}, words, wrong, required=True),)
    return _form(
        Part.REMOVE, team, fields, words, Text(text=words.say("setup.remove-means"), tone=Tone.MUTED)
    )


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


def _place(team: Team, words: Words) -> tuple[Fact, ...]:
    return (
        Fact(label=words.say("setup.field.channel"), value=team.channel or words.say("setup.no-channel")),
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
            facts.append(Fact(label=words.say(f"setup.as.{role}"), value=value))
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


def _form(part: Part, team: Team, fields: tuple[Field, ...], words: Words, *lead: Text) -> Document:
    form = Form(
        act=Act.SETUP, ref=f"{part}/{team.id}", page=part, fields=fields, submit=words.say("form.submit")
    )
    title = words.say(f"setup.button.{part}")
    back = Button(label=words.say("setup.back"), act=Act.SETUP, ref=f"{Part.TEAM}/{team.id}")
    said = words.say("setup.title", team=team.name)
    return Document(title=title, summary=said, blocks=(Text(text=said), *lead, form, Buttons(items=(back,))))


def _text(  # noqa: PLR0913  a field, what stands in it and what is wrong with it
    name: str,
    now: str,
    words: Words,
    typed: Mapping[str, Values] | None,
    wrong: Mapping[str, str] | None,
    *,
    most: int,
    required: bool = False,
) -> Field:
    problem = (wrong or {}).get(name, "")
    return Field(
        id=name,
        kind=Kind.TEXT,
        label=words.say(f"setup.field.{name}"),
        hint=words.say(f"setup.hint.{name}"),
        values=(typed or {}).get(name, (now,) if now else ()),
        most=most,
        required=required,
        problem=words.say(problem) if problem else "",
    )


def _choice(  # noqa: PLR0913, PLR0917  the same
    name: str,
    kind: Kind,
    options: tuple[Option, ...],
    now: Mapping[str, Values],
    words: Words,
    wrong: Mapping[str, str] | None,
    *,
    required: bool = False,
) -> Field:
    problem = (wrong or {}).get(name, "")
    return Field(
        id=name,
        kind=kind,
        label=words.say(f"setup.field.{name}"),
        options=options,
        values=now.get(name, ()),
        required=required,
        problem=words.say(problem) if problem else "",
    )
