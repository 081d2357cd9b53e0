"""The phrase book: names filled in, two forms of a number, and what is missing."""

import pytest

from dialogs.errors import AuthorError
from dialogs.words import MissingWord, Words, names_in
from tests.dialogs.house import WORDS

BOOK = Words(
    phrases={
        "hello": "Hello {name}",
        "braces": "{{kept}} {name}",
        "deals": {"one": "One deal", "other": "{count} deals"},
    }
)


def test_names_are_filled_in():
    assert BOOK.say("hello", name="Acme") == "Hello Acme"


@pytest.mark.parametrize("name", ["{name}", "{0}", "{name.__class__}", "{", "}}"])
def test_braces_that_someone_typed_stay_as_they_are(name):
    assert BOOK.say("hello", name=name) == f"Hello {name}"


def test_doubled_braces_are_an_authors_own():
    assert BOOK.say("braces", name="x") == "{kept} x"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 deals"), (1, "One deal"), (2, "2 deals"), (1000, "1000 deals")]
)
def test_a_number_chooses_the_form(count, said):
    assert BOOK.say("deals", count=count) == said


def test_a_missing_word_is_the_authors_mistake_and_is_named():
    with pytest.raises(MissingWord, match=r"^bye: words\.yaml has no sentence under this key\.$") as raised:
        BOOK.say("bye")
    assert isinstance(raised.value, AuthorError)
    assert (BOOK.knows("hello"), BOOK.knows("bye")) == (True, False)


def test_the_names_of_a_phrase_are_those_of_all_its_forms():
    assert names_in("Hello {name}, {day}") == {"name", "day"}
    assert names_in({"one": "{deal}", "other": "{count} deals"}) == {"deal", "count"}
    assert names_in("{{kept}}") == frozenset()


def test_braces_that_do_not_match_are_refused():
    with pytest.raises(ValueError, match="expected '}'"):
        names_in("Hello {name")


@pytest.mark.parametrize(
    ("iso", "said"),
    [("2027-03-05", "Fri 5 March"), ("2028-02-29", "Tue 29 February"), ("2027-12-31", "Fri 31 December")],
)
def test_a_day_is_written_as_people_write_it(iso, said):
    assert WORDS.day(iso) == said
