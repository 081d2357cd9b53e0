"""Verdicts of flows about a deal as a whole: a breakthrough's plan, the way out of a standstill, the walk.

All of it is the rep's own. What the team sees of it is the deal's: its glasses, and the step of its walk.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from dialogs.deal import WalkStep
from dialogs.document import Act, Block, Button, Buttons, Document, Fact, Facts, Text, Tone
from dialogs.effects import ShowVerdict
from dialogs.engine import editable
from dialogs.flow import Question
from dialogs.known import Scene
from dialogs.pages.form import labels
from dialogs.session import Session
from dialogs.words import Words

MOVE_ON = "move-on"
NOTHING, UNKNOWN, GUESS = "nothing", "unknown", "guess"

Headline = Callable[[Session, Scene, Words], Iterator[Text]]
"""What to do now, the first sentence the most important one."""


def verdict_deal(
    session: Session, scene: Scene, words: Words, now: datetime, show: ShowVerdict | None = None
) -> Document:
    """The verdict. A flow that nobody here knows repeats what was said."""
    headline = tuple(HEADLINES.get(session.flow, _kept)(session, scene, words))
    blocks: list[Block] = []
    if show and show.notice:
        blocks.append(Text(text=words.say(show.notice), tone=Tone.MUTED))
    blocks += headline
    if said := tuple(_said(session, scene, words)):
        blocks.append(Facts(items=said))
    blocks.append(Buttons(items=tuple(_buttons(session, scene, words, now))))
    title = words.say("page.title", page=scene.flow.title, deal=scene.known.deal.name)
    return Document(title=title, summary=headline[0].text, blocks=tuple(blocks))


def _breakthrough(session: Session, scene: Scene, words: Words) -> Iterator[Text]:
    """With inside information the idea, made to measure; without, information is given first."""
    if session.answer("shared") == NOTHING:
        hope = "; ".join(labels(scene.flow, "hope", session.answers.get("hope", ())))
        yield Text(text=words.say("breakthrough.give"), tone=Tone.CARE)
        if hope:
            yield Text(text=words.say("breakthrough.hope", hope=hope))
    elif session.answer("idea"):
        yield Text(text=words.say("breakthrough.take-it"), tone=Tone.GOOD)
    else:
        yield Text(text=words.say("breakthrough.fold-back"), tone=Tone.CARE)


def _stuck(session: Session, _scene: Scene, words: Words) -> Iterator[Text]:
    """A question to ask, a role to take, or moving on."""
    role, question = session.answer("role"), session.answer("will-ask")
    if role == MOVE_ON:
        yield Text(text=words.say("stuck.move-on"), tone=Tone.CARE)
        return
    if question:
        yield Text(text=words.say("stuck.ask", question=question), tone=Tone.GOOD)
    yield Text(text=words.say(f"stuck.role.{role}"), tone=Tone.PLAIN if question else Tone.CARE)
    if UNKNOWN in {session.answer("glass"), session.answer("holder"), session.answer("fear")}:
        yield Text(text=words.say("stuck.unknown"))
    elif fear := session.answer("fear"):
        yield Text(text=words.say(f"stuck.fear.{fear}"))


def _walk(session: Session, scene: Scene, words: Words) -> Iterator[Text]:
    """Whether both walk side by side, and the next step; what is only guessed is asked first."""
    there, ours = WalkStep(session.answer("walk")), session.answer("ours")
    if session.answer("seen") == GUESS:
        yield Text(text=words.say("walk.guess"), tone=Tone.CARE)
        yield Text(text=words.say("walk.if-right"), tone=Tone.MUTED)
    ahead = WalkStep(ours).place - there.place if ours else 0
    if ours:
        key = "ahead" if ahead > 0 else "behind" if ahead else "together"
        step = "; ".join(labels(scene.flow, "walk", (there.value,)))
        text = words.say(f"walk.{key}", count=abs(ahead), step=step)
        yield Text(text=text, tone=Tone.CARE if ahead else Tone.GOOD)
    following = there.following
    if following is None and not ahead:  # whoever is behind does not ask for the order yet
        yield Text(text=words.say("walk.arrived"))
    if following is not None:
        step = "; ".join(labels(scene.flow, "walk", (following.value,)))
        yield Text(text=words.say("walk.next", step=step))
        if not session.answer("next-question"):
            yield Text(text=words.say(f"walk.ask.{following}"))


def _kept(_session: Session, _scene: Scene, words: Words) -> Iterator[Text]:
    yield Text(text=words.say("deal.kept"), tone=Tone.GOOD)


HEADLINES: dict[str, Headline] = {"breakthrough": _breakthrough, "stuck": _stuck, "walk": _walk}
"""By flow."""

IN_HEADLINE = frozenset({("stuck", "will-ask")})
"""What stands above already."""


def _said(session: Session, scene: Scene, words: Words) -> Iterator[Fact]:
    """What was answered, in the order in which it was asked."""
    for question in scene.flow.questions:
        values = session.answers.get(question.id, ())
        if values and (session.flow, question.id) not in IN_HEADLINE:
            called = _called(question, values, scene)
            yield Fact(label=said_label(question, words), value="; ".join(called))


def said_label(question: Question, words: Words) -> str:
    """A short name of what was asked; where nobody gave it one, the question itself."""
    key = f"said.{question.id}"
    return words.say(f"said.{question.id}") if words.knows(key) else question.ask


def _called(question: Question, values: tuple[str, ...], scene: Scene) -> tuple[str, ...]:
    if question.options_from != "empty-conditions":
        return labels(scene.flow, question.id, values)
    conditions = question.model_copy(update={"options_from": "conditions"})
    called = {option.id: option.label for option in scene.known.options(conditions)}  # it may be full by now
    return tuple(called.get(value, value) for value in values)


def _buttons(session: Session, scene: Scene, words: Words, now: datetime) -> Iterator[Button]:
    deal = scene.known.deal
    if session.answer("role") == MOVE_ON and not deal.closed:
        label = words.say("deal.close-moved-on")
        yield Button(label=label, act=Act.CLOSE, ref=f"{deal.id}/moved-on", main=True)
    yield Button(label=words.say("deal.show"), act=Act.DEAL, ref=str(deal.id))
    if editable(session, scene.flow, now):
        yield Button(label=words.say("button.edit"), act=Act.REOPEN, ref=str(session.id))
