"""What was made of a value, found again by the value itself: comparing one with many parts takes long."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Value = TypeVar("Value")
Made = TypeVar("Made")

MOST = 256
"""So many values are remembered; then it begins anew."""


def by_identity(make: Callable[[Value], Made]) -> Callable[[Value], Made]:
    """Make it once for each value. Only for values that never change, and things made that nobody changes.

    A value that is equal, but another, is made anew.
    """
    made: dict[int, tuple[Value, Made]] = {}  # the value is held, so that no other one gets its id

    @wraps(make)
    def remembered(value: Value) -> Made:
        found = made.get(id(value))
        if found is None:
            if len(made) >= MOST:
                made.clear()
            found = made[id(value)] = (value, make(value))
        return found[1]

    return remembered
