"""The engine: every row of its table, and what a rep could do to lose an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from dialogs import engine
from dialogs.effects import (
    AddCondition,
    AskManager,
    FillGlasses,
    KeepGrounds,
    NameStep,
    Remember,
    Remind,
    ShowPage,
    ShowVerdict,
)
from dialogs.engine import TRANSITIONS, Turn, begin, editable, hear
from dialogs.events import Anew, Answer, Close, Event, Keep, Reopen, Resume
from dialogs.flow import Ground, Memory
from dialogs.glasses import stamp
from dialogs.session import Session, Status
from dialogs.verdict import grounds
from tests.dialogs.house import (
    AUDIT,
    BERLIN,
    CHECK,
    GOOD,
    LIBRARY,
    NOW,
    OTHER,
    POSTCALL,
    PRECALL,
    REFLECTION,
    SERVERS,
    WATCHED,
    WEAK,
    Walk,
    a_choice,
    a_deal,
    a_flow,
    a_scene,
    a_session,
    a_text,
    full,
)

WEAK_CHECK = CHECK | {"question": (WEAK,)}

TWO_PAGES = a_flow(
    {"id": "first", "title": "First", "questions": [a_choice("way", "left", "right", required=True)]},
    {
        "id": "second",
        "title": "Second",
        "when": {"answered": "way", "any_of": ["left"]},
        "questions": [a_text("hope", remember="rep"), a_text("fear")],
    },
    {
        "id": "third",
        "title": "Third",
        "questions": [a_text("why", when={"answered": "way", "none_of": ["right"]}), a_text("note")],
    },
)
"""Left asks for hope and fear and why; right asks for a note alone."""


def pushed_walk() -> Walk:
    """A walk that stands on the push-back page, for a question that a yes or no answers."""
    walk = Walk().answer(WEAK_CHECK)
    assert walk.session.page == "push-back"
    return walk


def submitted_walk() -> Walk:
    """A walk that has its verdict."""
    return Walk().answer(CHECK)


def shows_verdict(walk: Walk) -> bool:
    """Whether the last event brought the verdict, with nothing to say beside it."""
    shown = walk.effects[0]
    return isinstance(shown, ShowVerdict) and not shown.notice


# ---------------------------------------------------------------------------------------------- how it begins


def test_a_session_begins_on_the_first_page_and_shows_it():
    turn = begin(POSTCALL, session=1, rep=2, deal=3, zone=BERLIN, now=NOW, check=9, theme="kairos")
    assert turn.effects == (ShowPage(),)
    assert turn.session == Session(
        id=1,
        flow="postcall",
        version=POSTCALL.version,
        digest=POSTCALL.digest,
        rep=2,
        deal=3,
        zone=BERLIN,
        began=NOW,
        page="reflection",
        shown=NOW,
        check=9,
        theme="kairos",
    )


# ------------------------------------------------------------------------------------------- row by row: open


def test_a_full_check_is_submitted_at_once():
    walk = Walk().wait(seconds=50).answer(CHECK)
    assert walk.session.status is Status.SUBMITTED
    assert walk.session.submitted == walk.now
    assert walk.session.page == "verdict"
    assert walk.session.push_back is None
    assert walk.session.turn == 1
    assert shows_verdict(walk)


def test_what_is_wrong_is_named_and_what_was_typed_is_kept():
    walk = Walk().answer({"question": (GOOD,), "know": ("everything",)})
    problems = {"know": "problem.not-offered", "advance": "problem.required", "chance": "problem.required"}
    assert walk.effects == (ShowPage(problems=problems),)
    assert walk.session.answers == {}
    assert walk.prefilled("question") == (GOOD,)
    assert walk.session.turn == 1


def test_a_weak_ground_is_pushed_back_once_with_the_answer_to_edit():
    walk = pushed_walk()
    assert walk.effects == (ShowPage(),)
    assert walk.session.push_back is not None
    assert walk.session.push_back.ground is Ground.QUESTION
    assert walk.session.push_back.kept is None
    assert walk.prefilled("question") == (WEAK,)


def test_a_push_that_is_followed_is_not_kept():
    walk = pushed_walk().answer({"question": (GOOD,)})
    assert walk.session.status is Status.SUBMITTED
    assert walk.session.push_back is not None
    assert walk.session.push_back.kept is False
    assert walk.session.answers["question"] == (GOOD,)


def test_sending_the_same_words_again_keeps_mine():
    walk = pushed_walk().answer({"question": (WEAK,)})
    assert walk.session.push_back is not None
    assert walk.session.push_back.kept is True


def test_keep_mine_submits_what_was_there():
    walk = pushed_walk().hear(Keep())
    assert walk.session.status is Status.SUBMITTED
    assert walk.session.answers["question"] == (WEAK,)
    assert walk.session.push_back is not None
    assert walk.session.push_back.kept is True


def test_an_answer_edited_into_another_weak_one_is_not_pushed_again():
    assert pushed_walk().answer({"question": (OTHER,)}).session.status is Status.SUBMITTED


def test_keep_means_nothing_where_nobody_pushed():
    walk = Walk().hear(Keep())
    assert walk.effects == (ShowPage(notice="notice.stale"),)
    assert walk.session == a_session()


def test_a_page_that_is_not_shown_is_stale():
    walk = Walk().answer(CHECK, page="push-back")
    assert walk.effects == (ShowPage(notice="notice.stale"),)
    assert walk.session == a_session()


def test_closing_keeps_what_was_typed_and_shows_nothing():
    walk = Walk().close({"difference": ("Two days inst",), "made-up": ("x",)})
    assert walk.effects == ()
    assert walk.session.draft == {"difference": ("Two days inst",)}
    assert walk.session.status is Status.OPEN


def test_closing_twice_keeps_both_and_what_was_emptied_stays_empty():
    walk = Walk(memory={"difference": ("remembered",), "need": ("remembered",)})
    walk.close({"difference": (), "question": ("b",), "need": ("c",)}).close({"question": (), "need": ("d",)})
    assert walk.prefilled("difference") == ()
    assert walk.prefilled("question") == ()
    assert walk.prefilled("need") == ("d",)


def test_closing_a_page_that_is_not_shown_changes_nothing():
    walk = Walk().close({"barrier": ("none",)}, page="verdict")
    assert (walk.session, walk.effects) == (a_session(), ())


def test_closing_on_the_push_back_page_resumes_there():
    walk = pushed_walk().close({"question": ("What would",)}).hear(Resume())
    assert walk.session.page == "push-back"
    assert walk.effects == (ShowPage(notice="notice.resumed"),)
    assert walk.prefilled("question") == ("What would",)
    assert walk.hear(Keep()).session.answers["question"] == (WEAK,)
    assert walk.session.draft == {}


def test_resuming_goes_on_where_it_stopped():
    walk = Walk().close({"know": ("company",)}).wait(hours=30).hear(Resume())
    assert walk.effects == (ShowPage(notice="notice.resumed"),)
    assert walk.session.shown == walk.now
    assert walk.prefilled("know") == ("company",)


def test_beginning_anew_lets_go():
    walk = Walk().hear(Anew())
    assert (walk.session.status, walk.effects) == (Status.LET_GO, ())


# -------------------------------------------------------------------------------------- row by row: submitted


def test_the_verdict_page_takes_a_plan_afterwards():
    walk = submitted_walk().wait(minutes=1).answer({"barrier": ("impatience",)})
    assert walk.session.answer("barrier") == "impatience"
    assert walk.session.answers.items() >= CHECK.items()
    assert shows_verdict(walk)


def test_a_form_sent_twice_changes_nothing_the_second_time():
    walk = submitted_walk()
    before = walk.session
    walk.answer(CHECK | {"chance": ("10",)}, page="check")
    assert walk.session == before
    assert walk.effects == (ShowVerdict(notice="notice.stale"),)


@pytest.mark.parametrize("event", [Keep(), Resume(), Anew()])
def test_what_does_not_fit_a_submitted_session_shows_its_verdict(event: Event):
    walk = submitted_walk()
    before = walk.session
    walk.hear(event)
    assert walk.session == before
    assert walk.effects == (ShowVerdict(notice="notice.stale"),)


def test_a_check_can_be_edited_until_the_call_ends():
    walk = submitted_walk().wait(minutes=20).hear(Reopen())
    assert walk.effects == (ShowPage(notice="notice.editing"),)
    assert (walk.session.page, walk.session.status) == ("check", Status.SUBMITTED)
    assert walk.prefilled("chance") == ("70",)


def test_an_edit_is_taken_as_it_is_and_never_pushed_back():
    walk = submitted_walk().wait(minutes=20).hear(Reopen()).answer(WEAK_CHECK | {"chance": ("40",)})
    assert walk.session.answer("chance") == "40"
    assert walk.session.push_back is None
    assert walk.session.submitted == NOW
    assert shows_verdict(walk)


def test_the_edit_that_comes_after_the_end_is_too_late():
    walk = submitted_walk().wait(minutes=46)
    before = walk.session
    walk.hear(Reopen())
    assert walk.session == before
    assert walk.effects == (ShowVerdict(notice="notice.too-late"),)


def test_an_edit_given_up_leaves_the_verdict_and_keeps_the_typed_words():
    walk = submitted_walk().hear(Reopen()).close({"question": ("What else",)})
    assert walk.session.page == "verdict"
    assert walk.session.answer("question") == GOOD
    walk.hear(Reopen())
    assert walk.prefilled("question") == ("What else",)


def test_reopening_means_nothing_while_pages_are_open():
    walk = Walk().hear(Reopen())
    assert (walk.session, walk.effects) == (a_session(), (ShowPage(notice="notice.stale"),))


# ----------------------------------------------------------------------------------------- row by row: let go


def let_go_walk() -> Walk:
    """A walk whose session was let go with something typed."""
    return Walk().close({"know": ("company",)}).hear(Anew())


@pytest.mark.parametrize("event", [Anew(), Reopen(), Close(page="check")])
def test_what_does_not_fit_a_session_let_go_changes_nothing(event: Event):
    walk = let_go_walk()
    before = walk.session
    assert walk.hear(event).session == before


def test_what_is_sent_from_a_form_let_go_is_not_lost():
    """Its form may still stand in a chat, and whoever fills it in means it."""
    walk = let_go_walk().answer(CHECK)
    assert walk.session.status is Status.SUBMITTED
    assert walk.session.answers.items() >= CHECK.items()


def test_a_form_let_go_with_something_wrong_is_open_again():
    walk = let_go_walk().answer(CHECK | {"know": ("everything",)})
    assert walk.session.status is Status.OPEN
    assert walk.effects == (ShowPage(problems={"know": "problem.not-offered"}),)


def test_a_session_let_go_can_be_resumed():
    walk = let_go_walk().hear(Resume())
    assert walk.session.status is Status.OPEN
    assert walk.prefilled("know") == ("company",)


def test_a_stale_form_does_not_wake_a_session_let_go():
    walk = let_go_walk()
    before = walk.session
    walk.answer({}, page="verdict")
    assert (walk.session, walk.effects) == (before, (ShowPage(notice="notice.stale"),))


# --------------------------------------------------------------------------------------------- pages and time


def test_pages_come_when_their_condition_holds():
    walk = Walk(TWO_PAGES).answer({"way": ("left",)})
    assert walk.session.page == "second"
    walk.answer({"hope": ("h",), "fear": ("f",)})
    assert walk.session.page == "third"
    walk.answer({"why": ("y",), "note": ("n",)})
    assert walk.session.answers == {
        "way": ("left",),
        "hope": ("h",),
        "fear": ("f",),
        "why": ("y",),
        "note": ("n",),
    }
    assert walk.session.status is Status.SUBMITTED


def test_pages_and_questions_whose_condition_does_not_hold_are_left_out():
    walk = Walk(TWO_PAGES).answer({"way": ("right",)})
    assert walk.session.page == "third"
    assert walk.answer({"why": ("y",), "note": ("n",)}).session.answers == {"way": ("right",), "note": ("n",)}


def test_the_seconds_run_from_shown_to_submitted_page_by_page():
    walk = Walk().wait(seconds=40).answer({}).wait(seconds=10).answer(WEAK_CHECK)
    assert walk.session.seconds == 50
    assert walk.wait(seconds=7).hear(Keep()).session.seconds == 57


def test_the_seconds_away_from_a_closed_form_do_not_count():
    walk = Walk().close({}).wait(hours=20).hear(Resume()).wait(seconds=30).answer(CHECK)
    assert walk.session.seconds == 30


def test_the_seconds_stop_at_the_verdict():
    """What the flow costs is the way to the verdict; a plan taken or an edit later is not."""
    walk = Walk().wait(seconds=50).answer(CHECK).wait(minutes=20).answer({"barrier": ("impatience",)})
    assert walk.session.seconds == 50
    walk.hear(Reopen()).wait(minutes=3).answer(CHECK)
    assert walk.session.seconds == 50


def test_a_clock_set_back_an_hour_costs_no_negative_seconds():
    walk = Walk().wait(seconds=20).answer(WEAK_CHECK).wait(hours=-1).hear(Keep())
    assert walk.session.seconds == 20
    assert walk.session.status is Status.SUBMITTED


def test_the_same_turn_comes_out_of_the_same_arguments():
    first, second = (hear(a_session(), Answer(page="check", values=CHECK), a_scene(), NOW) for _ in range(2))
    assert first == second


# -------------------------------------------------------------------------------------------- the edit window


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("flow", "ends", "last"),
    [
        (PRECALL, NOW + timedelta(minutes=45), NOW + timedelta(minutes=45)),
        (PRECALL, None, NOW + timedelta(hours=12)),
        (POSTCALL, None, NOW + timedelta(days=7)),
    ],
    ids=["a check until the call ends", "without an end for twelve hours", "a reflection for a week"],
)
def test_how_long_a_session_may_be_edited(flow, ends, last):
    session = a_session(flow, status=Status.SUBMITTED, submitted=NOW, ends=ends)
    assert editable(session, flow, last)
    assert not editable(session, flow, last + MINUTE)


def test_an_open_session_is_not_edited_but_answered():
    assert not editable(a_session(), PRECALL, NOW)


def test_an_edit_begun_in_time_and_sent_after_the_call_does_not_count():
    """Else the forecast could be mended once the outcome is known."""
    walk = submitted_walk().wait(minutes=40).hear(Reopen()).wait(hours=3)
    walk.answer(CHECK | {"chance": ("10",)})
    assert walk.session.answer("chance") == "70"
    assert walk.effects == (ShowVerdict(notice="notice.too-late"),)


# --------------------------------------------------------------------------------- nothing typed is ever lost


def test_a_plan_is_taken_even_where_an_edit_was_begun_and_left():
    """Teams never says that a card was closed: the verdict's form still stands in the chat."""
    walk = submitted_walk().hear(Reopen()).answer({"barrier": ("impatience",)}, page="verdict")
    assert walk.session.answer("barrier") == "impatience"
    assert shows_verdict(walk)


