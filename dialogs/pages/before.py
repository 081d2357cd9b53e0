"""The verdict before a call: five grounds, the one thing to do, the barrier to watch."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from dialogs.deal import named
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
from dialogs.pages.form import fields, labels, problem_summary, problems
from dialogs.pages.trying import suggestion
from dialogs.session import Session
from dialogs.verdict import Reading, Rules, at_odds, earned, grounds, heaviest, weakest
from dialogs.words import Words


def verdict_before(
    session: Session, scene: Scene, words: Words, now: datetime, show: ShowVerdict | None = None
) -> Document:
    """The verdict of a check: with ``show`` the form's last page, without it the card in the rep's chat.

    Until a plan is taken the page ends in the plans; after that, and on the card, a button leads to them.
    """
    readings = (show and show.readings) or grounds(session.answers, scene.rules)
    headline = _headline(session, readings, scene, words)
    title = words.say("verdict.before", deal=scene.known.deal.name)
    plans = _plan_form(session, scene, words, now, show.problems if show else {})
    if show and show.plans and plans:
        ways = Buttons(items=_buttons(session, scene, words, now))
        alone: tuple[Block, ...] = (*problem_summary(show.problems, words), *plans, ways)
        return Document(title=title, summary=headline.text, blocks=alone)
    asks = show is not None and not session.answer("barrier")
    blocks: list[Block] = []
    if show and show.notice:
        blocks.append(Text(text=words.say(show.notice), tone=Tone.MUTED))
    if _over(session):
        over = words.say("verdict.over", clock=session.answer("ends"))
        blocks.append(Text(text=over, tone=Tone.CARE))
    blocks.append(headline)
    blocks.append(_glasses(readings, scene, words))
    blocks.append(_facts(session, scene, words))
    blocks += _odds(session, readings, words)
    blocks += plans if asks else ()
    blocks += suggestion(session, scene, readings, words, now, show)
    ways = Buttons(items=_buttons(session, scene, words, now, plans=bool(plans) and not asks))
    blocks.append(ways)
    return Document(title=title, summary=headline.text, blocks=tuple(blocks))


def _headline(session: Session, readings: tuple[Reading, ...], scene: Scene, words: Words) -> Text:
    if earned(readings):
        return Text(text=words.say("verdict.earned"), tone=Tone.GOOD)
    others = tuple(reading for reading in readings if not _kept(session, reading, scene.rules))
    reading = weakest(others, scene.rules)
    if reading is None:
        return Text(text=words.say("verdict.kept"))
    key = "verdict.one-thing-late" if _over(session) else "verdict.one-thing"
    return Text(text=words.say(key, do=heaviest(reading, scene.rules).do), tone=Tone.CARE)


def _kept(session: Session, reading: Reading, rules: Rules) -> bool:
    """Whether the rep was pushed on this ground and kept theirs: the coach does not say it again.

    Unless it is the rep who says that they do not know: there the coach found nothing that they could deny.
    """
    pushed = session.push_back
    if rules[reading.ground].reads == "among":
        return False
    return bool(pushed and pushed.kept and pushed.ground is reading.ground)


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
    hoped = named(session.answers.get("advance", ()), session.answer("step"))
    step = "; ".join(labels(scene.flow, "advance", hoped))
    said = words.say("verdict.forecast", chance=session.answer("chance"), step=step)
    facts = [Fact(label=words.say("verdict.you-say"), value=said)]
    if question := session.answer("question"):
        facts.append(Fact(label=words.say("ground.question"), value=question))
    if difference := session.answer("difference"):
        facts.append(Fact(label=words.say("ground.difference"), value=difference))
    if opportunity := session.answer("opportunity"):
        facts.append(Fact(label=words.say("check.opportunity"), value=opportunity))
    facts += [Fact(label=words.say("check.plan"), value=note) for note in _taken(session, scene)]
    return Facts(items=tuple(facts))


def _odds(session: Session, readings: tuple[Reading, ...], words: Words) -> Iterator[Text]:
    """What to ask oneself where the chance is far from what the grounds carry."""
    chance = session.answer("chance")
    if odds := at_odds(readings, chance):
        empty = sum(not reading.full for reading in readings)
        said = words.say(f"verdict.odds.{odds}", chance=chance, empty=empty, known=len(readings))
        yield Text(text=said)


def _taken(session: Session, scene: Scene) -> Iterator[str]:
    """The plan that was taken, in its words."""
    barrier = session.answer("barrier")
    return (plan.note for plan in scene.known.plans if plan.id == barrier)


def _over(session: Session) -> bool:
    """Whether the end that the rep gave was past by then: a slip of the thumb, or a check come late."""
    return bool(session.ends and session.submitted and session.ends < session.submitted)


def _plan_form(
    session: Session, scene: Scene, words: Words, now: datetime, wrong: Mapping[str, str]
) -> tuple[Form, ...]:
    """What the verdict asks, as long as it can be answered; ``wrong`` are keys of words by question."""
    page = scene.flow.pages[-1]
    asked = fields(page, session, scene, now, problems(page, wrong, words))
    if not asked or not editable(session, scene.flow, now):
        return ()
    submit = page.submit or words.say("form.submit")
    return (Form(act=Act.ANSWER, ref=str(session.id), page=page.id, fields=asked, submit=submit),)


def _buttons(
    session: Session, scene: Scene, words: Words, now: datetime, *, plans: bool = False
) -> tuple[Button, ...]:
    """What else can be done; ``plans``: there is one to take, or another one."""
    after = Button(label=words.say("button.after"), act=Act.BEGIN, ref=f"postcall/{session.deal}")
    if not editable(session, scene.flow, now):
        again = Button(label=words.say("button.before"), act=Act.BEGIN, ref=f"precall/{session.deal}")
        return (again, after) if _over(session) else (after,)
    ref = str(session.id)
    edit = Button(label=words.say("button.edit"), act=Act.REOPEN, ref=ref)
    if not plans:
        return (edit, after)
    label = words.say("button.another-plan" if any(_taken(session, scene)) else "button.plan")
    return (edit, Button(label=label, act=Act.PLAN, ref=ref), after)
