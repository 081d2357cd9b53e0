"""Digests as they were written and sent, what they said of each rep, and who saw what."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from sqlite3 import Connection

from bot.coach.asking import changed
from bot.ports.week import TEAM_SEEN, Access, Digest, Packed, Part
from bot.sending.outbox import Delivery, State
from bot.store import outbox, rows
from bot.store.deal_facts import AT_ONCE
from bot.store.feedback import AS_SENT
from bot.store.sql import insert, marks, padded, select
from dialogs.document import Document

PUT = insert("digests", "key, kind, person, team, period, at, document, judges")

PUT_PART = insert("digest_parts", "rep, key, document")

DIGEST = select("key, kind, person, team, period, at, judges, document", "digests WHERE key = ?")

PARTS_OF = select("rep, document", "digest_parts WHERE key = ? ORDER BY rep")

KEEP_SEEN = f"{PUT} ON CONFLICT (key) DO NOTHING"

SHARED = """
    SELECT d.period, d.at, p.name, s.document, d.kind, d.person
    FROM digest_parts s
    JOIN digests d ON d.key = s.key
    LEFT JOIN deliveries v ON v.key = s.key AND (v.state = 'sent' OR v.payload LIKE '%"again"%')
    JOIN people p ON p.id = d.person
    WHERE s.rep = ? AND (v.id IS NOT NULL OR d.kind = ?) ORDER BY d.at DESC, d.key
"""

PUT_ACCESS = f"""
    {insert("accesses", "rep, at, manager, what, name")} ON CONFLICT (rep, at, manager, what, name) DO NOTHING
"""

ACCESSES = """
    SELECT COALESCE(manager, 0), rep, what, at, name FROM accesses
    WHERE rep = ? ORDER BY at DESC, name, what, manager LIMIT ?
"""

ENROLLED = """
    SELECT p.id, COALESCE(e.since, '') FROM people p LEFT JOIN enrolments e ON e.person = p.id
    WHERE p.id IN ({marks})
"""

LATER = "~"
"""Behind every instant: of somebody who is not there at all."""

FORGOTTEN = "somebody in it was forgotten"
"""Why a digest that says something of them is not sent; the outbox keeps it."""

OF_PERSON = "SELECT key FROM digests WHERE person = ?"

SAYING_OF = "SELECT key FROM digest_parts WHERE rep = ?"

STOOD = "payload LIKE '%\"again\"%'"
"""It was sent, and changes where it stands: ``bot.coach.asking.AGAIN``."""

STANDS = f"(state IN ('sent', 'claimed') OR (state = 'waiting' AND unsure = 1) OR {STOOD})"
"""It stands in a chat, or may: after a crash it is looked for before it is sent."""

FIRST_TIME = f"state = 'waiting' AND unsure = 0 AND NOT {STOOD}"

STANDING = select(
    rows.DELIVERY,
    f"deliveries WHERE person <> ? AND {STANDS} AND key IN ({SAYING_OF})",
)


def put(db: Connection, digests: Sequence[Digest | Packed], deliveries: Sequence[Delivery]) -> int:
    """Enqueue deliveries, and keep the digests of those that are new; how many were.

    A digest is of the facts that were read before: whoever was forgotten since is kept out of it here.
    """
    by_key = {digest.key: _packed(digest) for digest in digests}
    gone = _forgotten_since(db, by_key.values())
    new = 0
    for delivery in deliveries:
        digest = by_key.get(delivery.key)
        if digest is None:
            new += outbox.enqueue(db, (delivery,))
        elif (digest.person, digest.at) in gone:
            continue  # as forgetting leaves it: no key, no text
        elif any((rep, digest.at) in gone for rep in digest.parts):
            skipped = {"state": State.SKIPPED, "why": FORGOTTEN, "payload": {}}
            new += outbox.enqueue(db, (delivery.model_copy(update=skipped),))
        elif outbox.enqueue(db, (delivery,)):
            new += 1
            _put(db, digest)
    return new


def digest(db: Connection, key: str) -> Digest | None:
    """The digest of that delivery; None if there is none, or if its text has gone with somebody."""
    row = db.execute(DIGEST, (key,)).fetchone()
    if row is None or row[-1] is None:
        return None
    _, kind, person, team, period, at, judges, document = row
    return Digest(
        key=key,
        kind=kind,
        person=person,
        team=team,
        period=period,
        at=rows.instant(at),
        document=Document.model_validate_json(document),
        parts={rep: Document.model_validate_json(part) for rep, part in db.execute(PARTS_OF, (key,))},
        judges=judges,
    )


def parts(db: Connection, rep: int, limit: int) -> tuple[Part, ...]:
    """What managers read of a rep, the newest first; of pages that say the same of them, the newest alone."""
    found: list[Part] = []
    opened: set[tuple[int, str, str]] = set()
    for period, at, manager, document, kind, person in db.execute(SHARED, (rep, TEAM_SEEN)):
        said = (person, period, document)
        if kind == TEAM_SEEN and said in opened:
            continue
        if len(found) == limit:
            break
        if kind == TEAM_SEEN:
            opened.add(said)
        page = Document.model_validate_json(document)
        found.append(
            Part(
                period=period,
                at=rows.instant(at),
                manager=manager,
                document=page,
                asked=kind == TEAM_SEEN,
            )
        )
    return tuple(found)


def put_access(db: Connection, seen: Sequence[Access], page: Packed | None = None) -> None:
    """Write into the access logs, and keep the page that was seen; the same twice stands there once."""
    if page is not None:
        _keep_seen(db, page)
    db.executemany(
        PUT_ACCESS, [(each.rep, rows.text_of(each.at), each.manager, each.what, each.name) for each in seen]
    )


def accesses(db: Connection, rep: int, limit: int) -> tuple[Access, ...]:
    """A rep's access log, the newest first."""
    return tuple(
        Access(manager=manager, rep=whose, what=what, at=rows.instant(at), name=name)
        for manager, whose, what, at, name in db.execute(ACCESSES, (rep, limit))
    )


