"""An error's message is its docstring, with the place before it."""

import pytest

from dialogs.errors import AuthorError, KairosError, NotThere, NotYours, RepError


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (NotThere("42"), "42: There is nothing of that name."),
        (NotYours(), "This belongs to somebody else."),
        (KairosError("here"), "here: Something went wrong."),
    ],
)
def test_it_says_where_and_what(error, message):
    assert str(error) == message


def test_it_says_whose_mistake_it_is():
    assert issubclass(NotThere, RepError)
    assert not issubclass(AuthorError, RepError)
