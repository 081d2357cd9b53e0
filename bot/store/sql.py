"""SQL put together from our own column lists. Values never stand in it: they are bound, one mark each."""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

T = TypeVar("T")


def marks(count: int) -> str:
    """So many placeholders."""
    return ", ".join("?" * count)


def padded(values: Sequence[T]) -> list[T]:
    """The same for an IN: the last one is repeated until there are 1, 2, 4, 8, ... of them; of none, none.

    A connection keeps what it has prepared, up to 512 statements of some 5 KiB. One for each length was what
    made memory grow under load.
    """
    if not values:
        return []
    short = (1 << (len(values) - 1).bit_length()) - len(values)
    return [*values, *[values[-1]] * short]


def select(columns: str, rest: str) -> str:
    """SELECT these columns FROM there."""
    return f"SELECT {columns} FROM {rest}"  # noqa: S608  see above


@cache
def insert(table: str, columns: str, count: int = 1) -> str:
    """INSERT so many rows of these columns, all in one statement."""
    row = f"({marks(columns.count(',') + 1)})"
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608  see above


def update(table: str, columns: str) -> str:
    """UPDATE these columns of the row whose id is bound last."""
    changes = ", ".join(f"{column} = ?" for column in columns.split(", "))
    return f"UPDATE {table} SET {changes} WHERE id = ?"  # noqa: S608  see above


def without_id(columns: str) -> str:
    """The columns behind the first, which is the id."""
    return columns.partition(", ")[2]
