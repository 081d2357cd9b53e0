"""Whatever a rep does, in any order and with any values: what must hold all the same."""

import operator
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coach.scenes import VERDICTS
from dialogs import glasses, reading
from dialogs.deal import Condition, Deal
from dialogs.document import Document
from dialogs.effects import (
    AddCondition,
    Effect,
    FillGlasses,
    NameStep,
    Remember,
    Remind,
    ShowPage,
    ShowVerdict,
)
from dialogs.engine import TRANSITIONS, pushed
from dialogs.events import Anew, Answer, Close, Event, Keep, Reopen, Resume
from dialogs.flow import Flow, Kind, PageKind, Question
from dialogs.frozen import Values
from dialogs.pages.before import verdict_before
from dialogs.pages.form import form_page
from dialogs.session import Session, Status
from tests.dialogs.house import (
    CHECK,
    GOOD,
    LIBRARY,
    OTHER,
    POSTCALL,
    PRECALL,
    QUICK,
    REFLECTION,
    WATCHED,
    WEAK,
    WORDS,
    Walk,
    a_deal,
    a_flow,
    a_session,
    a_text,
)

GLASSES = [question for question in POSTCALL.questions if question.id == "glasses"]

MADE = a_flow(
    {
        "id": "check",
        "title": "Check",
        "questions": [each.model_dump(mode="json") for each in PRECALL.questions],
    },
    {"id": "push-back", "kind": "push-back", "title": "One thing"},
    {
        "id": "more",
        "title": "More",
        "when": {"answered": "know", "none_of": ["nothing"]},
        "questions": [
            a_text("hope", remember="team"),
            a_text("fear", when={"answered": "know", "any_of": ["person"]}),
        ],
    },
    {"id": "push-again", "kind": "push-back", "title": "Another thing"},
    {"id": "full", "title": "Full", "questions": [each.model_dump(mode="json") for each in GLASSES]},
)
"""Everything at once: a push-back, pages with conditions, glasses, and one push-back more than is allowed."""


def sound(flow: Flow) -> dict[str, Values]:
    """An answer to everything: the first option, a good text."""
    typed: dict[str, Values] = {each.id: (GOOD,) for each in flow.questions if each.kind is Kind.TEXT}
    return typed | {each.id: (each.options[0].id,) for each in flow.questions if each.options}


FLOWS = {
    **{name: (flow, sound(flow)) for name, flow in LIBRARY.flows.items()},
    "precall": (PRECALL, CHECK),
    "postcall": (POSTCALL, REFLECTION),
    "made": (MADE, CHECK),
}
"""Every flow that ships, and one that is made of all there is."""


# ------------------------------------------------------------------------------------------------- strategies


IDS = sorted({question.id for flow, _ in FLOWS.values() for question in flow.questions})
OPTIONS = sorted(
    {option.id for flow, _ in FLOWS.values() for each in flow.questions for option in each.options}
)
TEXTS = [
    GOOD,
    WEAK,
    OTHER,
    "",
    "  ",
    "x" * 301,
    "x" * 3001,
    "09:45",
    "23:59",
    "2027-03-05",
    "Their servers\nthe audit",
]

words = st.one_of(
    st.sampled_from(TEXTS), st.sampled_from([*OPTIONS, "watch-my-back", "2", "gone"]), st.text(max_size=12)
)
values = st.one_of(
    st.lists(words, max_size=3).map(tuple),
    st.sampled_from([tuple(OPTIONS) * 40, ("x" * 20_000,), ("no", "sign")]),
)
some = st.dictionaries(st.one_of(st.sampled_from(IDS), st.text(max_size=8)), values, max_size=6)


def pages(flow: Flow) -> st.SearchStrategy[str]:
    """A page of the flow, or none of it; the empty text stands for the present one."""
    return st.one_of(
        st.just(""), st.just(""), st.sampled_from([page.id for page in flow.pages]), st.text(max_size=5)
    )


