"""Refuses cards that Teams would refuse, or show without a part of them.

What an element may hold is read from Microsoft's own models of cards, which forgive much when they read: a
misspelt property, a number for a text. Here nothing is forgiven. What a model does not say is a rule below.
"""

import json
import types
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import microsoft_teams.cards as microsoft
from microsoft_teams.cards.core import Action, CardElement, ContainerLayout, SerializableObject

Json = dict[str, Any]

MODELS: Mapping[str, type[SerializableObject]] = {
    model.model_fields["type"].default: model
    for model in vars(microsoft).values()
    if isinstance(model, type) and issubclass(model, SerializableObject) and "type" in model.model_fields
}
"""Every element and action, by its type."""

OPEN = (CardElement, Action, ContainerLayout)
"""Where one of these is asked for, the type says which model it is."""

DROPPED = frozenset(
    {
        *("Badge", "Carousel", "CodeBlock", "CompoundButton", "Icon", "Media", "ProgressBar", "ProgressRing"),
        *("Rating", "Input.Rating", "Input.Number", "Input.Toggle", "Image", "ImageSet", "Action.OpenUrl"),
    }
)
"""What some client drops without a word, and what Kairos has no use for."""

NEEDED: Mapping[str, frozenset[str]] = {
    "AdaptiveCard": frozenset({"version", "body", "fallbackText"}),
    "TextBlock": frozenset({"text", "wrap"}),
    "RichTextBlock": frozenset({"inlines"}),
    "TextRun": frozenset({"text"}),
    "Container": frozenset({"items"}),
    "ActionSet": frozenset({"actions"}),
    "FactSet": frozenset({"facts"}),
    "Table": frozenset({"columns", "rows"}),
    "TableRow": frozenset({"cells"}),
    "TableCell": frozenset({"items"}),
    "Input.Text": frozenset({"id", "label", "maxLength"}),
    "Input.Date": frozenset({"id", "label"}),
    "Input.Time": frozenset({"id", "label"}),
    "Input.ChoiceSet": frozenset({"id", "label", "choices", "style", "wrap"}),
    "Action.Execute": frozenset({"title", "verb", "data", "fallback"}),
    "Action.Submit": frozenset({"title", "data", "msteams"}),
    "Action.ToggleVisibility": frozenset({"title", "targetElements"}),
    "Chart.VerticalBar.Grouped": frozenset({"data", "fallback"}),
    "Chart.Line": frozenset({"data", "fallback"}),
}
"""What has to be there: Teams shows nothing, or less, without it. No other element is used."""

MOST_ACTIONS = 6
MOST_BYTES = 80_000


def validate(card: Json) -> None:
    """Raises AssertionError that says where the card is wrong, and how."""
    assert card.get("type") == "AdaptiveCard", "this is no card"
    assert card.get("version") == "1.5", f"version {card.get('version')}: Teams takes 1.5"
    _fits(card, CardElement, "card")
    microsoft.AdaptiveCard.model_validate(card)
    json.dumps(card, allow_nan=False)
    assert weight(card) <= MOST_BYTES, f"{weight(card)} bytes are too many"
    ids = Counter(element["id"] for _, element in elements(card, "card") if "id" in element)
    assert not (twice := [each for each, times in ids.items() if times > 1]), f"{twice} stand twice"
    for place, element in elements(card, "card"):
        _keeps_the_rules(element, place, ids)


