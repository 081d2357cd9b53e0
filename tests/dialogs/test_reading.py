"""What came in for a page: what is kept of it, and what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.flow import Kind, Option, Question
from dialogs.reading import MOST, clean, draft, problem, read
from tests.dialogs.house import QUICK

STEPS = (
    Option(id="share", label="Share"),
    Option(id="sign", label="Sign"),
    Option(id="no", label="No", alone=True),
)


def asked(kind: Kind, **changes: object) -> Question:
    """A question of that kind."""
    options = STEPS if kind in {Kind.CHOICE, Kind.CHOICES} else ()
    return Question.model_validate({"id": "it", "kind": kind, "ask": "What?", "options": options, **changes})


# --------------------------------------------------------------------------------------------------- cleaning


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two days \n", "two days"),
        ("two\r\ndays\rless\u2028today", "two\ndays\nless\ntoday"),
        ("two\tdays", "two days"),
        ("10\u202f000\u00a0€", "10\u202f000\u00a0€"),
        ("月末　2日", "月末　2日"),
        ("a\x00b\x07c\x1b[31md", "abc[31md"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u202eabc\u202c \u200fdef\u200e", "abc def"),
        ("soft\u00adhyphen", "softhyphen"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("👩\u200d💻 \u200d!", "👩\u200d💻 !"),
        ("a\u200d\u200d\u200db", "a\u200db"),
        ("\U0001fae8 \U0001fae9", "\U0001fae8 \U0001fae9"),
        ("\ud800lone", "lone"),
    ],
    ids=[
        "white space around",
        "line ends",
        "a tab",
        "spaces that do not break",
        "a wide space",
        "control characters",
        "zero width",
        "marks of direction",
        "a soft hyphen",
        "a joiner in Persian",
        "a joiner in emoji",
        "joiners in a row",
        "emoji newer than Python",
        "half a character",
    ],
)
def test_only_what_no_one_can_see_is_taken_out(typed, kept):
    assert clean((typed,)) == (kept,)


@pytest.mark.parametrize(
    "empty", ["", "   ", "\n\r\n", "\u200b", "\u200d\u200c", " \u200d ", "\x00", "\u3000"]
)
def test_what_is_empty_is_no_value(empty):
    assert clean((empty, "x")) == ("x",)


@QUICK
@given(st.text())
def test_cleaning_twice_is_cleaning_once(typed):
    once = clean((typed,))
    assert clean(once) == once


# --------------------------------------------------------------------------------------------------- problems


@pytest.mark.parametrize(
    ("question", "values", "wrong"),
    [
        (asked(Kind.CHOICE, required=True), (), "problem.required"),
        (asked(Kind.CHOICE), (), ""),
        (asked(Kind.CHOICE), ("share",), ""),
        (asked(Kind.CHOICE), ("share", "sign"), "problem.one-only"),
        (asked(Kind.CHOICE), ("steal",), "problem.not-offered"),
        (asked(Kind.CHOICES), ("share", "sign"), ""),
        (asked(Kind.CHOICES), ("share", "steal"), "problem.not-offered"),
        (asked(Kind.CHOICES), ("share", "no"), "problem.alone"),
        (asked(Kind.CHOICES), ("no",), ""),
        (asked(Kind.TEXT, required=True), (), "problem.required-text"),
        (asked(Kind.TEXT, most=5), ("12345",), ""),
        (asked(Kind.TEXT, most=5), ("123456",), "problem.too-long"),
        (asked(Kind.TEXT), ("a", "b"), "problem.one-only"),
        (asked(Kind.TEXT, most=3000), ("x" * 3000,), ""),
        (asked(Kind.TEXT, most=3000), ("x" * 3001,), "problem.too-long"),
        (asked(Kind.DATE), ("2027-03-05",), ""),
        (asked(Kind.DATE), ("5 March",), "problem.date"),
        (asked(Kind.DATE), ("2027-02-29",), "problem.date"),
        (asked(Kind.TIME), ("09:45",), ""),
        (asked(Kind.TIME), ("24:00",), "problem.time"),
        (asked(Kind.TIME), ("half past nine",), "problem.time"),
    ],
)
def test_what_is_wrong_with_an_answer_is_named(question, values, wrong):
    assert problem(question, values) == wrong


# ------------------------------------------------------------------------------------------- a page's answers


def test_a_page_is_read_question_by_question_and_other_keys_are_left_out():
    questions = (asked(Kind.CHOICES), asked(Kind.TEXT, id="why"), asked(Kind.TEXT, id="how", required=True))
    given = {"it": ("sign", "share", "sign"), "why": ("  so ",), "made-up": ("x",)}
    answers, problems = read(questions, given)
    assert answers == {"it": ("sign", "share"), "why": ("so",), "how": ()}
    assert problems == {"how": "problem.required-text"}


def test_a_draft_keeps_what_was_typed_up_to_three_thousand_characters():
    questions = (asked(Kind.TEXT), asked(Kind.CHOICE, id="which"))
    typed = {"it": ("x" * (MOST + 1),), "which": ("steal", "share"), "made-up": ("x",)}
    assert draft(questions, typed) == {"it": ("x" * 3000,), "which": ("steal", "share")}


def test_a_field_that_was_emptied_is_drafted_empty():
    assert draft((asked(Kind.TEXT),), {"it": (" ",)}) == {"it": ()}