AS_SHOWN = "as shown"

stamps = st.one_of(
    st.just(""), st.just(AS_SHOWN), st.sampled_from(["1", "/", "-1/abcdef", "f/zz"]), st.text(max_size=20)
)
"""What a form may bring back of the glasses that it showed: nothing, those that stood there, or nonsense."""


def events(flow: Flow, sound: Mapping[str, Values]) -> st.SearchStrategy[Event]:
    """Anything a platform may bring; a sound answer to the present page often enough to get somewhere."""
    weak = {**sound, "question": (WEAK,)}
    mixed = some.map(lambda given: {**sound, **given})
    typed = st.one_of(some, mixed, st.just(weak))
    return st.one_of(
        st.sampled_from([Answer(page="", values=sound), Answer(page="", values=weak)]),
        st.sampled_from([Keep(), Resume(), Reopen(), Reopen(), Reopen(), Anew()]),
        st.builds(Answer, page=pages(flow), values=typed, shown=stamps),
        st.builds(Close, page=pages(flow), values=typed, shown=stamps),
    )


def journeys(name: str) -> st.SearchStrategy[list[tuple[float, Event]]]:
    """Events with the minutes before each, from somewhere on the way; now and then the clock is set back."""
    flow, sound = FLOWS[name]
    send = Answer(page="", values=sound)
    weak = Answer(page="", values={**sound, "question": (WEAK,)})
    openings: list[list[Event]] = [
        [],
        [weak],
        [weak, Keep(), send],
        [send, send, Reopen()],
        [weak, Anew()],
        [send, send, send, Reopen()],
    ]
    begun = st.sampled_from([[(0.5, event) for event in opening] for opening in openings])
    minutes = st.sampled_from([0, 0.5, 0.5, 3, 20, 50, 800, 12_000, -60, -0.1])
    anything = st.lists(st.tuples(minutes, events(flow, sound)), min_size=1, max_size=7)
    return st.builds(operator.add, begun, anything)


def a_deal_with(texts: list[str]) -> Deal:
    """A deal with these conditions, the first of them full."""
    return a_deal(WATCHED, *(Condition(id=n, text=text, full=n == 2) for n, text in enumerate(texts, 2)))


known = st.fixed_dictionaries(
    {},
    optional={
        "deal": st.lists(st.text(min_size=1, max_size=90).filter(str.strip), max_size=3).map(a_deal_with),
        "memory": some,
        "learning": st.text(max_size=20),
        "barriers": st.dictionaries(words, st.integers(-1, 99), max_size=3),
        "lens": st.just(LIBRARY.themes["kairos"].lens),
        "check": values.map(lambda barrier: a_session(answers={**CHECK, "barrier": barrier})),
        "check_flow": st.just(PRECALL),
    },
)


def present(event: Event, walk: Walk, stamp: str = "") -> Event:
    """The event with the present page where none is named, and with the stamp of what was shown."""
    if not isinstance(event, Answer | Close):
        return event
    shown = stamp if event.shown == AS_SHOWN else event.shown
    return event.model_copy(update={"page": event.page or walk.session.page, "shown": shown})


def with_full(deal: Deal, full: Collection[str]) -> Deal:
    """The deal with these glasses full, by key, and no others."""
    conditions = tuple(each.model_copy(update={"full": each.key in full}) for each in deal.conditions)
    return deal.model_copy(update={"conditions": conditions})


def keys(deal: Deal) -> list[str]:
    """The keys of its conditions."""
    return [each.key for each in deal.conditions]


def brought(event: Answer | Close, asked: Mapping[str, Question], deal: Deal) -> dict[str, Values]:
    """What a form says; of glasses, what it makes of those that stand there now."""
    said = dict(event.values)
    for key, question in asked.items() if event.shown else ():
        if question.options_from == "conditions":
            made = glasses.changes(deal, event.shown, said.get(key, ()))
            said[key] = glasses.after(deal, made or glasses.NONE)
    return said


