"""Everything that is kept, as sheets: complete, and of one person nothing of another's."""

from pathlib import Path
from typing import Any

import pytest

from bot.ports import Store
from bot.ports.week import Access
from bot.sending.outbox import Kind
from bot.store.exporting import LEFT_OUT, QUERIES, sheets
from bot.store.store import SqliteStore
from dialogs.deal import WATCH_MY_BACK
from dialogs.deal_edit import Edit
from dialogs.digest.facts import Trial
from dialogs.effects import FillGlasses
from dialogs.people import Person, Preferences
from tests.store.making import NOW, change, delivery, session, some_deal, somebody, submitted
from tests.store.weekly import DAY, carrying, digest, page, reflect, request, weigh

Rows = list[dict[str, Any]]


def exported(path: Path, person: int | None = None) -> dict[str, Rows]:
    return {
        sheet.name: [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        for sheet in sheets(path, person)
    }


async def a_life(store: Store, rep: Person, manager: Person, mark: str) -> None:
    """Something of everything that a person can leave behind, each with the mark."""
    deal = await some_deal(store, f"{mark} Yards")
    await weigh(store, rep, deal, NOW)
    await reflect(store, rep, deal, NOW, "share", learning=f"{mark} learning")
    await store.save(change(session(rep, deal, draft={"question": (f"{mark} draft",)})))
    asked = request(rep, text=f"{mark} question")
    await store.put_request(asked, f"{mark} request")
    await store.answer_request(asked.id, manager.id, f"{mark} answer", NOW)
    await store.put_trial(Trial(rep.id, rep.id, f"{mark}-trial", NOW + DAY))
    seen = Access(manager=manager.id, rep=rep.id, what="access.deal", at=NOW, name=f"{mark} seen")
    await store.put_access([seen])
    own = digest(rep, document=page(f"{mark} digest"))
    told = digest(manager, mark, parts={rep.id: page(f"{mark} part")})
    await store.put_digests([own, told], carrying(own, told))
    await store.enqueue([delivery(f"{mark} nudge", Kind.NUDGE, person=rep.id)])
    await store.press_tip(rep.team or 0, f"{mark}-tip", rep.id, wanted=True)
    await store.put_preferences(rep.id, Preferences(zone="Europe/Oslo", quiet=True))


@pytest.fixture
async def two_lives(real: SqliteStore) -> tuple[SqliteStore, Person, Person]:
    inge, ole = await somebody(real, "Inge"), await somebody(real, "Ole")
    mona = await somebody(real, "Mona", role="manager")
    await a_life(real, inge, mona, "hers")
    await a_life(real, ole, mona, "his")
    typo = await some_deal(real, "hers Yrads")
    await real.merge_deals(typo.id, (await some_deal(real, "hers Yards")).id)
    return real, inge, ole


OF_ONE = frozenset(QUERIES) - {
    "memory", "playground", "teams", "deals", "former-names", "conditions", "tips-counted", "tips-given",
    "tip-wishes", "workspaces",
}  # fmt: skip


async def test_a_persons_export_has_all_that_is_theirs_and_nothing_of_anothers(two_lives):
    store, inge, _ = two_lives
    found = exported(store.path, inge.id)
    assert {name for name, rows in found.items() if rows} == OF_ONE
    for mark in (
        "learning",
        "draft",
        "question",
        "answer",
        "-trial",
        "seen",
        "digest",
        "part",
        "nudge",
        "-tip",
    ):
        assert f"hers{mark if mark.startswith('-') else f' {mark}'}" in str(found)
    assert "his " not in str(found)
    assert "ole@" not in str(found)
    assert {"teams", "deals", "former-names", "conditions"}.isdisjoint(found)


async def test_the_whole_export_has_everybody_and_the_teams_deals(two_lives):
    store, inge, ole = two_lives
    found = exported(store.path)
    assert found.keys() == QUERIES.keys() - {"tips-pressed"}
    for person in (inge, ole):
        mine = exported(store.path, person.id)
        for name in mine.keys() & found.keys():
            assert all(row in found[name] for row in mine[name]), name
    assert {row["name"] for row in found["deals"]} == {"hers Yards", "his Yards"}
    assert [(row["name"], row["now"]) for row in found["former-names"]] == [("hers Yrads", "hers Yards")]
    assert len(found["conditions"]) == 2


async def test_a_glass_that_a_session_filled_was_filled_by_no_hand_any_longer(two_lives):
    store, inge, ole = two_lives
    deal = await some_deal(store, "hers Yards")
    await store.edit_deal(deal.id, Edit(fill=frozenset({WATCH_MY_BACK})), ole.id, NOW)
    hand = [row["filled_by"] for row in exported(store.path)["conditions"] if row["deal"] == deal.id]
    watched = frozenset({WATCH_MY_BACK})
    for effect in (FillGlasses(empty=watched), FillGlasses(fill=watched)):
        filling = submitted(inge, deal, {"agreed": ("nothing",)})
        await store.save(change(filling, effect))
        now = [row["filled_by"] for row in exported(store.path)["conditions"] if row["deal"] == deal.id]
        assert (hand, now) == ([ole.email], [None])


async def test_of_everybody_presses_of_tips_are_counted_and_nobody_is_named(two_lives):
    store, inge, ole = two_lives
    for person in (inge, ole):
        await store.press_tip(inge.team or 0, "the-tip", person.id, wanted=True)
    found = exported(store.path)
    (counted,) = [row for row in found["tips-counted"] if row["tip"] == "the-tip"]
    assert (counted["wanted"], counted["people"]) == (1, 2)
    assert {key for row in found["tips-counted"] for key in row} == {"team", "tip", "wanted", "people"}


async def test_after_forgetting_only_the_roster_knows_the_person(two_lives):
    store, inge, _ = two_lives
    await store.forget(inge.id, NOW)
    left = exported(store.path, inge.id)
    assert {name for name, rows in left.items() if rows} == {"people", "accounts", "preferences"}
    everything = exported(store.path)
    for sheet in ("deals", "former-names", "conditions"):  # a deal's name is the team's
        del everything[sheet]
    assert "hers " not in str([row for name in everything for row in everything[name] if "deal" not in row])


async def test_each_table_stands_in_a_sheet_or_is_left_out_for_a_reason(real: SqliteStore):
    named = await real.writer.run(
        lambda db: [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    )
    asked = " ".join(query.sql for query in QUERIES.values()).split()
    read = {asked[at + 1] for at, word in enumerate(asked) if word in {"FROM", "JOIN"}}
    tables = {name for name in named if not name.startswith(("_", "sqlite_"))}
    assert tables - read == LEFT_OUT.keys() - read
    assert LEFT_OUT.keys() <= tables
    assert all(LEFT_OUT.values())
