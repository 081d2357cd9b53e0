"""The verdict before a call: five grounds, the one thing to do, the barrier to watch."""

from datetime import datetime

from dialogs.document import (
    Act,
    Block,
    Button,
    Buttons,
    Document,
    Fact,
    Facts,
    Form,
    Glass,
    Glasses,
    Text,
    Tone,
)
from dialogs.effects import ShowVerdict
from dialogs.engine import editable
from dialogs.known import Scene
from dialogs.pages.form import fields, labels
from dialogs.pages.trying import suggestion
from dialogs.session import Session
from dialogs.verdict import Reading, earned, grounds, heaviest, weakest
from dialogs.words import Words


def verdict_before(
    session: Session, scene: Scene, words: Words, now: datetime, show: ShowVerdict | None = None
) -> Document:
    """The verdict of a check: with ``show`` the form's last page, without it the card in the rep's chat."""
    readings = (show and show.readings) or grounds(session.answers, scene.rules)
    headline = _headline(session, readings, scene, words)
    blocks: list[Block] = []
    if show and show.notice:
        blocks.append(Text(text=words.say(show.notice), tone=Tone.MUTED))
    blocks.append(headline)
    blocks.append(_glasses(readings, scene, words))
    blocks.append(_facts(session, scene, words))
    if show and not session.answer("barrier") and editable(session, scene.flow, now):
        blocks += _plan_form(session, scene, words, now)
    blocks += suggestion(session, scene, readings, words, now, show)
    blocks.append(Buttons(items=_buttons(session, scene, words, now)))
    title = words.say("verdict.before", deal=scene.known.deal.name)
    return Document(title=title, summary=headline.text, blocks=tuple(blocks))


def _headline(session: Session, readings: tuple[Reading, ...], scene: Scene, words: Words) -> Text:
    if earned(readings):
        return Text(text=words.say("verdict.earned"), tone=Tone.GOOD)
    others = tuple(reading for reading in readings if not _kept(session, reading))
    reading = weakest(others, scene.rules)
    if reading is None:
        return Text(text=words.say("verdict.kept"))
    return Text(text=words.say("verdict.one-thing", do=heaviest(reading, scene.rules).do), tone=Tone.CARE)


def _kept(session: Session, reading: Reading) -> bool:
    """Whether the rep was pushed on this ground and kept theirs: the coach does not say it again."""
    return bool(session.push_back and session.push_back.kept and session.push_back.ground is reading.ground)


def _glasses(readings: tuple[Reading, ...], scene: Scene, words: Words) -> Glasses:
    full = sum(reading.full for reading in readings)
    items = tuple(
        Glass(
            label=words.say(f"ground.{reading.ground}"),
            full=reading.full,
            note="" if reading.full else heaviest(reading, scene.rules).missing,
        )
        for reading in readings
    )
    return Glasses(summary=words.say("verdict.grounds", full=full, known=len(readings)), items=items)


def _facts(session: Session, scene: Scene, words: Words) -> Facts:
    step = "; ".join(labels(scene.flow, "advance", session.answers.get("advance", ())))
    said = words.say("verdict.forecast", chance=session.answer("chance"), step=step)
    facts = [Fact(label=words.say("verdict.you-say"), value=said)]
    if question := session.answer("question"):
        facts.append(Fact(label=words.say("ground.question"), value=question))
    if difference := session.answer("difference"):
        facts.append(Fact(label=words.say("ground.difference"), value=difference))
    if opportunity := session.answer("opportunity"):
        facts.append(Fact(label=words.say("check.opportunity"), value=opportunity))
    barrier = session.answer("barrier")
    plans = (plan.note for plan in scene.known.plans if plan.id == barrier)
    facts += [Fact(label=words.say("check.plan"), value=note) for note in plans]
    return Facts(items=tuple(facts))


def _plan_form(session: Session, scene: Scene, words: Words, now: datetime) -> list[Block]:
    page = scene.flow.pages[-1]
    asked = fields(page, session, scene, now)
    if not asked:
        return []
    submit = page.submit or words.say("form.submit")
    return [Form(act=Act.ANSWER, ref=str(session.id), page=page.id, fields=asked, submit=submit)]


def _buttons(session: Session, scene: Scene, words: Words, now: datetime) -> tuple[Button, ...]:
    after = Button(label=words.say("button.after"), act=Act.BEGIN, ref=f"postcall/{session.deal}")
    if not editable(session, scene.flow, now):
        return (after,)
    return (Button(label=words.say("button.edit"), act=Act.REOPEN, ref=str(session.id)), after)
