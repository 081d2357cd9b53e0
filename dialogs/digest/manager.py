"""The manager's digest: one phone screen about a team, and what it says of each rep, from the same functions.

It is written from a ManagerWeek alone. Nobody is named for what they did not do; reps stand by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dialogs.digest import told
from dialogs.digest.asks import ask, asks_of
from dialogs.digest.facts import Request
from dialogs.digest.figures import team_blocks
from dialogs.digest.team import Concern, ManagerWeek, manager_week
from dialogs.document import (
    Act,
    Block,
    Button,
    Buttons,
    Document,
    Fact,
    Facts,
    Heading,
    Quote,
    Text,
    Tone,
)
from dialogs.flow import shorten
from dialogs.frozen import Frozen
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.people import Person
from dialogs.theme import theme_of_week
from dialogs.words import Words

__all__ = ["ManagerWeek", "Written", "manager_digest", "manager_week", "rep_part"]

MOST_REQUESTS = 4
"""So many requests stand in the digest; the others are a tap away."""

MOST_DEALS = 6
"""So many deals to help with, and how many more there are."""


class Written(Frozen):
    """A manager's digest, and what it says of each rep, by rep."""

    document: Document
    parts: Mapping[int, Document]


def manager_digest(week: ManagerWeek, manager: Person, library: Library) -> Written | None:
    """The digest; None when the whole team was silent and nothing waits for this manager to answer."""
    # nobody asks themselves: what a manager asked waits for another one
    week = replace(week, waiting=tuple(each for each in week.waiting if each.rep != manager.id))
    if week.silent and not week.waiting:
        return None
    words = library.words
    blocks: list[Block] = [
        *_requests(week, words),
        *_deals(week, library),
        *team_blocks(week, library),
        *_feedback(week, words),
        *asks_of(week, library),
        *_theme(week, library),
        *_foot(words),
    ]
    document = Document(title=_title(week, words), summary=_summary(week, words), blocks=tuple(blocks))
    named = {each.rep for each in (*_shown_deals(week), *week.asks)} & set(week.names)
    named |= {each.rep for each in _shown_requests(week)}  # their words: also of who has left the team
    reps = sorted(named - {manager.id, 0})  # 0: who deleted their data
    return Written(document=document, parts={rep: rep_part(week, rep, library) for rep in reps})


def gone_page(words: Words) -> Document:
    """What stands where a digest stood that is gone: somebody in it deleted what they wrote."""
    said = words.say("digest.gone.text")
    blocks = (Text(text=said, tone=Tone.MUTED), Buttons(items=(_team_button(words),)))
    return Document(title=words.say("digest.gone.title"), summary=said, blocks=blocks)


def rep_part(week: ManagerWeek, rep: int, library: Library) -> Document:
    """What the manager's digest says of one rep: the very same lines, for that rep to read.

    Buttons are left out, they are the manager's.
    """
    words = library.words
    blocks: list[Block] = []
    if requests := [each for each in _shown_requests(week) if each.rep == rep]:
        blocks += [Heading(text=words.say("digest.part.requests"))]
        blocks += [_request(each, week, words) for each in requests]
    if deals := [each for each in _shown_deals(week) if each.rep == rep and rep in week.names]:
        items = tuple(_deal(each, week, library) for each in deals)
        blocks += [Heading(text=words.say("digest.deals.title")), Facts(items=items)]
    if asks := [each for each in week.asks if each.rep == rep]:
        items = tuple(ask(each, week, library) for each in asks)
        blocks += [Heading(text=words.say("digest.each.title")), Facts(items=items)]
    if not blocks:
        blocks = [Text(text=words.say("digest.part.nothing"))]
    title = _title(week, words)
    return Document(title=title, summary=words.say("digest.part.summary"), blocks=tuple(blocks))


def _title(week: ManagerWeek, words: Words) -> str:
    return words.say("digest.team.title", team=week.team.name, day=words.day(week.week.monday.isoformat()))


def _summary(week: ManagerWeek, words: Words) -> str:
    now = week.advance[-1][1]
    if week.waiting:
        return words.say("digest.request.title", count=len(week.waiting))
    if week.help:
        return words.say("digest.deals.summary", count=len(week.help))
    return told.rate("advance", now, words) if now.of else words.say("digest.team.summary")


