"""What belongs to one person: their home, their settings, their data and how to be rid of it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.deal import Deal
from dialogs.document import (
    Act,
    Block,
    Button,
    Buttons,
    Document,
    Field,
    Form,
    Heading,
    Text,
    Tone,
)
from dialogs.flow import Kind, Option
from dialogs.frozen import Frozen, Values
from dialogs.pages.deals import glasses
from dialogs.people import Person, Preferences
from dialogs.session import Session
from dialogs.words import Words

ON, OFF, YES = "on", "off", "yes"


class Unfinished(Frozen):
    """A session with words in it that can be taken up, and what its flow and deal are called."""

    session: Session
    flow: str
    deal: str


class Week(Frozen):
    """What a rep did this week."""

    checks: int = 0
    reflections: int = 0


class Own(Frozen):
    """All that a person's home shows. ``nudge`` is when the bot asks next."""

    person: Person
    preferences: Preferences
    unfinished: tuple[Unfinished, ...] = ()
    deals: tuple[Deal, ...] = ()
    week: Week = Week()
    nudge: datetime | None = None


def home_page(own: Own, words: Words) -> Document:
    """A person's home; an empty one teaches how to begin."""
    begin = (
        Button(label=words.say("button.before"), act=Act.BEGIN, ref="precall", main=True),
        Button(label=words.say("button.after"), act=Act.BEGIN, ref="postcall"),
    )
    first = words.say("home.summary" if own.deals or own.unfinished else "home.empty")
    blocks: list[Block] = [Text(text=first), Buttons(items=begin)]
    blocks += _now(own, words)
    for deal in own.deals:
        more = Button(label=words.say("button.deal"), act=Act.DEAL, ref=str(deal.id))
        blocks += [Heading(text=deal.name), glasses(deal, words), Buttons(items=(more,))]
    blocks += _mine(own, words)
    return Document(title=words.say("home.title"), summary=first, blocks=tuple(blocks))


def _now(own: Own, words: Words) -> list[Block]:
    blocks: list[Block] = []
    if own.nudge:
        clock = own.nudge.astimezone(ZoneInfo(own.person.zone)).strftime("%H:%M")
        blocks.append(Text(text=words.say("home.nudge", clock=clock)))
    for each in own.unfinished:
        ref = str(each.session.id)
        resume = Button(label=words.say("button.go-on"), act=Act.RESUME, ref=ref, main=True)
        away = Button(label=words.say("button.put-away"), act=Act.LET_GO, ref=ref)
        text = words.say("home.unfinished", flow=each.flow, deal=each.deal)
        blocks += [Text(text=text, tone=Tone.CARE), Buttons(items=(resume, away))]
    checks = words.say("home.checks", count=own.week.checks)
    reflections = words.say("home.reflections", count=own.week.reflections)
    blocks.append(Text(text=words.say("home.week", checks=checks, reflections=reflections), tone=Tone.MUTED))
    week = Button(label=words.say("button.my-week"), act=Act.WEEK)
    shared = Button(label=words.say("button.shared"), act=Act.SHARED)
    return [*blocks, Buttons(items=(week, shared))]


def put_away_page(away: Unfinished, words: Words) -> Document:
    """The word that a session was put away, with the way back."""
    text = words.say("home.put-away")
    back = Button(label=words.say("button.go-on-after-all"), act=Act.RESUME, ref=str(away.session.id))
    return Document(
        title=words.say("page.title", page=away.flow, deal=away.deal),
        summary=text,
        blocks=(Text(text=text), Buttons(items=(back,))),
    )


def _mine(own: Own, words: Words) -> list[Block]:
    return [
        Heading(text=words.say("settings.title")),
        Text(text=_settings_in_words(own.person, own.preferences, words)),
        Text(text=words.say("home.who-sees"), tone=Tone.MUTED),
        Buttons(
            items=(
                Button(label=words.say("button.settings"), act=Act.SETTINGS),
                Button(label=words.say("button.export"), act=Act.EXPORT),
                Button(label=words.say("button.forget"), act=Act.FORGET),
            )
        ),
    ]


def _settings_in_words(person: Person, preferences: Preferences, words: Words) -> str:
    said = [words.say("settings.in-zone", zone=person.zone)]
    if preferences.quiet:
        said.append(words.say("settings.is-quiet"))
    if preferences.away_until:
        said.append(words.say("settings.is-away", day=words.day(preferences.away_until.isoformat())))
    return " ".join(said)


def settings_page(
    person: Person, preferences: Preferences, words: Words, given: Mapping[str, Values] | None = None
) -> Document:
    """The settings as a form. ``given`` is what was sent and could not be taken: the zone is wrong then."""
    away = preferences.away_until
    now = {
        "zone": (preferences.zone or person.zone,),
        "quiet": (ON if preferences.quiet else OFF,),
        "away": (away.isoformat(),) if away else (),
    } | dict(given or {})
    fields = (
        Field(
            id="zone",
            kind=Kind.TEXT,
            label=words.say("settings.zone"),
            hint=words.say("settings.zone-hint"),
            values=now["zone"],
            most=60,
            problem=words.say("settings.no-zone") if given else "",
        ),
        Field(
            id="quiet",
            kind=Kind.CHOICE,
            label=words.say("settings.quiet"),
            options=(
                Option(id=OFF, label=words.say("settings.quiet-off")),
                Option(id=ON, label=words.say("settings.quiet-on")),
            ),
            values=now["quiet"],
            required=True,
        ),
        Field(
            id="away",
            kind=Kind.DATE,
            label=words.say("settings.away"),
            hint=words.say("settings.away-hint"),
            values=now["away"],
        ),
    )
    form = Form(act=Act.SETTINGS, ref="", page="settings", fields=fields, submit=words.say("form.submit"))
    title = words.say("settings.title")
    blocks = (form, Text(text=words.say("home.who-sees"), tone=Tone.MUTED))
    return Document(title=title, summary=words.say("settings.summary"), blocks=blocks)


def saved_page(person: Person, preferences: Preferences, words: Words) -> Document:
    """The word that the settings are kept, and what they are now."""
    text = words.say("settings.saved")
    now = _settings_in_words(person, preferences, words)
    blocks = (Text(text=text, tone=Tone.GOOD), Text(text=now))
    return Document(title=words.say("settings.title"), summary=text, blocks=blocks)


def quiet_page(preferences: Preferences, words: Words) -> Document:
    """What being quiet means, with the way back."""
    text = words.say("settings.now-quiet" if preferences.quiet else "settings.now-heard")
    back = Button(
        label=words.say("button.hear-again" if preferences.quiet else "button.quiet"),
        act=Act.QUIET,
        ref=OFF if preferences.quiet else ON,
    )
    return Document(
        title=words.say("settings.title"), summary=text, blocks=(Text(text=text), Buttons(items=(back,)))
    )


def forget_page(words: Words) -> Document:
    """Before a person's data goes: what goes, what stays, and a button that means it."""
    text = words.say("forget.ask")
    yes = Button(label=words.say("forget.yes"), act=Act.FORGET, ref=YES)
    export = Button(label=words.say("button.export"), act=Act.EXPORT)
    return Document(
        title=words.say("forget.title"),
        summary=text,
        blocks=(Text(text=text), Text(text=words.say("forget.stays")), Buttons(items=(yes, export))),
    )


def forgotten_page(words: Words) -> Document:
    """The word that a person's data is gone."""
    text = words.say("forget.done")
    return Document(title=words.say("forget.title"), summary=text, blocks=(Text(text=text, tone=Tone.GOOD),))
