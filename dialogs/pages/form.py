"""A session's page as a form: prefilled, with the coach's push-back or the check beside it."""

from collections.abc import Mapping
from datetime import datetime

from dialogs import glasses
from dialogs.deal import named
from dialogs.document import Act, Aside, Block, Button, Document, Fact, Facts, Field, Form, Quote, Text, Tone
from dialogs.effects import ShowPage
from dialogs.engine import pushed
from dialogs.flow import Flow, Ground, Kind, Page, PageKind, Question
from dialogs.frozen import Values
from dialogs.known import Scene
from dialogs.memo import by_identity
from dialogs.pages.trying import reminder
from dialogs.session import Session
from dialogs.words import Words


def form_page(session: Session, scene: Scene, words: Words, now: datetime, show: ShowPage) -> Document:
    """The page that a session stands at, to be answered."""
    page = pushed(scene.flow.page(session.page), session, scene.flow)
    blocks = (
        *_notice(show, words),
        *_lead(page, session, scene, words, now),
        *_beside(page, scene, words),
    )
    form = Form(
        act=Act.ANSWER,
        ref=_ref(page, session, scene),
        page=page.id,
        fields=fields(page, session, scene, now, problems(page, show.problems, words)),
        submit=page.submit or words.say("form.submit"),
        more=words.say("form.more"),
        others=_others(page, session, show, words),
    )
    title = words.say("page.title", page=page.title, deal=scene.known.deal.name)
    return Document(title=title, summary=_summary(page, words), blocks=(*blocks, form))


def fields(
    page: Page, session: Session, scene: Scene, now: datetime, problems: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """The questions of a page as fields, filled with what is known; ``problems`` are sentences."""
    wrong = problems or {}
    said = {key for key, values in {**session.answers, **session.draft}.items() if values}

    def field(question: Question) -> Field:
        values, problem = scene.prefill(question, session, now), wrong.get(question.id, "")
        folded = question.folded and not problem and question.id not in said
        blank = _made(question) if question.options_from else _blank(question)
        if not values and not problem and folded is question.folded:
            return blank
        return blank.model_copy(update={"values": values, "problem": problem, "folded": folded})

    return tuple(field(question) for question in scene.questions(page, session))


def _ref(page: Page, session: Session, scene: Scene) -> str:
    """``session``, or ``session/stamp`` where the page shows the deal's glasses (dialogs/glasses.py)."""
    shows = any(question.options_from == "conditions" for question in page.questions)
    return f"{session.id}{glasses.BETWEEN}{glasses.stamp(scene.known.deal)}" if shows else str(session.id)


@by_identity
def _blank(question: Question) -> Field:
    """A question as it stands in its flow: as a field it is the same for everybody."""
    return _made(question)


def _made(question: Question) -> Field:
    """A question as a field with nothing in it."""
    return Field(
        id=question.id,
        kind=question.kind,
        label=question.ask,
        hint=question.hint,
        placeholder=question.placeholder,
        options=question.options,
        required=question.required,
        folded=question.folded,
        most=question.most,
    )


def labels(flow: Flow, question_id: str, values: Values) -> tuple[str, ...]:
    """What the chosen options of a question are called."""
    question = flow.question(question_id)
    called = {option.id: option.label for option in question.options} if question else {}
    return tuple(called.get(value, value) for value in values)


def problems(page: Page, found: Mapping[str, str], words: Words) -> dict[str, str]:
    """What is wrong with which question, in sentences; ``found`` has their keys."""
    most = {question.id: question.most for question in page.questions}
    return {name: words.say(key, most=most.get(name, 0)) for name, key in found.items()}


def problem_summary(found: Mapping[str, str], words: Words) -> tuple[Text, ...]:
    """The line above a form in which something is wrong; none where nothing is."""
    count = len(found)
    return (Text(text=words.say("problem.summary", count=count), tone=Tone.PROBLEM),) if found else ()


def _notice(show: ShowPage, words: Words) -> list[Block]:
    notice = [Text(text=words.say(show.notice), tone=Tone.MUTED)] if show.notice else []
    return [*notice, *problem_summary(show.problems, words)]


def _lead(page: Page, session: Session, scene: Scene, words: Words, now: datetime) -> list[Block]:
    if page.kind is PageKind.PUSH_BACK and session.push_back:
        return _push_back(session.push_back.ground, session.push_back.defects, scene, words)
    blocks: list[Block] = [Text(text=page.intro, tone=Tone.MUTED)] if page.intro else []
    if page.id != scene.flow.pages[0].id:
        return blocks
    if scene.flow.about == "before" and scene.known.learning:
        said = words.say("form.last-learning", learning=scene.known.learning)
        blocks.append(Quote(text=said, source=words.say("form.last-learning-from")))
    if scene.flow.about == "before" and scene.known.last_plan:
        blocks.append(Text(text=words.say("form.last-plan", plan=scene.known.last_plan)))
    return [*blocks, *reminder(session, scene, words, now)]


def _push_back(ground: Ground, found: tuple[str, ...], scene: Scene, words: Words) -> list[Block]:
    """What was found when it was pushed back, as far as today's rule still knows it."""
    still = [defect for defect in scene.rules[ground].defects if defect.id in found]
    if not still:
        return [Text(text=words.say("push-back.summary"), tone=Tone.CARE)]
    defect = max(still, key=lambda each: each.weight)
    others = [other.missing for other in still if other is not defect]
    way = "pattern" if scene.rules[ground].reads == "text" else "way"
    return [
        Text(text=" ".join((defect.missing, *others)), tone=Tone.CARE),
        Text(text=defect.why),
        Facts(items=(Fact(label=words.say(f"push-back.{way}"), value=defect.pattern),)),
    ]


def _beside(page: Page, scene: Scene, words: Words) -> list[Block]:
    """The check, beside the reflection on it."""
    check, flow = scene.known.check, scene.known.check_flow
    if scene.flow.about != "after" or check is None or flow is None or page.kind is not PageKind.FORM:
        return []
    hoped = named(check.answers.get(Ground.ADVANCE, ()), check.answer("step"))
    said = {**check.answers, Ground.ADVANCE: hoped}
    shown = (Ground.DIFFERENCE, Ground.QUESTION, Ground.ADVANCE)
    facts = [
        Fact(label=words.say(f"ground.{ground}"), value="; ".join(labels(flow, ground, said[ground])))
        for ground in shown
        if said.get(ground)
    ]
    if check.answer("chance"):
        facts.append(
            Fact(
                label=words.say("check.chance"),
                value=words.say("check.percent", chance=check.answer("chance")),
            )
        )
    if plan := scene.known.plan_note:
        facts.append(Fact(label=words.say("check.plan"), value=plan))
    return [Aside(title=words.say("check.beside"), blocks=(Facts(items=tuple(facts)),))] if facts else []


def _others(page: Page, session: Session, show: ShowPage, words: Words) -> tuple[Button, ...]:
    if page.kind is PageKind.PUSH_BACK:
        return (Button(label=words.say("button.keep-mine"), act=Act.KEEP, ref=str(session.id)),)
    if show.notice == "notice.resumed":
        return (Button(label=words.say("button.begin-anew"), act=Act.ANEW, ref=str(session.id)),)
    return ()


def _summary(page: Page, words: Words) -> str:
    if page.kind is PageKind.PUSH_BACK:
        return words.say("push-back.summary")
    asked = sum(not question.folded and question.kind is not Kind.TIME for question in page.questions)
    return words.say("form.summary", count=asked)
