"""One coaching question for each rep with activity, made of deal facts; each can be sent as it stands."""

from collections.abc import Iterator

from dialogs.digest import told
from dialogs.digest.team import Concern, ManagerWeek, State
from dialogs.document import Act, Block, Button, Buttons, Fact, Facts, Heading
from dialogs.flow import shorten
from dialogs.library import Library
from dialogs.pages.notes import Whom
from dialogs.theme import theme_of_week
from dialogs.words import Words

ASKS_AT_A_GLANCE = 3
"""So many questions stand open where the others can be folded: those of deals to help with come first."""


def asks_of(week: ManagerWeek, library: Library) -> Iterator[Block]:
    """All of them, with a button for each."""
    items = tuple(ask(each, week, library) for each in week.asks)
    if items:
        yield Heading(text=library.words.say("digest.each.title"))
        yield Facts(items=items, glance=ASKS_AT_A_GLANCE)
        both = zip(week.asks, items, strict=True)
        send = tuple(_send(to, asked, week, library.words) for to, asked in both if to.rep in week.reps)
        yield from (Buttons(items=send),) if send else ()


def ask(concern: Concern, week: ManagerWeek, library: Library) -> Fact:
    """One question about one deal; where its state asks for none of its own, the coming theme's.

    A second rep gets the question of the theme behind that: nobody reads the same one twice in a page.
    """
    words, deal = library.words, concern.deal
    label = week.names.get(concern.rep, "")
    if concern.state is State.OPEN:
        ahead = sum(each.state is State.OPEN for each in week.asks[: week.asks.index(concern)])
        theme = library.themes.get(theme_of_week(week.week.back(-1 - ahead).monday, library.order))
        if theme is not None:
            return Fact(label=label, value=theme.coaching_question.format_map({"deal": deal.name}))
    due = words.day(deal.due.isoformat()) if deal.due else ""
    step = told.step(deal.step, library)
    question = words.say(f"digest.ask.{concern.state}", deal=deal.name, step=step, day=due)
    return Fact(label=label, value=question)


def _send(concern: Concern, asked: Fact, week: ManagerWeek, words: Words) -> Button:
    """The very question, to be sent to the rep as it stands or changed."""
    to = Whom(str(concern.rep), str(concern.deal.id), asked.value)
    label = shorten(words.say("digest.each.send", rep=_called(asked.label, week)))
    return Button(label=label, act=Act.NOTE, ref=to.ref)


def _called(rep: str, week: ManagerWeek) -> str:
    """By their first name, if they alone have it: buttons are short."""
    first = rep.partition(" ")[0]
    return first if sum(name.partition(" ")[0] == first for name in week.names.values()) == 1 else rep
