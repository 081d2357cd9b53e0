"""Sessions, changes and deliveries for these tests, with as little said as can be."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from bot.ports import Change, Member, Roster, Store
from bot.sending.outbox import Delivery, Kind
from dialogs.deal import Deal
from dialogs.effects import Effect
from dialogs.frozen import Values
from dialogs.people import Identity, Person
from dialogs.session import Session, Status

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)

_numbers = count(1_000_001)  # small ones are nobody's


def number() -> int:
    """A number that nothing else here has."""
    return next(_numbers)


def member(name: str = "Inge", **said: Any) -> Member:
    """One row of a roster; the rest follows from the name."""
    user = said.pop("user", f"U-{name}")
    platform = said.pop("platform", "slack")
    known = {"email": f"{name.lower()}@hanse.example", "role": "rep", "team": "Hanse"} | said
    return Member(name=name, identity=Identity(platform=platform, workspace="W1", user=user), **known)


def diary(path: Path) -> Path:
    """A file that is no database."""
    path.write_text("Dear diary, " * 1000)
    return path


def digest(path: Path) -> str:
    """Names exactly what is in a file."""
    return sha256(path.read_bytes()).hexdigest()


def modes(folder: Path) -> dict[str, int]:
    """The files of a folder, and who may read them."""
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


async def somebody(store: Store, name: str = "Inge", **said: Any) -> Person:
    """A rep of team Hanse."""
    row = member(name, **said)
    await store.apply(Roster(members=(row,)), NOW)
    person = await store.with_email(row.email)
    assert person
    return person


async def some_deal(store: Store, name: str = "Ostsee Yards") -> Deal:
    """A deal of team Hanse."""
    team = next(team for team in await store.teams() if team.name == "Hanse")
    return await store.open_deal(team.id, name, NOW)


def session(rep: Person, deal: Deal, **said: Any) -> Session:
    """A check that has just begun, unless something else is said."""
    fields: dict[str, Any] = {
        "id": number(),
        "flow": "precall",
        "version": 1,
        "digest": "0123456789abcdef",
        "rep": rep.id,
        "deal": deal.id,
        "zone": "Europe/Berlin",
        "began": NOW,
        "page": "check",
        "shown": NOW,
    }
    return Session(**fields | said)


def submitted(
    rep: Person, deal: Deal, answers: Mapping[str, Values], at: datetime = NOW, **said: Any
) -> Session:
    """A submitted reflection, unless another flow is said."""
    fields = {"flow": "postcall", "status": Status.SUBMITTED, "page": "verdict", "turn": 1} | said
    return session(rep, deal, answers=answers, began=at, shown=at, submitted=at, **fields)


def change(of: Session, *effects: Effect, base: int | None = None, **said: Any) -> Change:
    """The change that writes the session, under a key of its own."""
    fields: dict[str, Any] = {
        "key": f"key-{number()}",
        "session": of,
        "base": base,
        "at": NOW,
        "effects": effects,
    }
    return Change(**fields | said)


def delivery(key: str, kind: Kind = Kind.NUDGE, **said: Any) -> Delivery:
    """A delivery that is due now."""
    fields: dict[str, Any] = {"id": number(), "person": 1, "team": None, "due": NOW, "until": NOW + HOUR}
    return Delivery(**fields | {"kind": kind, "key": key} | said)