def test_a_plan_taken_on_the_phone_leaves_the_edit_on_the_laptop_alone():
    walk = submitted_walk().hear(Reopen()).answer({"barrier": ("impatience",)}, page="verdict")
    walk.answer(CHECK | {"chance": ("40",)}, page="check")
    assert walk.session.answer("chance") == "40"
    assert walk.session.answer("barrier") == "impatience"


def test_closing_the_verdict_on_the_phone_leaves_the_edit_on_the_laptop_alone():
    walk = submitted_walk().hear(Reopen()).close({"barrier": ("impatience",)}, page="verdict")
    assert walk.session.page == "check"
    assert walk.session.draft == {"barrier": ("impatience",)}


def test_a_wrong_plan_sent_while_an_edit_is_open_is_named_where_it_stands():
    walk = submitted_walk().hear(Reopen()).answer({"barrier": ("made-up",)}, page="verdict")
    assert walk.effects == (ShowPage(problems={"barrier": "problem.not-offered"}),)
    assert walk.session.page == "verdict"


def test_taking_a_plan_keeps_the_words_of_an_edit_given_up():
    walk = (
        submitted_walk()
        .hear(Reopen())
        .close({"question": ("What else",)})
        .answer({"barrier": ("impatience",)})
    )
    walk.hear(Reopen())
    assert walk.prefilled("question") == ("What else",)