def forget(db: Connection, person: int, at: datetime) -> None:
    """Delete a person's digests, what others' said of them, and those others' whole texts.

    A manager's digest quotes requests, so its text goes as soon as one rep in it is forgotten, from the chat
    where it stands too; what it said of the other reps stays, for them to see. The access log of other reps
    keeps its rows without the person.
    """
    db.execute(f"DELETE FROM digest_parts WHERE key IN ({OF_PERSON})", (person,))  # noqa: S608
    db.execute("DELETE FROM digests WHERE person = ?", (person,))
    db.execute(
        f"UPDATE deliveries SET state = 'skipped', why = ? WHERE {FIRST_TIME} AND key IN ({SAYING_OF})",  # noqa: S608
        (FORGOTTEN, person),
    )
    standing = [rows.delivery(row) for row in db.execute(STANDING, (person, person)).fetchall()]
    db.executemany(AS_SENT, [(each.key,) for each in standing])
    outbox.follow(db, changed(standing, at))
    db.execute(f"UPDATE digests SET document = NULL WHERE key IN ({SAYING_OF})", (person,))  # noqa: S608
    db.execute("DELETE FROM digest_parts WHERE rep = ?", (person,))
    db.execute("DELETE FROM accesses WHERE rep = ?", (person,))
    db.execute("UPDATE accesses SET manager = NULL WHERE manager = ?", (person,))


def _keep_seen(db: Connection, page: Packed) -> None:
    """Keep it without those who were forgotten since it was made; the whole goes with them."""
    gone = {person for person, _ in _forgotten_since(db, [page])}
    if page.person in gone:
        return
    parts = {rep: part for rep, part in page.parts.items() if rep not in gone}
    whole = page.document if len(parts) == len(page.parts) else None
    at = rows.text_of(page.at)
    row = (page.key, page.kind, page.person, page.team, page.period, at, whole, None)
    if db.execute(KEEP_SEEN, row).rowcount:
        for rep, part in parts.items():
            db.execute(PUT_PART, (rep, page.key, part))


def _put(db: Connection, written: Packed) -> None:
    at = rows.text_of(written.at)
    row = (written.key, written.kind, written.person, written.team, written.period, at, written.document)
    db.execute(PUT, (*row, written.judges))
    for rep, part in written.parts.items():
        db.execute(PUT_PART, (rep, written.key, part))


def _packed(digest: Digest | Packed) -> Packed:
    return digest if isinstance(digest, Packed) else digest.packed


def _forgotten_since(db: Connection, digests: Iterable[Packed]) -> set[tuple[int, datetime]]:
    """Whom these digests are for or name, and who is no longer who they were at the digests' instant.

    Forgetting enrols a person anew, as does another team or role.
    """
    named = {(person, each.at) for each in digests for person in (each.person, *each.parts)}
    people = sorted({person for person, _ in named})
    since: dict[int, str] = {}
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        asked = padded(some)
        since |= dict(db.execute(ENROLLED.format(marks=marks(len(asked))), asked).fetchall())
    return {(person, at) for person, at in named if since.get(person, LATER) > rows.text_of(at)}
