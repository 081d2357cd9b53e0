"""Reflections and checks as turns write them, digests and exchanges, for the tests of the week."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from bot.ports import Store
from bot.ports.week import Digest
from bot.sending.outbox import Delivery, Kind
from dialogs.deal import NOT_A_STEP, Deal
from dialogs.digest.facts import Request
from dialogs.document import Document, Text
from dialogs.effects import KeepGrounds, NameStep
from dialogs.flow import Ground
from dialogs.people import Person
from dialogs.session import Session
from tests.store.making import NOW, change, delivery, number, submitted

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
UNTIL = NOW + WEEK
SINCE = UNTIL - 13 * WEEK
ALL = tuple(Ground)


async def reflect(
    store: Store, rep: Person, deal: Deal, at: datetime = NOW, *agreed: str, **said: Any
) -> Session:
    """A submitted reflection with the steps it named: theirs, ``due`` then, and so many of ``ours``."""
    ours, due = said.pop("ours", 0), said.pop("due", None)
    check, theme = said.pop("check", None), said.pop("theme", "kairos")
    answers = {"agreed": agreed or ("nothing",)} | {key: _values(value) for key, value in said.items()}
    written = submitted(rep, deal, answers, at=at, check=check, theme=theme)
    await store.save(change(written, *steps(agreed, ours, due)))
    return written


def steps(agreed: Iterable[str], ours: int = 0, due: date | None = None) -> tuple[NameStep, ...]:
    """What both sides said they would do."""
    theirs = tuple(NameStep(what=step, theirs=True, due=due) for step in agreed if step not in NOT_A_STEP)
    return theirs + (NameStep(what="call back", theirs=False),) * ours


async def weigh(
    store: Store,
    rep: Person,
    deal: Deal,
    at: datetime = NOW,
    full: Iterable[Ground] | None = ALL,
    chance: str = "70",
) -> Session:
    """A submitted check; ``full`` None: its grounds were not kept, as it was with old ones."""
    written = submitted(rep, deal, {"chance": (chance,), "advance": ("introduce",)}, at=at, flow="precall")
    effects = () if full is None else (KeepGrounds(full=frozenset(full)),)
    await store.save(change(written, *effects))
    return written


def page(text: str) -> Document:
    """A document that says so."""
    return Document(title="Your week", summary=text, blocks=(Text(text=text),))


def digest(to: Person, period: str = "2026-W02", at: datetime = NOW, **said: Any) -> Digest:
    """A rep's digest, or a manager's if its parts are said."""
    kind = Kind.MANAGER_DIGEST if "parts" in said else Kind.REP_DIGEST
    key = f"{kind}:{to.id}:{period}"
    fields: dict[str, Any] = {"document": page(f"The week of {to.name}")} | said
    return Digest(key=key, kind=kind, person=to.id, team=to.team or 0, period=period, at=at, **fields)


def carrying(*digests: Digest, **said: Any) -> list[Delivery]:
    """The deliveries of these digests."""
    return [delivery(each.key, kind=Kind(each.kind), person=each.person, **said) for each in digests]


def request(rep: Person, at: datetime = NOW, **said: Any) -> Request:
    """What a rep asks, or with ``asked=False`` a manager's note to them."""
    fields: dict[str, Any] = {"asked": True, "text": "How would you open with them?"} | said
    return Request(id=number(), rep=rep.id, team=rep.team or 0, at=at, **fields)


def _values(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)
