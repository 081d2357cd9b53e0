"""Checks as values: small ones are put together into the shape of a payload.

A check is given a value and its JSON pointer and yields what is wrong with it, in Slack's manner of speaking.
Unknown fields are wrong everywhere: a misspelt one would otherwise be dropped without a word.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Check = Callable[[Any, str], Iterator[str]]
Shapes = Mapping[str, Check]


def wrong(what: str, at: str) -> str:
    """One complaint, as Slack words it."""
    return f"{what} [json-pointer:{at or '/'}]"


def anything(_value: Any, _at: str) -> Iterator[str]:
    """Accepts everything."""
    yield from ()


def string(most: int, least: int = 1, pattern: str = "") -> Check:
    """A string of bounded length; ``pattern`` has to match all of it."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must be a string", at)
        elif len(value) < least:
            yield wrong(f"must be at least {least} characters", at)
        elif len(value) > most:
            yield wrong(f"must be no more than {most} characters, has {len(value)}", at)
        elif pattern and not re.fullmatch(pattern, value):
            yield wrong(f"must match {pattern}", at)

    return check


def literal(*allowed: Any) -> Check:
    """One of a few values."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not any(value == one and type(value) is type(one) for one in allowed):
            yield wrong(f"must be one of {', '.join(map(str, allowed))}, is {value!r}", at)

    return check


def boolean(value: Any, at: str) -> Iterator[str]:
    """True or false, nothing like it."""
    if not isinstance(value, bool):
        yield wrong("must be a boolean", at)


def integer(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield wrong("must be an integer", at)
        elif not least <= value <= most:
            yield wrong(f"must be between {least} and {most}, is {value}", at)

    return check


def number(above: float = -math.inf) -> Check:
    """A finite number greater than a bound."""

    def check(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield wrong("must be a number", at)
        elif not math.isfinite(value) or value <= above:
            yield wrong(f"must be a finite number above {above}, is {value}", at)

    return check


def array(item: Check, least: int, most: int) -> Check:
    """A list of bounded length."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must be an array", at)
            return
        if not least <= len(value) <= most:
            yield wrong(f"must have {least} to {most} items, has {len(value)}", at)
        for index, one in enumerate(value):
            yield from item(one, f"{at}/{index}")

    return check


def distinct(value: Any, at: str) -> Iterator[str]:
    """A list without repetition."""
    if len({repr(one) for one in value}) < len(value):
        yield wrong("must not repeat an item", at)


def both(*checks: Check) -> Check:
    """The first check; the others only where it found nothing."""

    def check(value: Any, at: str) -> Iterator[str]:
        for one in checks:
            found = list(one(value, at))
            if found:
                yield from found
                return

    return check


def obj(required: Shapes, optional: Shapes | None = None, *rules: Check) -> Check:
    """An object of known fields; rules look at the whole once every field is right."""
    known = {**required, **(optional or {})}

    def fields(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must be an object", at)
            return
        for key in required:
            if key not in value:
                yield wrong(f"missing required field: {key}", at)
        for key, one in value.items():
            if key in known:
                yield from known[key](one, f"{at}/{key}")
            else:
                yield wrong(f"unknown field: {key}", at)

    return both(fields, *rules)


def kind(name: str, required: Shapes | None = None, optional: Shapes | None = None, *rules: Check) -> Check:
    """An object that says its kind in ``type``."""
    return obj({"type": literal(name), **(required or {})}, optional, *rules)


def tagged(shapes: Shapes) -> Check:
    """One of several kinds, told apart by ``type``."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must be an object", at)
        elif not isinstance(value.get("type"), str) or value["type"] not in shapes:
            yield wrong(f"unsupported type: {value.get('type')}", f"{at}/type")
        else:
            yield from shapes[value["type"]](value, at)

    return check


def exactly_one(*keys: str) -> Check:
    """A rule: one of these fields and no second one."""

    def check(value: Any, at: str) -> Iterator[str]:
        if sum(key in value for key in keys) != 1:
            yield wrong(f"needs exactly one of {', '.join(keys)}", at)

    return check


def at_least_one(*keys: str) -> Check:
    """A rule: some of these fields."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not any(key in value for key in keys):
            yield wrong(f"needs one of {', '.join(keys)}", at)

    return check


def pick(shapes: Shapes, names: Sequence[str]) -> Shapes:
    """Some of the kinds."""
    return {name: shapes[name] for name in names}
