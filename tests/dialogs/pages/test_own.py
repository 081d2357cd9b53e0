"""A person's own pages: home, settings, quiet, deleting, export."""

from datetime import date, timedelta

import pytest

from dialogs.deal import WATCH_MY_BACK, Condition, Deal
from dialogs.digest.facts import Request, Trial
from dialogs.document import Act, Button, Buttons, Document
from dialogs.pages.export import SESSIONS_A_PAGE, Kept, Rest, export_pages
from dialogs.pages.own import (
    OFF,
    ON,
    Own,
    Unfinished,
    Week,
    forget_page,
    forgotten_page,
    home_page,
    quiet_page,
    saved_page,
    settings_page,
)
from dialogs.pages.week import Looked
from dialogs.people import Person, Preferences, Role
from dialogs.plain import to_text
from dialogs.session import Session
from tests.dialogs.house import BERLIN, CHECK, LIBRARY, NOW, WORDS

ANA = Person(id=1, name="Ana", email="ana@example.com", role=Role.REP, team=1, zone=BERLIN)
ACME = Deal(id=5, team=1, name="Acme", conditions=(Condition(id=1, text=WATCH_MY_BACK),))


def a_session(number: int = 1, **said: object) -> Session:
    """One of Ana's."""
    fields = {"id": number, "flow": "precall", "version": 1, "digest": "d", "rep": 1, "deal": 5}
    return Session.model_validate(
        fields | {"zone": BERLIN, "began": NOW, "page": "check", "shown": NOW} | said
    )


def buttons(document: Document) -> list[Button]:
    """Every button of a page."""
    rows = (block for block in document.blocks if isinstance(block, Buttons))
    return [button for row in rows for button in row.items]


def test_an_empty_home_teaches_how_to_begin():
    page = home_page(Own(person=ANA, preferences=Preferences()), WORDS)
    assert "Nothing here yet" in to_text(page)
    assert buttons(page)[0].ref == "precall"


def test_a_home_shows_the_next_nudge_in_local_time_and_what_is_unfinished():
    own = Own(
        person=ANA,
        preferences=Preferences(),
        unfinished=(Unfinished(session=a_session(7), flow="Before the call", deal="Acme"),),
        deals=(ACME,),
        week=Week(checks=1, reflections=2),
        nudge=NOW + timedelta(hours=1),
    )
    page = home_page(own, WORDS)
    text = to_text(page)
    for said in ("At 10:00 I ask you", "Not finished: Before the call, Acme", "one check, 2 reflections"):
        assert said in text
    assert "Glasses full: 0 of 1" in text
    assert {("resume", "7"), ("let-go", "7")} <= {(button.act.value, button.ref) for button in buttons(page)}


@pytest.mark.parametrize(
    ("preferences", "said"),
    [
        (Preferences(), "Your time zone: Europe/Berlin."),
        (Preferences(quiet=True), "I do not write to you first."),
        (Preferences(away_until=date(2027, 3, 5)), "until Fri 5 March is over"),
    ],
)
def test_a_home_says_the_settings_in_words(preferences, said):
    assert said in to_text(home_page(Own(person=ANA, preferences=preferences), WORDS))


def test_settings_show_what_is_set():
    away = Preferences(zone="Asia/Tokyo", quiet=True, away_until=date(2027, 3, 5))
    form = settings_page(ANA, away, WORDS).form
    assert form is not None
    assert form.act is Act.SETTINGS
    assert {field.id: field.values for field in form.fields} == {
        "zone": ("Asia/Tokyo",),
        "quiet": (ON,),
        "away": ("2027-03-05",),
    }


def test_settings_that_cannot_be_taken_come_back_as_typed():
    given = {"zone": ("Middle Earth",), "quiet": (OFF,), "away": ()}
    form = settings_page(ANA, Preferences(), WORDS, given).form
    assert form is not None
    assert form.fields[0].values == ("Middle Earth",)
    assert "no such time zone" in form.fields[0].problem


@pytest.mark.parametrize(("quiet", "back"), [(True, OFF), (False, ON)])
def test_being_quiet_has_a_way_back(quiet, back):
    (button,) = buttons(quiet_page(Preferences(quiet=quiet), WORDS))
    assert (button.act, button.ref) == (Act.QUIET, back)


def test_deleting_asks_back_once():
    page = forget_page(WORDS)
    assert [(button.act, button.ref) for button in buttons(page)] == [(Act.FORGET, "yes"), (Act.EXPORT, "")]
    assert "It is gone" in to_text(forgotten_page(WORDS))