def validate_message(activity: Json) -> None:
    """The same for a whole message, which also needs a summary for its notification."""
    assert activity["type"] == "message"
    assert activity["summary"].strip()
    assert weight(activity) <= MOST_BYTES
    (attachment,) = activity["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    validate(attachment["content"])


def weight(sent: object) -> int:
    """Bytes as Teams counts them: UTF-16."""
    return len(json.dumps(sent, ensure_ascii=False).encode("utf-16-le"))


def elements(value: object, place: str) -> Iterator[tuple[str, Json]]:
    """Everything in a card that has a type, with its place. What actions carry is not looked into."""
    if isinstance(value, dict):
        if "type" in value:
            yield f"{place}:{value['type']}", value
        for key, inner in value.items():
            if key != "data" or str(value.get("type")).startswith("Chart"):
                yield from elements(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from elements(inner, f"{place}[{number}]")


def _fits(value: object, wanted: Any, place: str) -> None:
    origin = get_origin(wanted)
    if wanted is Any:
        return
    if origin is Annotated:
        _fits(value, get_args(wanted)[0], place)
    elif origin in {Union, types.UnionType}:
        _fits_one(value, get_args(wanted), place)
    elif origin is Literal:
        assert value in get_args(wanted), f"{place}: {value!r} is none of {get_args(wanted)}"
    elif origin is list:
        assert isinstance(value, list), f"{place}: {value!r} is no list"
        for number, each in enumerate(value):
            _fits(each, get_args(wanted)[0], f"{place}[{number}]")
    elif origin is dict:
        assert isinstance(value, dict), f"{place}: {value!r} is no object"
    elif isinstance(wanted, type) and issubclass(wanted, SerializableObject):
        _fits_model(value, wanted, place)
    elif wanted is float:
        assert isinstance(value, int | float), f"{place}: {value!r} is no number"
        assert not isinstance(value, bool), f"{place}: {value!r} is no number"
    else:
        assert isinstance(value, wanted), f"{place}: {value!r} is no {wanted.__name__}"


def _fits_one(value: object, choices: tuple[Any, ...], place: str) -> None:
    """One of them has to fit; where none does, what was wrong with each is said."""
    wrong = []
    for choice in choices:
        if choice is type(None):
            continue  # null is never sent
        try:
            return _fits(value, choice, place)
        except AssertionError as error:
            wrong.append(str(error))
    raise AssertionError("; ".join(wrong))


def _fits_model(value: object, wanted: type[SerializableObject], place: str) -> None:
    assert isinstance(value, dict), f"{place}: {value!r} is no object"
    model = wanted
    if wanted in OPEN:
        found = MODELS.get(str(value.get("type")))
        assert found, f"{place}: there is no {value.get('type')!r}"
        assert issubclass(found, wanted), f"{place}: {value['type']} is no {wanted.__name__}"
        model = found
    fields = {str(field.validation_alias or name): field for name, field in model.model_fields.items()}
    for key, inner in value.items():
        assert key in fields, f"{place}: {model.__name__} has no {key!r}"
        _fits(inner, fields[key].annotation, f"{place}.{key}")


def _keeps_the_rules(element: Json, place: str, ids: Mapping[str, int]) -> None:
    kind = element["type"]
    assert kind not in DROPPED, f"{place}: not every client shows it"
    assert kind in NEEDED, f"{place}: Kairos does not use it"
    missing = {key for key in NEEDED[kind] if element.get(key) in ("", None, [], {}, False)}
    assert not missing, f"{place}: lacks {sorted(missing)}"
    for row in ("actions", "body", "items"):
        if row in element:
            _stands_well(element[row], f"{place}.{row}")
    if kind.startswith("Input."):
        assert not element.get("isRequired") or element.get("errorMessage"), f"{place}: lacks errorMessage"
    if kind == "RichTextBlock":
        bare = [run for run in element["inlines"] if not isinstance(run, dict) or run["type"] != "TextRun"]
        assert not bare, f"{place}: {bare} is no TextRun"
    if kind == "Action.Execute":
        assert element["fallback"]["type"] == "Action.Submit", f"{place}: old clients need Action.Submit"
        assert element["fallback"]["data"] == element["data"], f"{place}: both carry the same"
    if kind == "Action.Submit":
        assert element["msteams"]["feedback"]["hide"] is True, f"{place}: Teams would say that it was sent"
    if kind == "Action.ToggleVisibility":
        assert set(element["targetElements"]) <= set(ids), f"{place}: there is no such element"
    if kind == "Input.ChoiceSet":
        offered = [choice["value"] for choice in element["choices"]]
        assert len(offered) == len(set(offered)), f"{place}: two choices are the same"
        assert not any("," in value for value in offered), f"{place}: a comma parts choices"
        assert set(filter(None, element.get("value", "").split(","))) <= set(offered), f"{place}: not offered"
    if kind == "Table":
        widths = {len(row["cells"]) for row in element["rows"]}
        assert widths == {len(element["columns"])}, f"{place}: rows of {widths} cells"


def _stands_well(row: list[Json], place: str) -> None:
    kinds = [element["type"] for element in row]
    if place.endswith("actions"):
        assert len(kinds) <= MOST_ACTIONS, f"{place}: {len(kinds)} actions, and {MOST_ACTIONS} are shown"
        return
    inner = {"TextRun", "TableRow", "TableCell", "AdaptiveCard"} & set(kinds)
    assert not inner, f"{place}: {inner} cannot stand alone"
    for before, after in zip([None, *row], row, strict=False):
        if after["type"].startswith("Chart"):
            told = before is not None and before["type"] in {"TextBlock", "RichTextBlock"}
            assert told, f"{place}: a chart's title is not drawn, so it has to stand above"
            assert after.get("fallback", {"type": "none, and lacks one"})["type"] in {"Table", "TextBlock"}, (
                f"{place}: a fallback that is drawn"
            )