def asked_on(walk: Walk, session: Session, page_id: str) -> dict[str, Question]:
    """The questions that a page asks of a session."""
    page = pushed(walk.scene.flow.page(page_id), session, walk.scene.flow)
    return {question.id: question for question in walk.scene.questions(page, session)}


def screen(walk: Walk) -> Document | None:
    """What the last turn shows, if anything."""
    document = None
    for effect in walk.effects:
        if isinstance(effect, ShowPage):
            document = form_page(walk.session, walk.scene, WORDS, walk.now, effect)
        elif isinstance(effect, ShowVerdict):
            verdict = VERDICTS.get(walk.scene.flow.about, verdict_before)
            document = verdict(walk.session, walk.scene, WORDS, walk.now, effect)
    return document


# --------------------------------------------------------------------------------------------- what must hold


@pytest.mark.parametrize("name", FLOWS)
@QUICK
@given(data=st.data())
def test_any_journey_keeps_the_rules_of_the_room(name, data):
    walk = Walk(FLOWS[name][0], **data.draw(known))
    stamp = glasses.stamp(walk.scene.known.deal)
    for minutes, drawn in data.draw(journeys(name)):
        before, event = walk.session, present(drawn, walk, stamp)
        walk.wait(minutes=minutes).hear(event)  # through JSON, each time
        check_status(before, event, walk.session)
        check_push_back(before, walk.session)
        check_answers(walk, before, event)
        check_drafts(walk, before, event)
        assert before.seconds <= walk.session.seconds
        assert (walk.session.began, walk.session.digest) == (before.began, before.digest)
        check_screen(walk)
        deal = walk.scene.known.deal
        stamp = glasses.stamp(deal)
        walk.knows(deal=with_full(deal, data.draw(st.sets(st.sampled_from(keys(deal))))))


def check_status(before: Session, event: Event, after: Session) -> None:
    """The status moves along the table only, and the turn rises with each change."""
    way = TRANSITIONS.get((before.status, type(event)))
    assert after.turn in {before.turn, before.turn + 1}
    if after.turn == before.turn:
        assert after == before
    else:
        assert way is not None
        assert after.status in way.to
    assert (after.submitted is None) == (after.status is not Status.SUBMITTED)
    assert before.submitted in {None, after.submitted}


def check_push_back(before: Session, after: Session) -> None:
    """The coach pushes once, and stays with what it pushed on."""
    assert after.page != "push-again"
    if before.push_back:
        assert after.push_back is not None
        assert (after.push_back.ground, after.push_back.defects) == (
            before.push_back.ground,
            before.push_back.defects,
        )
    elif after.push_back:
        assert before.status is not Status.SUBMITTED
        assert after.page == "push-back"


def check_answers(walk: Walk, before: Session, event: Event) -> None:
    """An answer is replaced by a sound one of the rep's, or ruled out by one; else it stays."""
    after = walk.session
    if after.answers == before.answers:
        return
    assert isinstance(event, Answer)
    asked = asked_on(walk, before, event.page)
    said = brought(event, asked, walk.scene.known.deal)
    given_values, problems = reading.read(tuple(asked.values()), said)
    assert not problems
    sent = {**before.answers, **given_values}
    verdict = before.submitted is None and after.submitted is not None
    for each in walk.scene.flow.questions if verdict else ():
        if each.options_from == "conditions" and each.id in sent and each.id not in asked:
            touched = glasses.read_draft(before.draft.get(each.id, ()))  # on an earlier page
            sent[each.id] = glasses.after(walk.scene.known.deal, touched)
    ruled_out = set(sent) - set(after.answers)
    assert after.answers == {key: value for key, value in sent.items() if key not in ruled_out}
    assert ruled_out <= {question.id for question in walk.scene.flow.questions} - set(given_values)
    asks = walk.scene.flow
    conditions = [*(page.when for page in asks.pages), *(question.when for question in asks.questions)]
    assert not ruled_out or any(conditions)


