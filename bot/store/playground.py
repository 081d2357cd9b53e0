"""What only the playground and the house itself keep: posts and notes."""

from sqlite3 import Connection

from bot.ports import Post
from bot.store import rows
from dialogs.document import Document

PUT_POST = """
    INSERT INTO posts (id, place, mark, at, document) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (place, mark) DO UPDATE SET document = excluded.document
"""

PUT_NOTE = """
    INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""

POSTS = "SELECT id, place, at, mark, document FROM posts WHERE place = ? ORDER BY id DESC LIMIT ?"


def put_post(db: Connection, post: Post) -> None:
    """Put a message into its place; one of the same mark stays where it stands, and says this."""
    row = (post.id, post.place, post.mark, rows.text_of(post.at), post.document.model_dump_json())
    db.execute(PUT_POST, row)


def posts(db: Connection, place: str, limit: int) -> tuple[Post, ...]:
    """The newest messages of a place, the oldest of them first."""
    found = db.execute(POSTS, (place, limit)).fetchall()
    return tuple(
        Post(
            id=ident,
            place=where,
            at=rows.instant(at),
            mark=mark,
            document=Document.model_validate_json(document),
        )
        for ident, where, at, mark, document in reversed(found)
    )


def note(db: Connection, name: str) -> str | None:
    """A small fact of the house's own."""
    row = db.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def put_note(db: Connection, name: str, value: str) -> None:
    """Keep such a fact."""
    db.execute(PUT_NOTE, (name, value))
