"""Deals as their team sees them: glasses, balance, a rep's list. One deal: dialogs/pages/deal.py."""

from collections.abc import Mapping, Sequence

from dialogs.deal import WATCH_MY_BACK, Condition, Deal
from dialogs.document import (
    Act,
    Block,
    Button,
    Buttons,
    Document,
    Glass,
    Glasses,
    Heading,
    Text,
    Tone,
)
from dialogs.flow import shorten
from dialogs.measures.rates import OBSERVATIONS
from dialogs.words import Words

GLASSES_SHOWN = 20
"""More conditions than a buyer can hold in mind; a message has room for so many."""

NO_NOTES: Mapping[int, str] = {}


def called(condition: Condition, words: Words) -> str:
    """What a condition is called."""
    return words.say("deal.watch-my-back") if condition.key == WATCH_MY_BACK else condition.text


def glasses(deal: Deal, words: Words, notes: Mapping[int, str] = NO_NOTES) -> Glasses:
    """A deal's conditions as glasses; ``notes`` stand beside some of them, by condition.

    Of very many the first are shown; the summary counts them all.
    """
    full, known = deal.glasses
    items = tuple(
        Glass(label=called(each, words), full=each.full, note=notes.get(each.id, ""))
        for each in deal.conditions[:GLASSES_SHOWN]
    )
    return Glasses(summary=words.say("deal.glasses", full=full, known=known), items=items)


def balance(deal: Deal, words: Words) -> str:
    """A deal's effort balance in words."""
    theirs, steps = deal.effort
    if not steps:
        return words.say("deal.no-steps")
    if steps < OBSERVATIONS:
        return words.say("deal.balance", theirs=theirs, steps=steps)
    return words.say("deal.balance-rate", theirs=theirs, steps=steps, percent=round(100 * theirs / steps))


def deals_page(deals: tuple[Deal, ...], words: Words) -> Document:
    """The rep's deals, the one touched last first; an empty page teaches how to begin."""
    title = words.say("deals.title")
    if not deals:
        begin = Button(label=words.say("button.before"), act=Act.BEGIN, ref="precall", main=True)
        blocks: tuple[Block, ...] = (Text(text=words.say("deals.none")), Buttons(items=(begin,)))
        return Document(title=title, summary=words.say("deals.none"), blocks=blocks)
    shown = tuple(block for deal in deals for block in _short(deal, words))
    return Document(title=title, summary=words.say("deals.summary", count=len(deals)), blocks=shown)


def team_deals_page(named: Sequence[tuple[int, str]], words: Words) -> Document:
    """The deals of a team by id and name, for who leads it and has none of their own: each a press away."""
    said = words.say("deals.of-team") if named else words.say("deals.none-of-team")
    ways = [Button(label=shorten(name), act=Act.DEAL, ref=str(deal)) for deal, name in named]
    ways.append(Button(label=words.say("digest.team.more"), act=Act.TEAM, main=True))
    return Document(
        title=words.say("deals.team-title"),
        summary=said,
        blocks=(Text(text=said), Buttons(items=tuple(ways))),
    )


def _short(deal: Deal, words: Words) -> list[Block]:
    more = Button(label=words.say("button.deal"), act=Act.DEAL, ref=str(deal.id))
    buttons = Buttons(items=(*begin(deal, words), *stuck_button(deal, words), more))
    return [Heading(text=deal.name), *flags(deal, words), glasses(deal, words), buttons]


def flags(deal: Deal, words: Words) -> list[Block]:
    """What is to be seen at once of an open deal: its moment has come, or it is stuck."""
    if deal.closed:
        return []
    if deal.kairos:
        return [Text(text=words.say("after.kairos"), tone=Tone.GOOD)]
    return [Text(text=words.say("after.stuck"), tone=Tone.CARE)] if deal.stuck else []


def stuck_button(deal: Deal, words: Words) -> tuple[Button, ...]:
    """The way out of a standstill, where a deal is in one."""
    if not deal.stuck or deal.closed:
        return ()
    return (Button(label=words.say("button.stuck"), act=Act.BEGIN, ref=f"stuck/{deal.id}", main=True),)


def begin(deal: Deal, words: Words) -> tuple[Button, ...]:
    """Before and after a call."""
    return (
        Button(label=words.say("button.before"), act=Act.BEGIN, ref=f"precall/{deal.id}"),
        Button(label=words.say("button.after"), act=Act.BEGIN, ref=f"postcall/{deal.id}"),
    )
