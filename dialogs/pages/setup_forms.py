"""The forms of a team's setup, one for each part of it."""

from collections.abc import Mapping, Sequence

from dialogs.document import Act, Button, Buttons, Document, Field, Form, Picks, Text, Tone
from dialogs.flow import Kind, Option, shorten
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages.setup import Part
from dialogs.people import Person, Role, Team
from dialogs.tips import Wishes
from dialogs.words import Words

NONE, YES, NO, KEEP = "none", "yes", "no", "keep"
"""What may be chosen where there is nothing to name."""


def place_page(
    team: Team,
    words: Words,
    typed: Mapping[str, Values] | None = None,
    wrong: Mapping[str, str] | None = None,
    channel: str | None = None,
) -> Document:
    """Where the team is: its channel, its holidays, its time zone. ``wrong``: keys of words by field.

    ``channel`` is what the team's is called, where nobody types one: it can be kept or given up here, and
    another one is chosen from within it. None: its id is typed.
    """
    asked: tuple[Field, ...] = (_picked("channel", team.channel, Picks.CHANNEL, words, typed, wrong),)
    lead: tuple[Text, ...] = ()
    if channel is not None:
        asked = (_kept(channel, words, typed),) if team.channel else ()
        lead = (Text(text=words.say("setup.channel-from-within")),)
    fields = (
        *asked,
        _text("country", team.country, words, typed, wrong, most=10),
        _text("zone", team.zone, words, typed, wrong, most=60, required=True),
    )
    return _form(Part.PLACE, team, fields, words, *lead)


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
        _picked("who", "", Picks.PERSON, words, typed, wrong).model_copy(update={"required": True}),
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


def _kept(channel: str, words: Words, typed: Mapping[str, Values] | None) -> Field:
    """The team's channel, to be kept or given up."""
    options = (
        Option(id=KEEP, label=shorten(channel)),
        Option(id=NONE, label=words.say("setup.channel-none")),
    )
    now: dict[str, Values] = {"channel": (KEEP,)} | dict(typed or {})
    return _choice("channel", Kind.CHOICE, options, now, words, None, required=True)


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


def _picked(  # noqa: PLR0913, PLR0917  the same
    name: str,
    now: str,
    picks: Picks,
    words: Words,
    typed: Mapping[str, Values] | None,
    wrong: Mapping[str, str] | None,
) -> Field:
    """Somebody or something that has an id on the platform."""
    example = words.say(f"setup.example.{name}")
    asked = _text(name, now, words, typed, wrong, most=200)
    return asked.model_copy(update={"picks": picks, "placeholder": example})


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