def test_a_problem_on_one_field_keeps_what_was_typed_into_the_others_before():
    walk = (
        Walk()
        .close({"need": ("She can leave at five",)})
        .answer({"know": ("everything",)} | {"question": (GOOD,)})
    )
    assert walk.prefilled("need") == ("She can leave at five",)
    assert walk.prefilled("question") == (GOOD,)


def test_an_over_long_text_on_the_push_back_page_is_named_and_kept():
    walk = pushed_walk().answer({"question": ("w" * 301,)})
    assert walk.effects == (ShowPage(problems={"question": "problem.too-long"}),)
    assert walk.session.page == "push-back"
    assert walk.prefilled("question") == ("w" * 301,)
    assert walk.answer({"question": (GOOD,)}).session.push_back is not None


def test_two_answers_on_a_choice_are_named_and_kept():
    walk = Walk().answer(CHECK | {"know": ("company", "person")})
    assert walk.effects == (ShowPage(problems={"know": "problem.one-only"}),)
    assert walk.session.draft["know"] == ("company", "person")


def test_an_end_drafted_for_a_call_that_is_long_over_is_proposed_anew():
    walk = Walk().close({"ends": ("09:30",), "know": ("company",)}).wait(hours=6).hear(Resume())
    assert walk.prefilled("know") == ("company",)
    assert walk.prefilled("ends") == ("15:45",)


