"""One deal: what its team knows of it, and below, for whoever looks, what is theirs alone."""

from collections.abc import Iterator, Mapping

from dialogs.deal import Deal, Step
from dialogs.document import (
    Act,
    Aside,
    Block,
    Button,
    Buttons,
    Document,
    Fact,
    Facts,
    Quote,
    Table,
    Text,
    Tone,
)
from dialogs.flow import Flow
from dialogs.frozen import Frozen
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.pages.deal_verdict import said_label
from dialogs.pages.deals import GLASSES_SHOWN, balance, begin, flags, glasses, stuck_button
from dialogs.pages.form import labels
from dialogs.people import Person
from dialogs.story import Call, Story
from dialogs.words import Words

CALLS_SHOWN = 8
OWN_CALLS_SHOWN = 5
LEARNINGS_SHOWN = 3

PLAN = ("research", "difference", "inside", "idea", "show")
"""What a deal's plan is made of: what the breakthrough wrote last."""

INTENDED = ("will-ask", "next-question")
"""What the rep will ask, as the way out of a standstill and the walk kept it."""


class Looked(Frozen):
    """A deal and who looks at it. ``names``: people by id. ``may_change``: they may change the deal."""

    deal: Deal
    story: Story
    person: Person
    names: Mapping[int, str] = {}
    may_change: bool = False


def deal_page(looked: Looked, library: Library) -> Document:
    """One deal. Everything outside the aside is a fact of the team's."""
    deal, words = looked.deal, library.words
    full, known = deal.glasses
    blocks: list[Block] = [*_closed(looked, words), *flags(deal, words)]
    blocks.append(glasses(deal, words, dict(_notes(looked, words))))
    if known > GLASSES_SHOWN:
        more = words.say("deal.more-glasses", count=known - GLASSES_SHOWN)
        blocks.append(Text(text=more, tone=Tone.MUTED))
    blocks.append(Facts(items=tuple(_facts(deal, library))))
    blocks += _calls(deal, looked.person.zone, library)
    if own := tuple(_own(looked, library)):
        blocks.append(Aside(title=words.say("deal.own"), blocks=own))
    blocks += _buttons(looked, words)
    return Document(
        title=deal.name, summary=words.say("deal.glasses", full=full, known=known), blocks=tuple(blocks)
    )


def step_said(step: Step, flow: Flow, words: Words) -> str:
    """A step of theirs with its date, in words."""
    due = f" ({words.day(step.due.isoformat())})" if step.due else ""
    return "; ".join(labels(flow, "agreed", (step.what,))) + due


def _day(looked: Looked, call: Call, words: Words) -> str:
    return words.day(local_day(call.at, looked.person.zone).isoformat())


def _closed(looked: Looked, words: Words) -> Iterator[Text]:
    deal, at = looked.deal, looked.story.closed_at
    if deal.closed and at:
        day = words.day(local_day(at, looked.person.zone).isoformat())
        yield Text(text=words.say(f"deal.closed.{deal.closed}", day=day), tone=Tone.MUTED)


def _notes(looked: Looked, words: Words) -> Iterator[tuple[int, str]]:
    """Beside a full glass: since when, and who said so."""
    for condition, filled in looked.story.filled.items():
        day = words.day(local_day(filled.at, looked.person.zone).isoformat())
        by = looked.names.get(filled.by, "")
        yield (
            condition,
            words.say("deal.filled-by", day=day, name=by) if by else words.say("deal.filled", day=day),
        )


def _facts(deal: Deal, library: Library) -> Iterator[Fact]:
    words = library.words
    yield Fact(label=words.say("deal.effort"), value=balance(deal, words))
    if deal.walk:
        step = "; ".join(labels(library.flows["walk"], "walk", (deal.walk.value,)))
        place = words.say("deal.walk-at", place=deal.walk.place, step=step)
        yield Fact(label=words.say("deal.walk"), value=place)
    if theirs := deal.next_step:
        said = step_said(theirs, library.flows["postcall"], words)
        yield Fact(label=words.say("deal.next-step"), value=said)


