"""What the year has found, each in its smallest form."""

from datetime import date, timedelta

from bot.ports.week import Digest
from bot.sending.outbox import Delivery, Kind, State
from dialogs.digest.chosen import recent
from dialogs.document import Act, Document, Text
from dialogs.people import Role
from tests.dialogs.measured import WEEK
from tests.dialogs.weekly import MONDAY, TEAM, deal
from tests.teamwork import LIBRARY, at_work, tip_delivery

PAGE = Document(title="The week", summary="Deals", blocks=(Text(text="Ana asks: how?"),))


def test_a_deal_touched_on_the_morning_of_the_digest_is_still_spoken_of():
    early = MONDAY - timedelta(minutes=5)
    assert [each.at for each in recent((deal(at=early),), WEEK, TEAM.zone)] == [early]


async def test_who_does_not_lead_the_team_any_more_gets_no_digest_that_waited(tmp_path):
    async with at_work(tmp_path) as work:
        mia, team, now = await work.who("Mia"), await work.team(), work.clock.now()
        key = f"manager-digest:{mia.id}:2026-W10"
        delivery = Delivery(
            id=work.ids(),
            kind=Kind.MANAGER_DIGEST,
            key=key,
            person=mia.id,
            team=team.id,
            due=now + timedelta(hours=1),
            until=now + timedelta(days=2),
        )
        digest = Digest(
            key=key,
            kind="manager-digest",
            person=mia.id,
            team=team.id,
            period="2026-W10",
            at=now,
            document=PAGE,
        )
        await work.store.put_digests([digest], [delivery])
        await work.store.put_member(mia.id, team.id, Role.REP, now)
        await work.delivers(hours=2)
        assert await work.reads("Mia") == ""
        (kept,) = await work.store.keyed([key])
        assert kept.state is State.SKIPPED


async def test_questions_that_change_where_they_stand_are_none_of_todays_messages(tmp_path):
    async with at_work(tmp_path) as work:
        for question in ("one?", "two?", "three?"):
            await work.says("Ana", f"/coach ask {question}")
        await work.delivers(minutes=1)
        work.clock.instant += timedelta(days=1)
        mia, today = await work.who("Mia"), work.clock.now()
        for request in await work.store.requests((await work.team()).id):
            screen = await work.presses("Mia", Act.REPLY, str(request.id))
            await work.fills("Mia", screen, text="Try it.")
        await work.delivers(minutes=1)
        assert (await work.reads("Mia")).count("You answered:") == 3
        assert await work.store.begun((mia.id,), today) == {mia.id: 0}
        assert await work.store.begun((mia.id,), today - timedelta(days=1, minutes=5)) == {mia.id: 3}


async def test_a_tip_that_still_waits_keeps_its_own_time_when_somebody_presses_it(tmp_path):
    async with at_work(tmp_path) as work:
        team, day = await work.team(), date(2026, 3, 10)
        waits = tip_delivery(work, team).model_copy(update={"due": work.clock.now() + timedelta(hours=2)})
        await work.store.enqueue((waits,))
        tip = LIBRARY.themes[LIBRARY.order[0]].tips[0]
        await work.store.give(team.id, tip.id, day)  # chosen already, but the platform wanted it later
        await work.presses("Ana", Act.TRYING, f"{team.id}/{tip.id}")
        (kept,) = await work.store.keyed([waits.key])
        assert (kept.due, kept.until) == (waits.due, waits.until)