def test_an_end_drafted_for_later_and_one_that_cannot_be_read_stay_as_typed():
    walk = Walk().close({"ends": ("16:00",)}).wait(hours=6).hear(Resume())
    assert walk.prefilled("ends") == ("16:00",)
    walk.close({"ends": ("half past four",)}).hear(Resume())
    assert walk.prefilled("ends") == ("half past four",)


def test_an_answer_that_an_edit_rules_out_is_dropped():
    walk = (
        Walk(TWO_PAGES)
        .answer({"way": ("left",)})
        .answer({"hope": ("h",)})
        .answer({"why": ("y",)})
        .hear(Reopen())
    )
    walk.answer({"way": ("right",)})
    assert walk.session.page == "third"
    assert walk.answer({"note": ("n",)}).session.answers == {"way": ("right",), "note": ("n",)}


def test_an_edit_of_several_pages_stands_page_by_page():
    """Given up half-way, its answers and what they do to the deal still agree."""
    walk = (
        Walk(TWO_PAGES)
        .answer({"way": ("left",)})
        .answer({"hope": ("h",)})
        .answer({"why": ("y",)})
        .hear(Reopen())
    )
    walk.answer({"way": ("left",)}).answer({"hope": ("another",)})
    assert walk.session.page == "third"
    assert walk.effects == (ShowPage(), Remember(question="hope", values=("another",), memory=Memory.REP))
    walk.close({})
    assert walk.session.answers["hope"] == ("another",)


