"""What somebody asked for and what goes unasked share what Slack takes; the answer goes first."""

from tests.hurried import Noted
from tests.slack.world import kairos


async def test_the_pages_of_an_answer_go_first_and_the_card_of_a_verdict_lets_them():
    pace = Noted()
    async with kairos(pace=pace) as world:
        ana = world.ana
        await ana.close(await world.checked())
        await ana.sees_message("Right earned")
        assert {unasked for _, unasked in pace.turns} == {True}
        await world.began(calls=10)
        before = len(pace.turns)
        await ana.command("/coach", "export")
        await ana.sees_message("It is long")
        await ana.sees_message("Deal 0")
        assert ("U1", False) in pace.turns[before:]