def _calls(deal: Deal, zone: str, library: Library) -> Iterator[Table]:
    words, flow = library.words, library.flows["postcall"]
    if not deal.reflections:
        return
    rows = tuple(
        (
            words.day(local_day(reflected.at, zone).isoformat()),
            words.say(f"outcome.{reflected.outcome}"),
            "; ".join(labels(flow, "agreed", tuple(step.what for step in reflected.steps if step.theirs)))
            or "–",
        )
        for reflected in reversed(deal.reflections[-CALLS_SHOWN:])
    )
    columns = (words.say("deal.day"), words.say("after.outcome"), words.say("after.their-step"))
    yield Table(title=words.say("deal.calls"), columns=columns, rows=rows)


# ----------------------------------------------------------------------------------------- theirs alone


def _own(looked: Looked, library: Library) -> Iterator[Block]:
    """What this person wrote and saw, for nobody else: signals, proofs, forecasts, learnings, plan."""
    if facts := tuple(_own_facts(looked, library)):
        yield Facts(items=facts)
    yield from _forecasts(looked, library)
    learnt = [call for call in looked.story.calls if call.learning][:LEARNINGS_SHOWN]
    for call in learnt:
        said = library.words.say("form.last-learning", learning=call.learning)
        yield Quote(text=said, source=_day(looked, call, library.words))


def _own_facts(looked: Looked, library: Library) -> Iterator[Fact]:
    words, memory, deal = library.words, looked.story.memory, looked.deal
    last = deal.reflections[-1] if deal.reflections else None
    if last and last.rep == looked.person.id and last.signals:
        signals = labels(library.flows["postcall"], "signals", last.signals)
        yield Fact(label=words.say("deal.signals"), value="; ".join(signals))
    if proofs := memory.get("proof"):
        shown = labels(library.flows["precall"], "proof", proofs)
        yield Fact(label=words.say("deal.proof"), value="; ".join(shown))
    taken = memory.get("barrier", ())
    for plan in library.plans:
        if plan.id in taken:
            yield Fact(label=words.say("check.plan"), value=plan.note)
    flows = [library.flows[each] for each in ("breakthrough", "stuck", "walk")]
    asked = {question.id: (question, flow) for flow in flows for question in flow.questions}
    for key in (*PLAN, *INTENDED):
        if key in asked and memory.get(key):
            question, flow = asked[key]
            value = "; ".join(labels(flow, key, memory[key]))
            yield Fact(label=said_label(question, words), value=value)


def _forecasts(looked: Looked, library: Library) -> Iterator[Table]:
    """Said against happened, call by call."""
    words = library.words
    said = [call for call in looked.story.calls if call.chance and call.step][:OWN_CALLS_SHOWN]
    if said:
        columns = (words.say("deal.day"), words.say("check.chance"), words.say("after.outcome"))
        rows = tuple((_day(looked, each, words), *_forecast(each, library)) for each in said)
        yield Table(title=words.say("after.said"), columns=columns, rows=rows)


def _forecast(call: Call, library: Library) -> tuple[str, str]:
    step = "; ".join(labels(library.flows["precall"], "advance", (call.step,)))
    said = library.words.say("verdict.forecast", chance=call.chance, step=step)
    return said, library.words.say(f"outcome.{call.outcome}")


# ---------------------------------------------------------------------------------------------- buttons


def _buttons(looked: Looked, words: Words) -> Iterator[Buttons]:
    deal, ref = looked.deal, str(looked.deal.id)
    yield Buttons(items=(*begin(deal, words), *stuck_button(deal, words)))
    flows = [flow for flow in ("breakthrough", "walk", "stuck") if flow != "stuck" or not deal.stuck]
    if not deal.closed:
        yield Buttons(
            items=tuple(
                Button(label=words.say(f"button.{flow}"), act=Act.BEGIN, ref=f"{flow}/{ref}")
                for flow in flows
            )
        )
    if not looked.may_change:
        return
    if deal.closed:
        items = [Button(label=words.say("deal.open-again"), act=Act.OPEN_AGAIN, ref=ref, main=True)]
    else:
        items = [
            Button(label=words.say("deal.change"), act=Act.CHANGE, ref=ref),
            Button(label=words.say("deal.conditions"), act=Act.CONDITIONS, ref=ref),
            Button(label=words.say("deal.close"), act=Act.CLOSE, ref=ref),
            Button(label=words.say("deal.merge"), act=Act.MERGE, ref=ref),
        ]
    if looked.story.untouched:
        items.append(Button(label=words.say("deal.remove"), act=Act.REMOVE, ref=ref))
    yield Buttons(items=tuple(items))
