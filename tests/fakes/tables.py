"""What the fake store keeps: a few dicts of values that never change."""

from copy import copy
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from bot.errors import StoreError
from bot.ids import Ids
from bot.ports import Post, Shown
from bot.ports.week import Access, Digest
from bot.sending.outbox import EDITED, Delivery, State
from dialogs.deal import Deal, Step
from dialogs.digest.facts import Request, Trial
from dialogs.flow import Ground
from dialogs.frozen import Values
from dialogs.people import Identity, Person, Preferences, Team
from dialogs.session import Session
from dialogs.story import Filled
from dialogs.tips import Wishes


@dataclass
class Tables:
    """All that is kept. Values never change, so a shallow copy of each dict is a snapshot."""

    people: dict[int, Person] = field(default_factory=dict)
    enrolled: dict[int, datetime] = field(default_factory=dict)
    identities: dict[Identity, int] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    teams_since: dict[int, datetime] = field(default_factory=dict)
    deals: dict[int, Deal] = field(default_factory=dict)
    closed_at: dict[int, datetime] = field(default_factory=dict)
    former_names: dict[tuple[int, str], int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    opened: dict[int, datetime] = field(default_factory=dict)
    filled: dict[int, Filled] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    grounds: dict[int, frozenset[Ground]] = field(default_factory=dict)
    aged: set[int] = field(default_factory=set)
    steps: dict[int, tuple[Step, ...]] = field(default_factory=dict)
    memory: dict[tuple[int, int, str], Values] = field(default_factory=dict)
    flows: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    again: dict[str, bool] = field(default_factory=dict)
    settled: dict[str, datetime] = field(default_factory=dict)
    posts: dict[tuple[str, str], Post] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)
    preferences: dict[int, Preferences] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    left: set[Identity] = field(default_factory=set)
    workspaces_left: set[tuple[str, str]] = field(default_factory=set)
    digests: dict[str, Digest] = field(default_factory=dict)
    without_text: set[str] = field(default_factory=set)
    accesses: dict[Access, None] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    request_keys: set[str] = field(default_factory=set)
    trials: dict[int, Trial] = field(default_factory=dict)
    wishes: dict[int, Wishes] = field(default_factory=dict)
    paused: dict[int, date] = field(default_factory=dict)
    tips: dict[tuple[int, date], str] = field(default_factory=dict)
    presses: dict[tuple[int, str, int], bool] = field(default_factory=dict)

    def snapshot(self) -> "Tables":
        return Tables(**{each.name: copy(getattr(self, each.name)) for each in fields(self)})


class FakeBase:
    """The parts of FakeStore inherit it and add methods, a port each."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._kept = Tables()


def must(holds: bool, why: str) -> None:  # noqa: FBT001  it reads as a sentence
    if not holds:
        raise StoreError(why)


def add(kept: Tables, delivery: Delivery) -> bool:
    """Add one whose key is new; whether it was."""
    if delivery.key in kept.deliveries:
        return False
    must(delivery.id not in {each.id for each in kept.deliveries.values()}, "that id is taken")
    kept.deliveries[delivery.key] = delivery
    return True


def follow(kept: Tables, delivery: Delivery) -> None:
    standing = kept.deliveries.get(delivery.key)
    if standing is None:
        add(kept, delivery)
        return
    replaced = standing.model_copy(
        update={"due": delivery.due, "until": delivery.until, "payload": delivery.payload}
    )
    if standing.state is State.WAITING:
        kept.deliveries[delivery.key] = replaced
    elif standing.kind in EDITED and standing.state is State.SENT:
        kept.deliveries[delivery.key] = replaced.model_copy(update={"state": State.WAITING, "attempts": 0})
    elif standing.kind in EDITED and standing.state is State.CLAIMED:
        kept.deliveries[delivery.key] = replaced
        kept.again[delivery.key] = True