# --------------------------------------------------------------------------------------- requests and deals


def _shown_requests(week: ManagerWeek) -> tuple[Request, ...]:
    return week.waiting[:MOST_REQUESTS]


def _requests(week: ManagerWeek, words: Words) -> Iterator[Block]:
    if not week.waiting:
        return
    yield Heading(text=words.say("digest.request.title", count=len(week.waiting)))
    for request in _shown_requests(week):
        yield _request(request, week, words)
        label = words.say("digest.request.reply", rep=_name(request.rep, week, words))
        yield Buttons(items=(Button(label=label, act=Act.REPLY, ref=str(request.id), main=True),))
    more = len(week.waiting) - MOST_REQUESTS
    if more > 0:
        yield Text(text=words.say("digest.request.more", count=more), tone=Tone.MUTED)


def _request(request: Request, week: ManagerWeek, words: Words) -> Quote:
    rep = _name(request.rep, week, words)
    day = words.day(local_day(request.at, week.team.zone).isoformat())
    if request.deal:
        source = words.say("digest.request.about", rep=rep, deal=request.deal, day=day)
    else:
        source = words.say("digest.request.from", rep=rep, day=day)
    return Quote(text=request.text, source=source)


def _name(rep: int, week: ManagerWeek, words: Words) -> str:
    return week.names.get(rep) or words.say("digest.somebody")


def _shown_deals(week: ManagerWeek) -> tuple[Concern, ...]:
    return week.help[:MOST_DEALS]


def _deals(week: ManagerWeek, library: Library) -> Iterator[Block]:
    if not week.help:
        return
    words = library.words
    yield Heading(text=words.say("digest.deals.title"))
    shown = _shown_deals(week)
    yield Facts(items=tuple(_deal(each, week, library) for each in shown))
    yield Buttons(items=tuple(_open(each) for each in shown), slight=True)
    more = len(week.help) - MOST_DEALS
    if more > 0:
        yield Text(text=words.say("digest.deals.more", count=more), tone=Tone.MUTED)


def _deal(concern: Concern, week: ManagerWeek, library: Library) -> Fact:
    words, rep, deal = library.words, week.names.get(concern.rep), concern.deal
    label = words.say("digest.deals.of", deal=deal.name, rep=rep) if rep else deal.name
    due = words.day(deal.due.isoformat()) if deal.due else ""
    step = told.step(deal.step, library)
    state = words.say(f"digest.state.{concern.state}", step=step, day=due)
    return Fact(label=label, value=" ".join(filter(None, (state, told.walk(deal.walk, library)))))


def _open(concern: Concern) -> Button:
    return Button(label=shorten(concern.deal.name), act=Act.DEAL, ref=str(concern.deal.id))


def _feedback(week: ManagerWeek, words: Words) -> Iterator[Block]:
    yield Heading(text=words.say("digest.feedback.title"))
    if not week.begun.of:
        yield Text(text=words.say("digest.feedback.none"))
        return
    lines = [told.rate("begun", week.begun, words)]
    if week.answered.of:
        lines.append(told.rate("answered", week.answered, words))
    yield Text(text=" ".join(lines))


def _theme(week: ManagerWeek, library: Library) -> Iterator[Block]:
    coming = week.week.back(-1).monday
    theme = library.themes.get(theme_of_week(coming, library.order))
    if theme is not None:
        day = library.words.day(coming.isoformat())
        yield Text(text=library.words.say("digest.theme", day=day, theme=theme.title))


def _team_button(words: Words) -> Button:
    return Button(label=words.say("digest.team.more"), act=Act.TEAM)


def _foot(words: Words) -> tuple[Block, ...]:
    return (
        Buttons(
            items=(
                _team_button(words),
                Button(label=words.say("button.settings"), act=Act.SETTINGS),
                Button(label=words.say("button.quiet"), act=Act.QUIET, ref="on"),
            )
        ),
        Text(text=words.say("digest.team.who-sees"), tone=Tone.MUTED),
    )