def test_an_export_of_nothing_says_so():
    (page,) = export_pages((), LIBRARY.flows, BERLIN, WORDS)
    assert "Nothing is kept of you" in to_text(page)


def test_an_export_names_questions_and_answers_as_they_were_asked():
    kept = Kept(session=a_session(submitted=NOW, answers=CHECK, draft={"need": ("sleep",)}), deal="Acme")
    (page,) = export_pages((kept,), LIBRARY.flows, BERLIN, WORDS)
    text = to_text(page)
    for said in ("Before the call, Acme, Mon 1 March", "This person's own goal or worry", "sleep"):
        assert said in text


def test_an_export_of_a_flow_that_is_gone_keeps_its_ids():
    kept = Kept(session=a_session(flow="old-one", answers={"mood": ("fine",)}), deal="Acme")
    text = to_text(export_pages((kept,), LIBRARY.flows, BERLIN, WORDS)[0])
    assert "old-one, Acme" in text
    assert "mood: fine" in text


def test_a_long_export_comes_in_parts():
    written = a_session(draft={"question": ("What does it cost you?",)})
    kept = (Kept(session=written, deal="Acme"),) * (SESSIONS_A_PAGE + 1)
    pages = export_pages(kept, LIBRARY.flows, BERLIN, WORDS)
    assert [page.summary for page in pages] == ["Part 1 of 2", "Part 2 of 2"]


def test_saved_settings_are_said_back():
    text = to_text(saved_page(ANA, Preferences(quiet=True), WORDS))
    assert "Saved." in text
    assert "Your time zone: Europe/Berlin. I do not write to you first." in text


def test_an_export_holds_feedback_experiments_the_access_log_and_settings():
    asked = Request(1, 1, 1, NOW, asked=True, text="Too fast?", manager=2, answer="Slower.", answered=NOW)
    note = Request(2, 1, 1, NOW, asked=False, text="Well asked.", manager=3)
    rest = Rest(
        person=1,
        preferences=Preferences(quiet=True, away_until=date(2027, 3, 5)),
        exchanges=(asked, note),
        experiments=(
            ("Count to five", Trial(3, 1, "count-to-five", NOW)),
            ("Wait", Trial(2, 1, "wait", NOW, ended=NOW)),
            ("Ask", Trial(1, 1, "ask", NOW, judged="2027-W09")),
        ),
        looked=(Looked("Mona", "access.deal", NOW, "Acme"),),
        more_looks=True,
        names={1: "Ana", 2: "Mona"},
    )
    pages = export_pages((), LIBRARY.flows, BERLIN, WORDS, rest)
    text = "\n".join(map(to_text, pages))
    for said in (
        *(
            "Too fast?",
            "you, Mon 1 March",
            "Slower.",
            "Mona, Mon 1 March",
            "Well asked.",
            "somebody who left",
        ),
        *(
            "Count to five\n",
            "Wait (ended early, Mon 1 March)",
            "Ask (judged in the week of Mon 1 March)",
            "opened your deal Acme",
            "kairos export",
            "No, I come when I want to",
            "Fri 5 March",
        ),
    ):
        assert said in text
    assert [page.summary for page in pages] == [f"Part {n} of 3" for n in (1, 2, 3)]


@pytest.mark.parametrize(("taken", "said"), [(40, ""), (41, "One older experiment"), (52, "12 older")])
def test_of_many_experiments_an_export_says_how_many_stand_in_the_file(taken, said):
    experiment = ("Count to five", Trial(3, 1, "count-to-five", NOW))
    rest = Rest(person=1, preferences=Preferences(), experiments=(experiment,) * taken)
    (page,) = export_pages((), LIBRARY.flows, BERLIN, WORDS, rest)
    text = to_text(page)
    assert said in text
    assert ("kairos export" in text) is bool(said)


def test_a_managers_own_export_says_you_of_what_the_manager_wrote():
    asked = Request(1, 1, 1, NOW, asked=True, text="Too fast?", manager=2, answer="Slower.", answered=NOW)
    rest = Rest(person=2, preferences=Preferences(), exchanges=(asked,), names={1: "Ana", 2: "Mona"})
    (page,) = export_pages((), LIBRARY.flows, BERLIN, WORDS, rest)
    assert "Ana, Mon 1 March" in to_text(page)
    assert "you, Mon 1 March" in to_text(page)
    assert "Mona" not in to_text(page)


def test_an_export_of_nothing_but_default_settings_says_so():
    (page,) = export_pages((), LIBRARY.flows, BERLIN, WORDS, Rest(person=1, preferences=Preferences()))
    assert "Nothing is kept of you" in to_text(page)