def check_drafts(walk: Walk, before: Session, event: Event) -> None:
    """What was typed and not taken stands in its field again, up to what can be stored."""
    refused = any(isinstance(effect, ShowPage) and effect.problems for effect in walk.effects)
    if walk.session.turn == before.turn or not (refused or isinstance(event, Close)):
        return
    assert isinstance(event, Answer | Close)
    asked = asked_on(walk, before, event.page)
    said = brought(event, asked, walk.scene.known.deal)
    for key in asked.keys() & said.keys():
        typed = tuple(value[: reading.MOST] for value in reading.clean(said[key]))
        question = asked[key]
        offered = {option.id for option in question.options}
        shown = set(typed) & offered if question.kind in {Kind.CHOICE, Kind.CHOICES} else set(typed)
        assert set(walk.scene.prefill(question, walk.session, before.shown)) == shown
    assert before.draft.keys() - walk.session.draft.keys() <= said.keys()


def check_screen(walk: Walk) -> None:
    """Every screen can be built, and a form on it leads back to where it can be heard."""
    document = screen(walk)
    if document is None or document.form is None:
        return
    assert Document.model_validate_json(document.model_dump_json()) == document
    submitted = walk.session.status is Status.SUBMITTED
    last = walk.scene.flow.pages[-1].id
    assert document.form.page == walk.session.page or (submitted and document.form.page == last)
    assert (walk.session.status, Answer) in TRANSITIONS
    page = walk.scene.flow.page(document.form.page)
    if page.kind is PageKind.PUSH_BACK:
        assert walk.session.push_back is not None


@pytest.mark.parametrize("name", FLOWS)
@QUICK
@given(data=st.data())
def test_a_form_that_is_shown_can_be_sent(name, data):
    """Sent as it stands with the required choices made, it is heard, never stale: no form is a dead end."""
    walk = Walk(FLOWS[name][0], **data.draw(known))
    for minutes, drawn in data.draw(journeys(name)):
        walk.wait(minutes=minutes).hear(present(drawn, walk))
    document = screen(walk)
    if document is None or document.form is None:
        return
    turn = walk.session.turn
    walk.answer({field.id: field.values for field in document.form.fields}, document.form.page)
    if walk.session.turn == turn:  # only where the time to edit is over
        assert walk.effects == (ShowVerdict(notice="notice.too-late"),)


# --------------------------------------------------------------------------------- others, at the same moment

TWO_MORE = a_deal_with(["It runs on their own servers", "Live before the audit"])

some_full = st.sets(st.sampled_from(keys(TWO_MORE)))


@QUICK
@given(then=some_full, closed=st.none() | some_full, said=some_full, now=some_full, wrong=st.booleans())
def test_a_form_that_lay_open_changes_the_glasses_that_were_touched_on_it_and_no_others(
    then: set[str], closed: set[str] | None, said: set[str], now: set[str], *, wrong: bool
):
    """Whether it was closed half-way before, or sent with something wrong in it first."""
    walk = Walk(POSTCALL, deal=with_full(TWO_MORE, then))
    if closed is not None:
        walk.close({"glasses": tuple(closed)})
    form = form_page(walk.session, walk.scene, WORDS, walk.now, ShowPage()).form
    assert form
    shown = form.ref.partition(glasses.BETWEEN)[2]
    sent = {**REFLECTION, "glasses": tuple(said)}
    page = walk.session.page
    walk.knows(deal=with_full(TWO_MORE, now))
    if wrong:
        walk.hear(Answer(page=page, values={**sent, "learning": ("x" * 3001,)}, shown=shown))
        again = form_page(walk.session, walk.scene, WORDS, walk.now, ShowPage()).form
        assert again
        sent["glasses"] = next(field.values for field in again.fields if field.id == "glasses")
        shown = again.ref.partition(glasses.BETWEEN)[2]
    walk.hear(Answer(page=page, values=sent, shown=shown))
    assert isinstance(walk.effects[0], ShowVerdict)
    after = set(now)
    for effect in walk.effects:
        if isinstance(effect, FillGlasses):
            after = (after | effect.fill) - effect.empty
    for key in keys(TWO_MORE):
        touched = (key in said) != (key in then)
        assert (key in after) == (key in (said if touched else now))


