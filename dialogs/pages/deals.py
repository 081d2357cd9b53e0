"""Deals as their team sees them: glasses, balance, the next step, what the calls came to."""

from dialogs.deal import WATCH_MY_BACK, Condition, Deal
from dialogs.document import (
    Act,
    Block,
    Button,
    Buttons,
    Document,
    Fact,
    Facts,
    Glass,
    Glasses,
    Heading,
    Table,
    Text,
    Tone,
)
from dialogs.flow import Flow
from dialogs.moments import local_day
from dialogs.pages.form import labels
from dialogs.words import Words

ENOUGH = 8
"""Under so many observations no rate is shown."""


def called(condition: Condition, words: Words) -> str:
    """What a condition is called."""
    return words.say("deal.watch-my-back") if condition.key == WATCH_MY_BACK else condition.text


def glasses(deal: Deal, words: Words) -> Glasses:
    """A deal's conditions as glasses."""
    full, known = deal.glasses
    items = tuple(Glass(label=called(each, words), full=each.full) for each in deal.conditions)
    return Glasses(summary=words.say("deal.glasses", full=full, known=known), items=items)


def balance(deal: Deal, words: Words) -> str:
    """A deal's effort balance in words."""
    theirs, steps = deal.effort
    if not steps:
        return words.say("deal.no-steps")
    if steps < ENOUGH:
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


def _short(deal: Deal, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(text=deal.name), *_flags(deal, words), glasses(deal, words)]
    more = Button(label=words.say("button.deal"), act=Act.DEAL, ref=str(deal.id))
    return [*blocks, Buttons(items=(*_begin(deal, words), more))]


def deal_page(deal: Deal, flow: Flow, zone: str, words: Words) -> Document:
    """One deal: what the whole team may know of it. ``flow`` names the steps, ``zone`` the days."""
    full, known = deal.glasses
    facts = [Fact(label=words.say("deal.effort"), value=balance(deal, words))]
    if step := deal.next_step:
        said = "; ".join(labels(flow, "agreed", (step.what,)))
        due = f" ({words.day(step.due.isoformat())})" if step.due else ""
        facts.append(Fact(label=words.say("deal.next-step"), value=said + due))
    blocks: list[Block] = [*_flags(deal, words), glasses(deal, words), Facts(items=tuple(facts))]
    if deal.reflections:
        rows = tuple(
            (
                words.day(local_day(reflected.at, zone).isoformat()),
                words.say(f"outcome.{reflected.outcome}"),
                "; ".join(labels(flow, "agreed", tuple(step.what for step in reflected.steps if step.theirs)))
                or "–",
            )
            for reflected in reversed(deal.reflections[-8:])
        )
        columns = (words.say("deal.day"), words.say("after.outcome"), words.say("after.their-step"))
        blocks.append(Table(title=words.say("deal.calls"), columns=columns, rows=rows))
    blocks.append(Buttons(items=_begin(deal, words)))
    return Document(
        title=deal.name, summary=words.say("deal.glasses", full=full, known=known), blocks=tuple(blocks)
    )


def _flags(deal: Deal, words: Words) -> list[Block]:
    if deal.kairos:
        return [Text(text=words.say("after.kairos"), tone=Tone.GOOD)]
    return [Text(text=words.say("after.stuck"), tone=Tone.CARE)] if deal.stuck else []


def _begin(deal: Deal, words: Words) -> tuple[Button, ...]:
    return (
        Button(label=words.say("button.before"), act=Act.BEGIN, ref=f"precall/{deal.id}"),
        Button(label=words.say("button.after"), act=Act.BEGIN, ref=f"postcall/{deal.id}"),
    )
