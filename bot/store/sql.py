"""SQL put together from our own column lists. Values never stand in it: they are bound, one mark each."""

from functools import cache


def marks(count: int) -> str:
    """So many placeholders."""
    return ", ".join("?" * count)


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
