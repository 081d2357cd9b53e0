"""Whatever comes to Slack's route under a good signature is answered politely, and nothing kept is lost."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlencode

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.server import PATH
from dialogs.people import Identity
from dialogs.session import Session
from tests.fuzz.mangling import EXAMPLES, Json, broken, heard, living, mangled, trying
from tests.slack.standin.delivery import Delivery, HttpTransport
from tests.slack.standin.state import Ack
from tests.slack.standin.workspace import TEAM
from tests.slack.world import GOOD_CHECK, SECRET, World, kairos

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Recorder:
    """The way to the app, with a memory."""

    way: HttpTransport
    sent: list[tuple[str, Json]] = field(default_factory=list)

    async def deliver(self, delivery: Delivery, within: float) -> Ack:
        self.sent.append((delivery.kind, delivery.payload))
        return await self.way.deliver(delivery, within)


async def lived(world: World) -> list[tuple[str, Json]]:
    """A morning in Slack: everything that Slack sends, once."""
    way = world.slack.transport
    assert isinstance(way, HttpTransport)
    world.slack.transport = recorder = Recorder(way)
    ana = world.ana
    await ana.close(await world.checked("Acme"))
    await ana.command("/coach", "deals")
    await ana.press(await ana.sees_message("Glasses full: "), "More")
    await ana.sees_message("Effort balance")
    await ana.command("/precall", "Bolt")
    await ana.close(await ana.sees_modal("Before the call: Bolt"))
    await ana.command("/postcall", "Acme")
    form = await ana.sees_modal("After the call: Acme")
    await ana.submit(form, {"What did they agree to do?": ["Sign"]})
    await ana.close(form)
    await ana.command("/coach", "settings")
    form = await ana.sees_modal()
    await ana.submit(form, {"Your time zone": "Asia/Tokyo"})
    await ana.shortcut("before_call")
    await ana.open_home()
    await ana.sees_home()
    await world.slack.change_user("U1", tz="Europe/Lisbon")
    world.slack.transport = way
    return recorder.sent


async def somebody_else(world: World) -> Session:
    """A check of Bo's, whom no payload names."""
    identity = Identity(platform="slack", workspace=TEAM, user="U-BO")
    bo = await world.store.join(identity, "Bo", "UTC", "Standin", world.clock.now())
    begun = await world.house.coach.say(bo, "precall Secret", "bo")
    assert begun.session
    values = {"question": ("What happens to your Monday?",), "know": ("person",)}
    await world.house.coach.close(bo, str(begun.session), "check", values, "bo too")
    kept = await world.store.session(begun.session)
    assert kept
    return kept


def body(kind: str, payload: Json) -> tuple[str, str]:
    """As it goes over the line; a form with fields that are no texts goes as JSON."""
    if kind == "events_api":
        return json.dumps(payload), JSON
    if kind == "slash_commands" and isinstance(payload, dict):
        flat = {
            str(key): value if isinstance(value, str) else json.dumps(value) for key, value in payload.items()
        }
        return urlencode(flat, errors="replace"), FORM
    return f"payload={quote_plus(json.dumps(payload))}", FORM


async def answered(world: World, content: bytes, kind: str) -> int:
    """The status that a signed request gets."""
    assert isinstance(world.slack.transport, HttpTransport)
    way = world.slack.transport
    signed = way.headers(content.decode("latin-1")) if content.isascii() else _signed(way, content)
    async with way.session.post(
        world.url + PATH, data=content, headers={"Content-Type": kind, **signed}
    ) as response:
        await response.read()
        return response.status


def _signed(way: HttpTransport, content: bytes) -> dict[str, str]:
    stamp = way.headers("")["X-Slack-Request-Timestamp"]
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + content, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


async def still_well(world: World) -> None:
    """A check can be taken as ever, and is kept."""
    kept = len([each for each in world.store.sessions if each.submitted])
    world.slack.forgive()
    await world.ana.command("/precall", "Last")
    form = await world.ana.sees_modal("Before the call: Last")
    await world.ana.submit(form, GOOD_CHECK)
    assert len([each for each in world.store.sessions if each.submitted]) == kept + 1
    world.slack.forgive()


def fuzzed(examples: int, *, raw: bool) -> None:
    with heard() as ear, living(kairos()) as (world, run):
        samples, kept = run(lived(world)), run(somebody_else(world))

        @trying(examples)
        @given(st.data())
        def whatever_comes(data: st.DataObject) -> None:
            kind, sample = data.draw(st.sampled_from(samples))
            text, content = body(kind, sample if raw else data.draw(mangled([sample])))
            sent = data.draw(broken(text.encode())) if raw else text.encode()
            assert run(answered(world, sent, content)) < 500

        whatever_comes()
        run(still_well(world))
        assert run(world.store.session(kept.id)) == kept
        world.slack.forgive()
    assert not ear.without_an_id


@EXAMPLES
def test_a_payload_with_anything_wrong_in_it_is_answered(examples: int):
    fuzzed(examples, raw=False)


@EXAMPLES
def test_a_body_that_is_torn_is_answered(examples: int):
    fuzzed(examples, raw=True)
