"""Every method of the store turns the database's troubles into StoreError."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.errors import StoreError
from bot.ports import Change, Post, Roster, Saved, Shown, Store
from bot.ports.week import Access
from bot.sending.outbox import State
from bot.store.store import SqliteStore
from dialogs.deal import Closing, Deal
from dialogs.deal_edit import Edit
from dialogs.digest.facts import Trial
from dialogs.document import Act, Document
from dialogs.people import Identity, Person, Preferences, Role, Team
from dialogs.tips import Wishes
from tests.store.making import NOW, change, delivery, member, session, some_deal, somebody
from tests.store.weekly import carrying, digest, request

PERSON = Person(id=1, name="Inge", email="inge@hanse.example", role=Role.REP, team=1, zone="UTC")
TEAM = Team(id=1, name="Hanse", platform="slack", workspace="W1", channel="", country="", zone="UTC")
IDENTITY = Identity(platform="slack", workspace="W1", user="U1")
DEAL = Deal(id=1, team=1, name="Acme", conditions=())

CALLS: dict[str, tuple[Any, ...]] = {
    "person": (1,),
    "known_as": (IDENTITY,),
    "with_email": ("inge@hanse.example",),
    "identities": (1,),
    "people": (1,),
    "teams": (),
    "session": (1,),
    "open_sessions": (1,),
    "last_submitted": (1, 1, "precall"),
    "deal": (1,),
    "deal_named": (1, "Acme"),
    "deals": (1,),
    "background": (1, 1),
    "gathered": (1,),
    "opening": (1, 1, "Acme", "precall", "precall"),
    "flow_text": ("aa",),
    "flow_digests": (),
    "open_deal": (1, "Acme", NOW),
    "save": (change(session(PERSON, DEAL)),),
    "apply": (Roster(members=(member(),)), NOW),
    "enqueue": ([delivery("k")],),
    "claim": (NOW,),
    "settle": (1, State.SENT, NOW),
    "deliveries": (),
    "put_post": (
        Post(id=1, place="p", at=NOW, mark="m", document=Document(title="", summary="", blocks=())),
    ),
    "posts": ("p",),
    "note": ("n",),
    "put_note": ("n", "v"),
    "tidy": (NOW,),
    "join": (IDENTITY, "Inge", "UTC", "Harbour", NOW),
    "leave": (IDENTITY, NOW),
    "workspace_left": ("slack", "W1", NOW),
    "workspace_joined": ("slack", "W1"),
    "preferences": (1,),
    "put_preferences": (1, Preferences()),
    "shown": ("k",),
    "put_shown": ("k", Shown(place="D1", message="1.0")),
    "export": (1,),
    "forget": (1, NOW),
    "week": (1, NOW),
    "next_nudge": (1, NOW),
    "schedule": (NOW,),
    "team_facts": ([1], NOW, NOW),
    "rep_facts": (1, NOW, NOW),
    "put_digests": ([digest(PERSON)], carrying(digest(PERSON))),
    "digest": ("k",),
    "parts": (1,),
    "put_access": ([Access(manager=1, rep=2, what="access.deal", at=NOW)],),
    "accesses": (1,),
    "begun": ([1], NOW),
    "put_request": (request(PERSON), "k"),
    "answer_request": (1, 1, "Yes.", NOW),
    "request": (1,),
    "requests": (1,),
    "notes_to": (1, 1, NOW),
    "put_trial": (Trial(1, 1, "wait", NOW),),
    "trial": (1,),
    "team": (1,),
    "leaders": (TEAM,),
    "put_team": (TEAM, NOW),
    "put_member": (1, 1, Role.REP, NOW),
    "wishes": (1,),
    "put_wishes": (1, Wishes()),
    "pause_tips": (1, NOW.date()),
    "tips_paused": (1,),
    "given": (1, NOW.date()),
    "give": (1, "wait", NOW.date()),
    "press_tip": (1, "wait", 1),
    "pressed": (1, "wait"),
    "doubt": (1, NOW, ""),
    "send_again": (1, NOW, NOW),
    "drop": (1, NOW, ""),
    "keyed": (["k"],),
    "fates": (1, NOW, lambda until: until),
    "clocks": (),
    "put_address": (IDENTITY, {}),
    "address": (IDENTITY,),
    "newest_address": ("slack", "W1"),
    "story": (1, 1),
    "became": (1,),
    "deal_names": (1,),
    "near_deals": (1, "Acme"),
    "edit_deal": (1, Edit(fill=frozenset({"watch-my-back"})), 1, NOW),
    "put_conditions": (1, {}, ["On their servers"]),
    "close_deal": (1, Closing.WON, NOW),
    "reopen_deal": (1,),
    "merge_deals": (1, 2),
    "remove_deal": (1, 1),
    "exchanges": (1,),
    "reply": (1, 1, "I will.", NOW),
    "recall": (1, 1, "kept"),
    "standing": ([1], Act.NOTE, ""),
    "trials": (1,),
    "overview": (NOW,),
    "unsettled": (),
    "frail": (),
}
"""How each method is called."""

NAMED: dict[str, dict[str, Any]] = {"press_tip": {"wanted": True}}
"""Arguments that have to be named."""

WITHOUT_DATABASE = {"carrying"}
"""What is settled by a file beside it."""


def test_each_method_of_the_port_is_called_here():
    """A new method needs a line in CALLS."""
    methods = {name for port in Store.__mro__[:-1] for name in vars(port) if not name.startswith("_")}
    assert set(CALLS) == methods - WITHOUT_DATABASE


@pytest.mark.parametrize("method", CALLS)
async def test_a_database_in_ruins_is_a_store_error(real: SqliteStore, method: str):
    """Here all its tables have gone."""
    with closing(sqlite3.connect(real.path)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            db.execute(f"DROP TABLE {table}")
        db.commit()
    with pytest.raises(StoreError, match="no such table"):
        await getattr(real, method)(*CALLS[method], **NAMED.get(method, {}))


@pytest.mark.parametrize("method", CALLS)
async def test_a_closed_store_is_a_store_error(real: SqliteStore, method: str):
    """Nobody waits for ever for a thread that has gone."""
    await real.close()
    with pytest.raises(StoreError, match="closed"):
        await getattr(real, method)(*CALLS[method], **NAMED.get(method, {}))


async def test_a_value_the_database_cannot_hold_is_a_store_error(real: SqliteStore):
    """Half a character, or a number above 63 bits."""
    with pytest.raises(StoreError):
        await real.put_note("half", "\ud83d")
    with pytest.raises(StoreError):
        await real.person(2**64)


async def test_a_full_disk_loses_the_change_and_nothing_else(real: SqliteStore):
    """Reads go on; once there is room, so do writes."""
    rep, deal = await somebody(real), await some_deal(real)
    pages = await real.writer.run(lambda db: int(db.execute("PRAGMA page_count").fetchone()[0]))
    await real.writer.run(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchall())
    big = session(rep, deal, answers={f"q{n}": ("x" * 3000,) for n in range(100)})
    full = Change(key="k", session=big, base=None, at=NOW)
    with pytest.raises(StoreError, match="full"):
        await real.save(full)
    assert await real.session(big.id) is None
    await real.writer.run(lambda db: db.execute("PRAGMA max_page_count = 100000").fetchall())
    assert await real.save(full) is Saved.SAVED
    assert await real.session(big.id) == big
