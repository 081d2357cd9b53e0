"""Whatever comes to Teams' route with a good token is answered politely, and nothing kept is lost."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from dialogs.people import Identity
from dialogs.session import Session
from tests.fuzz.mangling import EXAMPLES, Json, broken, heard, living, mangled, trying, written
from tests.slack.world import GOOD_CHECK
from tests.teams.standin.standin import TENANT
from tests.teams.world import World, kairos

KNOWN_NO = {400, 401, 403, 501}
"""No activity, nobody vouches for it, another organisation's, nothing that is known."""


async def lived(world: World) -> list[Json]:
    """A morning in Teams: everything that Teams sends, once."""
    teams, ana = world.teams, world.ana
    sent: list[Json] = []

    def keep() -> None:
        sent.append(copy.deepcopy(teams.last))

    card = await world.form("precall Acme")
    keep()
    await ana.presses(card, "Check", GOOD_CHECK)
    keep()
    await ana.says("deals")
    keep()
    await world.in_dialog({"kairos": {"act": "settings", "ref": "", "page": "", "key": "k"}})
    keep()
    await ana.submits({})
    keep()
    await world.in_dialog({"kairos": {"act": "begin", "ref": "precall/=Bolt & Sons", "page": "", "key": "k"}})
    keep()
    channel = teams.add_channel("General", ana)
    await ana.says("week", channel)
    keep()
    await ana.installs(channel)
    keep()
    await ana.executes(card, {"kairos": {"act": "home", "ref": "", "page": "", "key": "k"}})
    keep()
    return sent


async def somebody_else(world: World) -> Session:
    """A check of Bo's, whom no activity names."""
    identity = Identity(platform="teams", workspace=TENANT, user="00000000-0000-0000-0000-0000000000b0")
    bo = await world.store.join(identity, "Bo", "UTC", "Standin", world.clock.now())
    begun = await world.house.coach.say(bo, "precall Secret", "bo")
    assert begun.session
    values = {"question": ("What happens to your Monday?",), "know": ("person",)}
    await world.house.coach.close(bo, str(begun.session), "check", values, "bo too")
    kept = await world.store.session(begun.session)
    assert kept
    return kept


async def answered(world: World, raw: bytes) -> int:
    """The status that a request with a good token gets."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {world.teams.token()}"}
    return (await world.teams.post(raw, headers)).status


async def still_well(world: World) -> None:
    """A check can be taken as ever, and is kept."""
    kept = len([each for each in world.store.sessions if each.submitted])
    bea = world.teams.add_person("Bea Nunes")
    await bea.says("help")
    await bea.sees("coach deals")
    card = await world.form("precall Last", bea)
    await bea.presses(card, "Check", GOOD_CHECK)
    assert len([each for each in world.store.sessions if each.submitted]) == kept + 1
    world.teams.forgive()


def fuzzed(examples: int, *, raw: bool) -> None:
    with heard() as ear, living(kairos()) as (world, run):
        samples, kept = run(lived(world)), run(somebody_else(world))

        @trying(examples)
        @given(st.data())
        def whatever_comes(data: st.DataObject) -> None:
            sent = (
                data.draw(broken(written(data.draw(st.sampled_from(samples)))))
                if raw
                else written(data.draw(mangled(samples)))
            )
            status = run(answered(world, sent))
            assert status == 200 or status in KNOWN_NO

        whatever_comes()
        world.teams.forgive()
        run(still_well(world))
        assert run(world.store.session(kept.id)) == kept
        world.teams.forgive()
    assert not ear.without_an_id


@EXAMPLES
def test_an_activity_with_anything_wrong_in_it_is_answered(examples: int):
    fuzzed(examples, raw=False)


@EXAMPLES
def test_a_body_that_is_torn_is_answered(examples: int):
    fuzzed(examples, raw=True)
