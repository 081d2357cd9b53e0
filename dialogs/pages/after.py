"""The verdict after a call: said against happened, glasses, balance, one thing to do, the learning."""

from collections.abc import Iterator
from datetime import date, datetime

from dialogs.deal import WATCH_MY_BACK, Deal, Outcome, named, outcome
from dialogs.document import Act, Block, Button, Buttons, Document, Fact, Facts, Quote, Text, Tone
from dialogs.effects import ShowVerdict
from dialogs.engine import editable
from dialogs.known import Scene
from dialogs.moments import local_day
from dialogs.pages.deals import balance, called, glasses, stuck_button
from dialogs.pages.form import labels
from dialogs.session import Session
from dialogs.verdict import Forecast, said_and_happened
from dialogs.words import Words


def verdict_after(
    session: Session, scene: Scene, words: Words, now: datetime, show: ShowVerdict | None = None
) -> Document:
    """The verdict of a reflection. ``scene.known.deal`` holds the deal as this reflection left it."""
    deal = scene.known.deal
    came_to = outcome(session.answers.get("agreed", ()))
    headline = one_thing(deal, came_to, words)
    blocks: list[Block] = []
    if show and show.notice:
        blocks.append(Text(text=words.say(show.notice), tone=Tone.MUTED))
    blocks += [headline, Facts(items=_facts(session, scene, words, came_to))]
    if came_to.success and editable(session, scene.flow, now):
        blocks += _past(session, words, now)
    blocks.append(glasses(deal, words))
    if learning := session.answer("learning"):
        said = words.say("after.learning", learning=learning)
        blocks.append(Quote(text=said, source=words.say("after.learning-kept")))
    if session.answer("feedback"):
        blocks.append(Text(text=words.say("after.asked"), tone=Tone.MUTED))
    blocks.append(Buttons(items=_buttons(session, scene, words, now)))
    title = words.say("verdict.after", deal=deal.name)
    return Document(title=title, summary=headline.text, blocks=tuple(blocks))


def one_thing(deal: Deal, came_to: Outcome, words: Words) -> Text:
    """The one thing to do next, the rarest moment first."""
    rarest = (
        (came_to is Outcome.ORDER, Text(text=words.say("after.order"), tone=Tone.GOOD)),
        (deal.kairos, Text(text=words.say("after.kairos"), tone=Tone.GOOD)),
        (came_to is Outcome.NO_SALE, Text(text=words.say("after.no-sale"), tone=Tone.CARE)),
        (deal.stuck, Text(text=words.say("after.stuck"), tone=Tone.CARE)),
        (came_to is Outcome.CONTINUATION, Text(text=words.say("after.continuation"), tone=Tone.CARE)),
    )
    return next((text for holds, text in rarest if holds), None) or _next_glass(deal, words)


def _next_glass(deal: Deal, words: Words) -> Text:
    empty = [condition for condition in deal.conditions if not condition.full]
    another = next((condition for condition in empty if condition.key != WATCH_MY_BACK), None)
    if another:
        return Text(text=words.say("after.next-glass", condition=called(another, words)), tone=Tone.CARE)
    return Text(text=words.say("after.watch-my-back" if empty else "after.ask-more"), tone=Tone.CARE)


def _facts(session: Session, scene: Scene, words: Words, came_to: Outcome) -> tuple[Fact, ...]:
    facts = [Fact(label=words.say("after.outcome"), value=words.say(f"outcome.{came_to}"))]
    agreed = session.answers.get("agreed", ())
    check, flow = scene.known.check, scene.known.check_flow
    another = session.answer("step")
    steps = "; ".join(labels(scene.flow, "agreed", named(agreed, another)))
    forecast = said_and_happened(check, agreed, another) if check else None
    if forecast and flow:
        step = "; ".join(labels(flow, "advance", (forecast.step,)))
        said = words.say(f"forecast.{_happened(forecast)}", chance=forecast.chance, step=step, agreed=steps)
        facts.append(Fact(label=words.say("after.said"), value=said))
    if came_to.success:
        due = f" ({words.day(session.answer('by'))})" if session.answer("by") else ""
        facts.append(Fact(label=words.say("after.their-step"), value=steps + due))
    facts.append(Fact(label=words.say("deal.effort"), value=balance(scene.known.deal, words)))
    return tuple(facts)


def _past(session: Session, words: Words, now: datetime) -> Iterator[Text]:
    """A day of theirs that was past when it was given may be a slip: it is said while it can be changed.

    It is not refused, for a reflection may come days after the call.
    """
    by = date.fromisoformat(session.answer("by")) if session.answer("by") else None
    if by and by < local_day(session.submitted or now, session.zone):
        day = words.day(by.isoformat())
        yield Text(text=words.say("after.past", day=day, year=by.year), tone=Tone.CARE)


def _happened(forecast: Forecast) -> str:
    if forecast.same_step is None:
        return "agreed"
    return "did" if forecast.same_step else "other" if forecast.outcome.success else "did-not"


def _buttons(session: Session, scene: Scene, words: Words, now: datetime) -> tuple[Button, ...]:
    stuck = stuck_button(scene.known.deal, words)
    deals = Button(label=words.say("button.deals"), act=Act.DEALS)
    if not editable(session, scene.flow, now):
        return (*stuck, deals)
    return (*stuck, Button(label=words.say("button.edit"), act=Act.REOPEN, ref=str(session.id)), deals)