@QUICK
@given(then=some_full, said=some_full, now=some_full, later=some_full)
def test_glasses_touched_on_one_page_wait_for_the_verdict_and_undo_nothing_meanwhile(
    then: set[str], said: set[str], now: set[str], later: set[str]
):
    """Two pages lead to this verdict; others fill and empty glasses before each of them is sent."""
    walk = Walk(POSTCALL, deal=with_full(TWO_MORE, then))
    stamp, page = glasses.stamp(with_full(TWO_MORE, then)), walk.session.page
    walk.knows(deal=with_full(TWO_MORE, now))
    sent = {**REFLECTION, "agreed": ("other",), "glasses": tuple(said)}
    walk.hear(Answer(page=page, values=sent, shown=stamp))
    walk.knows(deal=with_full(TWO_MORE, later)).hear(Resume()).answer({"step": ("Send their list",)})
    assert walk.session.status is Status.SUBMITTED
    assert not walk.session.draft
    after = later
    for effect in walk.effects:
        if isinstance(effect, FillGlasses):
            after = (after | effect.fill) - effect.empty
    for key in keys(TWO_MORE):
        touched = (key in said) != (key in then) and (key in said) != (key in now)
        assert (key in after) == (key in (said if touched else later))
    assert set(walk.session.answers["glasses"]) == after


# ------------------------------------------------------------------------------------------- edits done twice


def world(effects: list[Effect]) -> dict[str, Any]:
    """What a deal and a schedule make of effects, in their order."""
    told: dict[str, Any] = {"memory": {}, "full": None, "conditions": set(), "remind": None, "steps": ()}
    for effect in effects:
        if isinstance(effect, Remember):
            told["memory"][effect.question] = effect.values
        elif isinstance(effect, FillGlasses):
            told["full"] = (effect.fill, effect.empty)
        elif isinstance(effect, AddCondition):
            told["conditions"].add(effect.text)
        elif isinstance(effect, Remind):
            told["remind"] = effect
    told["steps"] = [effect for effect in effects if isinstance(effect, NameStep)]
    return told


@pytest.mark.parametrize("name", ["precall", "postcall"])
@QUICK
@given(data=st.data())
def test_an_edit_sent_twice_is_an_edit_sent_once(name, data):
    flow, sound = FLOWS[name]
    walk = Walk(flow, **data.draw(known)).answer({**sound, "ends": ("20:30",)})
    edit = {**sound, **data.draw(some)}
    once = walk.hear(Reopen()).wait(seconds=9).answer(edit)
    session, effects = once.session, once.effects
    if session.status is Status.OPEN or not isinstance(effects[0], ShowVerdict):
        return
    twice = walk.hear(Reopen()).wait(seconds=9).answer(edit)
    assert twice.effects == effects
    assert twice.session.answers == session.answers
    steps = len([effect for effect in effects if isinstance(effect, NameStep)])
    again = world([*effects, *twice.effects])
    assert {**again, "steps": again["steps"][steps:]} == world(list(effects))


@QUICK
@given(minutes=st.integers(-300, 300), now=st.integers(-10_000, 10_000))
def test_a_clock_set_back_breaks_nothing(minutes, now):
    walk = Walk()
    walk.wait(minutes=now).answer(CHECK | {"question": (WEAK,)}).wait(minutes=minutes).hear(Keep())
    assert walk.session.status is Status.SUBMITTED
    assert walk.session.seconds >= 0
    assert walk.session.ends is not None
    assert abs(walk.session.ends - walk.now) <= timedelta(hours=21)