# -------------------------------------------------------------------------------------- what the deal is told


def test_a_check_is_remembered_and_asked_after():
    effects = submitted_walk().effects
    assert effects == (
        ShowVerdict(readings=grounds(CHECK, LIBRARY.rules)),
        KeepGrounds(full=frozenset(Ground)),
        Remember(question="difference", values=CHECK["difference"], memory=Memory.REP),
        Remember(question="proof", values=CHECK["proof"], memory=Memory.REP),
        Remind(
            at=datetime(2027, 3, 1, 8, 55, tzinfo=UTC),  # ten minutes past a quarter to ten in Berlin
            until=datetime(2027, 3, 2, 23, 0, tzinfo=UTC),  # the end of Tuesday there
        ),
    )


def test_a_check_keeps_its_full_grounds_with_each_submission():
    walk = pushed_walk().hear(Keep())
    assert KeepGrounds(full=frozenset(Ground) - {Ground.QUESTION}) in walk.effects
    walk.hear(Reopen()).answer(CHECK | {"know": ("nothing",)})
    assert KeepGrounds(full=frozenset(Ground) - {Ground.KNOW}) in walk.effects


def test_a_flow_that_does_not_ask_for_the_grounds_keeps_none():
    walk = Walk(POSTCALL).answer(REFLECTION)
    assert walk.session.submitted
    assert not any(isinstance(effect, KeepGrounds) for effect in walk.effects)


