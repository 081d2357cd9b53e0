"""Whoever deletes their data takes their words out of others' chats and pages, whatever became of those."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import Member, Roster
from bot.sending.outbox import Delivery, Kind, State
from tests.teamwork import Work, account, at_work
from tests.test_feedback import QUESTION, answered, asked


async def moves(work: Work, name: str, role: str, team: str) -> None:
    """Somebody is in another team from now on."""
    email = (await work.who(name)).email
    member = Member(name=name, email=email, role=role, team=team, identity=account(name))
    await work.store.apply(Roster(members=(member,)), work.clock.now())


async def forgotten(work: Work, name: str) -> None:
    """Somebody's data are deleted, and what follows goes out."""
    await work.store.forget((await work.who(name)).id, work.clock.now())
    await work.delivers(minutes=1)


async def noas(work: Work) -> Delivery:
    """The question as Noa got it."""
    noa = (await work.who("Noa")).id
    (found,) = [
        each for each in await work.store.deliveries() if (each.person, each.kind) == (noa, Kind.FEEDBACK)
    ]
    return found


async def test_out_of_the_chat_of_a_manager_who_moved_before_they_saw_the_answer(tmp_path: Path):
    async with at_work(tmp_path) as work:
        request = await asked(work)
        assert QUESTION in await work.reads("Noa")
        await answered(work, "Mia", request)
        await moves(work, "Noa", "manager", "South")
        await work.delivers(minutes=1)
        assert (await noas(work)).state is State.SKIPPED
        await forgotten(work, "Ana")
        assert QUESTION not in await work.reads("Noa")


@pytest.mark.parametrize("state", [State.PARKED, State.FAILED])
async def test_out_of_a_chat_where_it_stands_though_a_change_of_it_did_not_arrive(
    tmp_path: Path, state: State
):
    async with at_work(tmp_path) as work:
        await asked(work)
        await work.store.settle((await noas(work)).id, state, work.clock.now(), "who knows")
        await forgotten(work, "Ana")
        assert QUESTION not in await work.reads("Noa")


async def test_out_of_chats_though_the_words_themselves_have_aged_out_of_the_store(tmp_path: Path):
    async with at_work(tmp_path) as work:
        await asked(work)
        work.clock.instant += timedelta(days=30)
        await work.store.tidy(work.clock.now(), timedelta(days=20))
        await forgotten(work, "Ana")
        assert QUESTION not in await work.reads("Noa")


async def test_out_of_the_kept_pages_of_a_team_that_they_had_left(tmp_path: Path):
    """They read what was said of them there, too."""
    async with at_work(tmp_path) as work:
        await asked(work)
        await moves(work, "Ana", "rep", "South")
        await work.says("Mia", "/coach team")
        parts = await work.store.parts((await work.who("Ana")).id, 8)
        assert [QUESTION in part.document.model_dump_json() for part in parts] == [True]
        await forgotten(work, "Ana")
        kept = await work.store.reader.run(lambda db: db.execute("SELECT document FROM digests").fetchall())
        assert not [document for (document,) in kept if document and QUESTION in document]
