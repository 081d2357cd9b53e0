"""What stands on a card, as a person's client makes it out."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.teams.standin.state import CannotDo, Json

PRESSABLE = {"Action.Submit", "Action.Execute"}


def every(value: Any) -> Iterator[Json]:
    """Every element and action of a card, but not what stands in for them in older clients."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for key, inner in value.items():
            if key not in {"fallback", "data"}:
                yield from every(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner)


def action(card: Json, title: str) -> Json:
    """The action of that title, or that begins so; the only one where none is named."""
    offered = [each for each in every(card) if each["type"] in PRESSABLE]
    same = [each for each in offered if each.get("title") == title]
    alike = [each for each in offered if str(each.get("title", "")).startswith(title)]
    if found := same or alike:
        return found[0]
    raise CannotDo(f"no {title!r} to press, only {[each.get('title') for each in offered]}")


def filled(card: Json, values: Mapping[str, object]) -> dict[str, str]:
    """What the client sends of a card's inputs, once the person has entered this, by label or id.

    What was left empty is absent; a toggle never touched says "false".
    """
    inputs = [each for each in every(card) if each["type"].startswith("Input.")]
    left, sent = dict(values), {}
    for each in inputs:
        name = next((key for key in (each.get("label"), each["id"]) if key in left), None)
        entered = _entered(each, left.pop(name)) if name is not None else str(each.get("value", ""))
        if each["type"] == "Input.Toggle" and not entered:
            entered = "false"
        if entered:
            sent[each["id"]] = entered
        elif each.get("isRequired"):
            raise CannotDo(f"{each.get('label') or each['id']!r} has to be filled in")
    if left:
        raise CannotDo(f"nothing to fill in is called {list(left)}, only {[_name(each) for each in inputs]}")
    return sent


def _entered(element: Json, wish: object) -> str:
    wishes = [str(each) for each in wish] if isinstance(wish, list | tuple) else [str(wish)]
    match element["type"]:
        case "Input.ChoiceSet":
            if len(wishes) > 1 and not element.get("isMultiSelect"):
                raise CannotDo(f"{_name(element)} takes one choice")
            return ",".join(_choice(element, each) for each in wishes)
        case "Input.Text":
            if len(wishes[0]) > element.get("maxLength", len(wishes[0])):
                raise CannotDo(f"{_name(element)} takes {element['maxLength']} characters")
    return wishes[0]


def _choice(element: Json, wish: str) -> str:
    for each in element["choices"]:
        if wish in {each["title"], each["value"]}:
            return str(each["value"])
    raise CannotDo(
        f"{_name(element)} offers no {wish!r}, only {[each['title'] for each in element['choices']]}"
    )


def _name(element: Json) -> str:
    return str(element.get("label") or element["id"])
