"""The validator's contract: it takes a sound card, and refuses each of these for its own reason."""

from copy import deepcopy
from typing import Any

import pytest

from tests.teams.validator import Json, validate, validate_message

TEXT = {"type": "TextBlock", "text": "Title", "wrap": True}
SUBMIT = {
    "type": "Action.Submit",
    "title": "Go",
    "data": {"kairos": {}},
    "msteams": {"feedback": {"hide": True}},
}
EXECUTE = {"type": "Action.Execute", "title": "Go", "verb": "go", "data": {"kairos": {}}, "fallback": SUBMIT}
CELL = {"type": "TableCell", "items": [TEXT]}
TABLE = {"type": "Table", "columns": [{"width": 1}], "rows": [{"type": "TableRow", "cells": [CELL]}]}
CHART = {
    "type": "Chart.Line",
    "data": [{"legend": "n", "values": [{"x": "2027-03-05", "y": 1}]}],
    "fallback": TABLE,
}
CHOICES = {
    "type": "Input.ChoiceSet",
    "id": "c",
    "label": "Which?",
    "style": "expanded",
    "wrap": True,
    "isMultiSelect": True,
    "choices": [{"title": "A", "value": "a"}, {"title": "B", "value": "b"}],
    "value": "a,b",
}


def a_card(*body: Json) -> Json:
    """A card of these elements."""
    return deepcopy({"type": "AdaptiveCard", "version": "1.5", "fallbackText": "f", "body": list(body)})


def without(element: Json, *keys: str) -> Json:
    """An element that lacks something."""
    return {key: value for key, value in element.items() if key not in keys}


def test_a_sound_card_is_taken():
    validate(a_card(TEXT, CHART, TABLE, CHOICES, {"type": "ActionSet", "actions": [EXECUTE, SUBMIT]}))


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (TEXT | {"wrapp": True}, "has no 'wrapp'"),
        (TEXT | {"size": "Huge"}, "is none of"),
        (TEXT | {"text": 7}, "is no str"),
        (TEXT | {"text": None}, "is no str"),
        (TEXT | {"maxLines": True}, "is no number"),
        (TEXT | {"text": ""}, "lacks"),
        (without(TEXT, "wrap"), "lacks"),
        (TEXT | {"wrap": False}, "lacks"),
        ({"type": "TextBlok", "text": "t"}, "there is no 'TextBlok'"),
        ({"text": "t"}, "there is no None"),
        ({"type": "Action.Submit", "title": "t"}, "is no CardElement"),
        ({"type": "Badge", "text": "t"}, "not every client"),
        ({"type": "ColumnSet", "columns": []}, "does not use it"),
        ({"type": "TableRow", "cells": [CELL]}, "cannot stand alone"),
        (
            {"type": "Container", "items": [{"type": "Container", "items": [TEXT | {"colour": "Good"}]}]},
            "colour",
        ),
        ({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "t", "bold": True}]}, "bold"),
        ({"type": "RichTextBlock", "inlines": ["bare"]}, "no TextRun"),
        ({"type": "FactSet", "facts": [{"title": "t", "valu": "v"}]}, "valu"),
        (TABLE | {"rows": [{"type": "TableRow", "cells": [CELL, CELL]}]}, "cells"),
        (TABLE | {"columns": [{"widht": 1}]}, "widht"),
        (without(CHART, "fallback"), "fallback"),
        (CHART | {"data": [{"legend": "n", "values": [{"x": "a", "y": "1"}]}]}, "is no number"),
        (CHART | {"data": [{"legend": "n", "values": [{"x": "a", "y": float("nan")}]}]}, "Out of range"),
        (CHART | {"fallback": TABLE | {"gridLines": True}}, "gridLines"),
        (without(CHOICES, "label"), "lacks"),
        (CHOICES | {"isRequired": True}, "errorMessage"),
        (CHOICES | {"value": "a,d"}, "not offered"),
        (CHOICES | {"choices": [{"title": "A", "value": "a,b"}]}, "comma"),
        (CHOICES | {"choices": [{"title": "A", "value": "a"}] * 2}, "two choices"),
        ({"type": "ActionSet", "actions": [EXECUTE] * 7}, "7 actions"),
        ({"type": "ActionSet", "actions": [without(EXECUTE, "fallback")]}, "lacks"),
        ({"type": "ActionSet", "actions": [EXECUTE | {"fallback": SUBMIT | {"data": {"k": 1}}}]}, "the same"),
        ({"type": "ActionSet", "actions": [EXECUTE | {"fallback": SUBMIT | {"titel": "t"}}]}, "titel"),
        ({"type": "ActionSet", "actions": [without(SUBMIT, "msteams")]}, "lacks"),
        ({"type": "ActionSet", "actions": [SUBMIT | {"msteams": {"feedback": {"hide": False}}}]}, "was sent"),
        (
            {
                "type": "ActionSet",
                "actions": [{"type": "Action.ToggleVisibility", "title": "t", "targetElements": ["gone"]}],
            },
            "no such element",
        ),
    ],
)
def test_a_broken_element_is_refused(broken: Json, why: str):
    with pytest.raises((AssertionError, ValueError), match=why):
        validate(a_card(TEXT, broken))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": "Card"}, "no card"),
        ({"version": "1.6"}, "takes 1.5"),
        ({"body": []}, "lacks"),
        ({"msteams": {"width": "wide"}}, "is none of"),
        ({"bodyy": []}, "bodyy"),
        ({"body": [CHART]}, "title is not drawn"),
        ({"body": [CHOICES, CHOICES]}, "stand twice"),
        ({"body": [TEXT | {"text": "x" * 40_000}]}, "too many"),
        ({"actions": [EXECUTE] * 7}, "7 actions"),
    ],
)
def test_a_broken_card_is_refused(changes: dict[str, Any], why: str):
    with pytest.raises(AssertionError, match=why):
        validate(a_card(TEXT) | changes)


@pytest.mark.parametrize("changes", [{"summary": " "}, {"type": "event"}, {"text": "x" * 40_000}])
def test_a_broken_message_is_refused(changes: dict[str, Any]):
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": a_card(TEXT)}
    sound = {"type": "message", "summary": "s", "attachments": [attachment]}
    validate_message(sound)
    with pytest.raises(AssertionError):
        validate_message(sound | changes)