def test_the_verdict_is_told_what_was_read_of_the_grounds():
    """So it need not read them again; a push-back kept leaves them as they were read."""
    weak = grounds(WEAK_CHECK, LIBRARY.rules)
    assert pushed_walk().hear(Keep()).effects[0] == ShowVerdict(readings=weak)


def test_nothing_touches_the_deal_before_the_verdict():
    assert pushed_walk().effects == (ShowPage(),)


def test_an_end_edited_to_another_time_is_meant_from_the_first_submission():
    walk = submitted_walk().wait(minutes=30).hear(Reopen()).answer(CHECK | {"ends": ("11:00",)})
    assert walk.session.ends == datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
    remind = next(effect for effect in walk.effects if isinstance(effect, Remind))
    assert remind.at == datetime(2027, 3, 1, 10, 10, tzinfo=UTC)


def test_an_end_emptied_by_an_edit_asks_for_no_reflection():
    walk = submitted_walk().hear(Reopen()).answer(CHECK | {"ends": ()})
    assert walk.session.ends is None
    assert not any(isinstance(effect, Remind) for effect in walk.effects)


def test_an_edit_tells_the_deal_what_the_edited_session_says():
    walk = (
        Walk(POSTCALL, deal=a_deal(WATCHED, SERVERS)).answer(REFLECTION | {"glasses": ("2",)}).hear(Reopen())
    )
    walk.answer(
        {"agreed": ("share",), "glasses": ("2", "watch-my-back"), "condition": ("Live before the audit",)}
    )
    assert walk.effects == (
        ShowVerdict(),
        FillGlasses(fill=frozenset({"2", "watch-my-back"})),
        AddCondition(text="Live before the audit"),
        NameStep(what="share", theirs=True),
        AskManager(text=""),
    )


def test_an_edit_sent_twice_tells_the_deal_the_same():
    walk = submitted_walk()
    told = [walk.hear(Reopen()).answer(WEAK_CHECK).effects for _ in range(2)]
    assert told[0] == told[1]


def test_editing_a_reflection_does_not_empty_glasses_that_were_filled_since():
    """The form asks which are full *now*, so it shows the deal as it is, not as it was."""
    deal = a_deal(WATCHED, SERVERS, AUDIT)
    walk = Walk(POSTCALL, deal=deal).answer(REFLECTION | {"glasses": ("2",)}).wait(days=2)
    walk.knows(deal=a_deal(WATCHED, *full(SERVERS, AUDIT))).hear(Reopen())
    assert walk.prefilled("glasses") == ("2", "3")


def test_glasses_that_nobody_touched_before_closing_are_shown_as_they_are_now():
    """A closed form brings every field, touched or not: sent a day later it must undo nobody else's call."""
    walk = Walk(POSTCALL, deal=a_deal(WATCHED, *full(SERVERS), AUDIT))
    walk.close({"learning": ("wait",), "glasses": ("2",)}).wait(days=1)
    walk.knows(deal=a_deal(WATCHED, *full(SERVERS, AUDIT))).hear(Resume())
    assert walk.prefilled("glasses") == ("2", "3")
    assert walk.prefilled("learning") == ("wait",)


