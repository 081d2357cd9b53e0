"""The library: what is read from plain mappings, and every issue at once."""

from typing import Any

import pytest

from dialogs.flow import Ground
from dialogs.library import Issue, read
from tests.dialogs.house import LIBRARY, POSTCALL

FLOW: dict[str, Any] = POSTCALL.model_dump(mode="json")


def issues(files: dict[str, Any]) -> list[tuple[str, str, str]]:
    """File, key and message of each issue."""
    return [(issue.file, ".".join(issue.key), issue.message) for issue in read(files)[1]]


def test_the_shipped_content_is_all_there():
    assert {"precall", "postcall"} <= set(LIBRARY.flows)
    assert set(LIBRARY.rules) == set(Ground)
    assert len(LIBRARY.order) == 13
    assert len(LIBRARY.plans) >= 7


def test_a_sound_file_is_read_under_its_name():
    library, found = read({"flows/postcall.yaml": FLOW})
    assert (library.flows["postcall"], found) == (POSTCALL, ())


def test_every_issue_is_found_at_once_and_the_file_left_out():
    broken = {**FLOW, "colour": "red", "title": ""}
    del broken["budget"]
    library, _ = read({"flows/postcall.yaml": broken})
    assert library.flows == {}
    found = issues({"flows/postcall.yaml": broken, "flows/other.yaml": "text"})
    assert (
        "flows/postcall.yaml",
        "colour",
        "unknown key; see content/README.md for the keys there are",
    ) in found
    assert ("flows/postcall.yaml", "budget", "this key is missing") in found
    assert {file for file, _, _ in found} == {"flows/postcall.yaml", "flows/other.yaml"}


def test_a_wrong_id_is_said_in_an_authors_words():
    found = issues({"flows/postcall.yaml": {**FLOW, "id": "Post Call"}})
    assert found == [("flows/postcall.yaml", "id", "an id is made of lower-case words joined by hyphens")]


def test_a_file_that_nobody_reads_is_an_issue():
    assert [file for file, _, _ in issues({"notes.yaml": {}, "flows/old/precall.yaml": {}})] == [
        "flows/old/precall.yaml",
        "notes.yaml",
    ]


def test_sentences_are_found_under_dotted_keys_with_their_forms():
    words = {"form": {"submit": "Save", "summary": {"one": "One", "other": "{count}"}}}
    library, found = read({"words.yaml": words})
    assert found == ()
    assert library.words.phrases == {
        "form.submit": "Save",
        "form.summary": {"one": "One", "other": "{count}"},
    }


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("text", ""),
        ({"form": {"submit": ["Save"]}}, "form.submit"),
        ({"form": {"one": "1", "other": 2}}, "form.other"),
    ],
)
def test_what_is_no_sentence_is_an_issue(words, key):
    assert issues({"words.yaml": words}) == [("words.yaml", key, "sections of sentences are wanted here")]


def test_the_order_is_the_authors_or_the_alphabets():
    themes = {
        f"themes/{name}.yaml": LIBRARY.themes[name].model_dump(mode="json", by_alias=True)
        for name in ("kairos",)
    }
    assert read({"order.yaml": {"themes": ["kairos", "other"]}})[0].order == ("kairos", "other")
    assert read({**themes, "order.yaml": "text"})[0].order == ("kairos",)


def test_without_their_theme_there_are_no_plans():
    assert read({})[0].plans == ()


def test_an_issue_is_a_value():
    assert Issue(file="a", message="m") == Issue(file="a", key=(), message="m")