def test_glasses_that_were_filled_and_emptied_before_closing_stay_so_whatever_others_did():
    walk = Walk(POSTCALL, deal=a_deal(WATCHED, *full(SERVERS), AUDIT)).close({"glasses": ("3",)})
    assert walk.hear(Resume()).prefilled("glasses") == ("3",)
    walk.knows(deal=a_deal(*full(WATCHED, SERVERS), AUDIT))
    assert walk.prefilled("glasses") == ("watch-my-back", "3")


LATER = a_deal(WATCHED, SERVERS, *full(AUDIT))
"""What ``ACME`` became while a form lay open: one glass emptied by hand, another filled."""

ACME = a_deal(WATCHED, *full(SERVERS), AUDIT)


@pytest.mark.parametrize(
    ("said", "effects"),
    [
        (("2",), ()),  # as it was shown
        (("2", "watch-my-back"), (FillGlasses(fill=frozenset({"watch-my-back"})),)),
        ((), ()),  # emptied by both
        (("2", "3"), ()),  # filled by both
    ],
)
def test_a_reflection_touches_no_glass_that_came_back_as_it_was_shown(said, effects):
    """Somebody changed them by hand meanwhile: that stays."""
    walk = Walk(POSTCALL, deal=ACME).knows(deal=LATER)
    walk.hear(Answer(page="reflection", values=REFLECTION | {"glasses": said}, shown=stamp(ACME)))
    assert tuple(each for each in walk.effects if isinstance(each, FillGlasses)) == effects
    assert walk.session.submitted
    filled = {key for effect in effects for key in effect.fill}
    assert set(walk.session.answers["glasses"]) == {"3"} | filled


def test_a_form_closed_over_changed_glasses_keeps_what_was_touched_there():
    walk = Walk(POSTCALL, deal=ACME).knows(deal=LATER)
    walk.hear(Close(page="reflection", values={"glasses": ("2",)}, shown=stamp(ACME)))
    assert walk.session.draft == {}
    walk.hear(Close(page="reflection", values={"glasses": ("2", "watch-my-back")}, shown=stamp(ACME)))
    assert walk.prefilled("glasses") == ("watch-my-back", "3")


@pytest.mark.parametrize("shown", [stamp(ACME), "b/zzzzzz", "no stamp"])
def test_glasses_of_conditions_that_have_gone_are_shown_once_more(shown):
    """Nobody can tell what was meant; nothing is written, and what else was typed stays."""
    walk = Walk(POSTCALL, deal=ACME).knows(deal=a_deal(WATCHED, *full(AUDIT)))
    walk.hear(Answer(page="reflection", values=REFLECTION | {"glasses": ("2",)}, shown=shown))
    assert walk.effects == (ShowPage(problems={"glasses": "deal.meanwhile-glasses"}),)
    assert walk.prefilled("glasses") == ("3",)
    assert walk.prefilled("agreed") == REFLECTION["agreed"]
    assert not walk.session.submitted


def test_what_was_put_back_is_no_draft_any_more():
    walk = (
        submitted_walk().hear(Reopen()).close({"chance": ("10",)}).hear(Reopen()).close({"chance": ("70",)})
    )
    assert walk.session.draft == {}


def test_a_plan_taken_late_is_remembered_and_overwrites_nothing_else_that_a_newer_check_remembered():
    walk = submitted_walk().wait(minutes=30).answer({"barrier": ("impatience",)})
    remembered = [effect.question for effect in walk.effects if isinstance(effect, Remember)]
    assert remembered == ["barrier"]


# ------------------------------------------------------------------------------------------ the table as such


def test_the_table_knows_every_status_and_event_it_can_name():
    events = {Answer, Keep, Close, Resume, Reopen, Anew}
    assert {status for status, _ in TRANSITIONS} == set(Status)
    assert {event for _, event in TRANSITIONS} == events


def test_a_turn_is_a_value():
    turn = Turn(session=a_session(), effects=(ShowPage(),))
    assert turn == engine.begin(PRECALL, session=11, rep=7, deal=5, zone=BERLIN, now=NOW)
