"""Who is heard: every kind of wrong token through the real route, each with its status; never a 500."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.teams.standin.standin import TENANT
from tests.teams.standin.state import Answer, Json
from tests.teams.wire import Wire, wire

HOUR = 3600
FOREIGN = "88888888-7777-4666-8555-444444444444"


def part(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def unsigned(world: Wire, header: object, signature: str = "") -> str:
    claims = world.teams.microsoft.claims(world.teams.service_url)
    return f"{part(header)}.{part(claims)}.{signature}"


def with_secret(world: Wire) -> str:
    """Signed with the public key as if it were a shared secret."""
    said = unsigned(world, {"alg": "HS256", "typ": "JWT", "kid": "first"}).rstrip(".")
    shared = json.dumps(world.teams.microsoft.published["first"]).encode()
    mac = base64.urlsafe_b64encode(hmac.new(shared, said.encode(), sha256).digest()).decode().rstrip("=")
    return f"{said}.{mac}"


def signed(world: Wire, *, kid: str | None = None, key: str = "", **claims: Any) -> str:
    said = world.teams.microsoft.claims(world.teams.service_url) | claims
    left = {name: value for name, value in said.items() if value is not None}
    return world.teams.microsoft.signed(left, kid=kid, key=key)


def stamp(world: Wire, seconds: int) -> int:
    return int(world.clock.now().timestamp()) + seconds


REFUSED: dict[str, Callable[[Wire], str]] = {
    "garbage": lambda _: "garbage",
    "three parts of garbage": lambda _: "a.b.c",
    "nothing": lambda _: "",
    "not ASCII": lambda _: "ÿ.ÿ.ÿ",
    "no algorithm": lambda world: unsigned(world, {"alg": "none", "typ": "JWT", "kid": "first"}),
    "no algorithm, in capitals": lambda world: unsigned(world, {"alg": "NONE", "kid": "first"}),
    "no algorithm named": lambda world: unsigned(world, {"kid": "first"}, "AAAA"),
    "a header that is a list": lambda world: unsigned(world, [], "AAAA"),
    "a shared secret": with_secret,
    "no signature": lambda world: unsigned(world, {"alg": "RS256", "kid": "first"}),
    "another signature": lambda world: signed(world)[:-8] + "AAAAAAAA",
    "another key under the same id": lambda world: signed(world, kid="first", key="stranger"),
    "an unknown key": lambda world: signed(world, kid="stranger"),
    "an id of a key that is no text": lambda world: unsigned(world, {"alg": "RS256", "kid": 5}, "AAAA"),
    "no id of a key": lambda world: unsigned(world, {"alg": "RS256", "typ": "JWT"}, "AAAA"),
    "over for six minutes": lambda world: signed(world, exp=stamp(world, -6 * 60)),
    "over for a year": lambda world: signed(world, exp=stamp(world, -365 * 24 * HOUR)),
    "no end": lambda world: signed(world, exp=None),
    "an end that is no number": lambda world: signed(world, exp="soon"),
    "an end that is true": lambda world: signed(world, exp=True),
    "not yet for six minutes": lambda world: signed(world, nbf=stamp(world, 6 * 60)),
    "a beginning that is no number": lambda world: signed(world, nbf="now"),
    "for another bot": lambda world: signed(world, aud=FOREIGN),
    "for nobody": lambda world: signed(world, aud=None),
    "for a number": lambda world: signed(world, aud=5),
    "from another issuer": lambda world: signed(world, iss="https://sts.windows.net/x/"),
    "from nobody": lambda world: signed(world, iss=None),
    "from an emulator": lambda world: signed(
        world, iss="https://login.microsoftonline.com/botframework.com/v2.0"
    ),
    "for another address": lambda world: signed(world, serviceurl="https://attacker.example/"),
    "for no address": lambda world: signed(world, serviceurl=None),
    "for an address that is a list": lambda world: signed(world, serviceurl=["x"]),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_token_that_is_not_right_is_refused(name):
    async with wire() as world:
        token = REFUSED[name](world)
        answer = await world.ana.says("help")
        assert answer.status == 200
        sent = (await heard_with(world, f"Bearer {token}")).status
        assert (sent, len(world.ear.heard)) == (401, 1)


async def heard_with(world: Wire, authorization: str | None, **more: Any) -> Answer:
    """What the bot answers to a message under another header."""
    activity = world.teams.last | {"id": "another"} | more
    headers = {"Content-Type": "application/json"}
    if authorization is not None:
        headers["Authorization"] = authorization
    return await world.teams.post(json.dumps(activity).encode(), headers)


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Negotiate x", "{token}", "Token {token}"]
)
async def test_another_header_is_refused(header):
    async with wire() as world:
        await world.ana.says("help")
        said = header and header.replace("{token}", world.teams.token())
        assert (await heard_with(world, said)).status == 401
        assert len(world.ear.heard) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"exp": -4 * 60},
        {"nbf": 4 * 60},
    ],
)
async def test_two_clocks_may_differ_by_five_minutes(more):
    async with wire() as world:
        await world.ana.says("help")
        claims: Json = {claim: stamp(world, seconds) for claim, seconds in more.items()}
        token = signed(world, **claims)
        assert (await heard_with(world, f"bearer {token}")).status == 200


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"serviceUrl": "https://attacker.example/"}, 401),
        ({"serviceUrl": None}, 401),
        ({"serviceUrl": ["x"]}, 401),
        ({"channelId": "webchat"}, 401),
        ({"channelId": None}, 401),
        ({"channelId": ["msteams"]}, 401),
        ({"channelData": {"tenant": {"id": FOREIGN}}}, 403),
        ({"channelData": None, "conversation": {"id": "a:1", "tenantId": FOREIGN}}, 403),
        ({"channelData": None, "conversation": {"id": "a:1"}}, 403),
        (
            {"channelData": {"tenant": {"id": TENANT}}, "conversation": {"id": "a:1", "tenantId": FOREIGN}},
            403,
        ),
        ({"channelData": {"tenant": {"id": TENANT.upper()}}}, 200),
        ({"channelData": None, "conversation": {"id": "a:1", "tenantId": TENANT}}, 200),
    ],
)
async def test_what_is_sent_has_to_be_what_is_vouched_for(more, status):
    async with wire() as world:
        await world.ana.says("help")
        answer = await heard_with(world, f"Bearer {world.teams.token()}", **more)
        assert answer.status == status
        assert len(world.ear.heard) == (2 if status == 200 else 1)


async def test_a_key_may_speak_only_for_the_channels_it_is_endorsed_for():
    async with wire() as world:
        world.teams.microsoft.publish("phone", ("skype", "webchat"))
        world.teams.microsoft.publish("nothing", ())
        world.teams.microsoft.publish("both", ("webchat", "msteams"))
        await world.ana.says("help")
        for kid, status in (("phone", 401), ("nothing", 401), ("both", 200)):
            assert (await heard_with(world, f"Bearer {signed(world, kid=kid)}")).status == status
        token = signed(world, kid="both")
        assert (await heard_with(world, f"Bearer {token}", channelId="webchat", id="3")).status == 403


async def test_a_bot_of_many_organisations_still_wants_to_know_which_one():
    async with wire(MICROSOFT_APP_TYPE="MultiTenant", MICROSOFT_APP_TENANT_ID="") as world:
        await world.ana.says("help")
        token = world.teams.token()
        other = {
            "channelData": {"tenant": {"id": FOREIGN}},
            "conversation": {"id": "a:1", "tenantId": FOREIGN},
        }
        assert (await heard_with(world, f"Bearer {token}", **other)).status == 200
        nowhere = {"channelData": None, "conversation": {"id": "a:1"}}
        assert (await heard_with(world, f"Bearer {token}", **nowhere)).status == 403


async def test_keys_that_change_are_asked_for_anew_and_the_old_ones_are_no_good_then():
    async with wire() as world:
        microsoft = world.teams.microsoft
        await world.ana.says("help")
        old = world.teams.token()
        microsoft.roll_over("second")
        world.clock.instant += timedelta(minutes=2)
        assert (await world.ana.says("help")).status == 200
        assert (await heard_with(world, f"Bearer {old}")).status == 401
        assert (await world.ana.says("help")).status == 200
        assert microsoft.key_fetches == 2


async def test_unknown_keys_do_not_make_kairos_ask_again_and_again():
    async with wire() as world:
        await world.ana.says("help")
        for n in range(5):
            token = signed(world, kid=f"stranger{n}", key="stranger")
            assert (await heard_with(world, f"Bearer {token}")).status == 401
        assert world.teams.microsoft.key_fetches == 1
        world.clock.instant += timedelta(minutes=2)
        token = signed(world, kid="stranger", key="stranger")
        for _ in range(3):
            assert (await heard_with(world, f"Bearer {token}")).status == 401
        assert world.teams.microsoft.key_fetches == 2


async def test_keys_that_cannot_be_had_are_a_no_for_now_and_old_ones_go_on():
    async with wire() as world:
        microsoft = world.teams.microsoft
        await world.ana.says("help")
        microsoft.keys_down = True
        world.clock.instant += timedelta(hours=30)
        assert (await world.ana.says("help")).status == 200
        await world.teams.until(lambda: microsoft.key_fetches == 2, "a fetch that failed")
        assert (await world.ana.says("help")).status == 200
        microsoft.roll_over("second")
        assert (await world.ana.says("help")).status == 401
        microsoft.keys_down = False
        world.clock.instant += timedelta(seconds=6)
        assert (await world.ana.says("help")).status == 200


@pytest.mark.parametrize("published", [{}, {"elliptic": {"kty": "EC", "kid": "elliptic", "crv": "P-256"}}])
async def test_a_list_without_a_key_that_can_be_used_leaves_the_old_keys_and_says_so(published, caplog):
    async with wire() as world:
        microsoft = world.teams.microsoft
        await world.ana.says("help")
        known, microsoft.published = microsoft.published, published
        world.clock.instant += timedelta(hours=30)
        assert (await world.ana.says("help")).status == 200
        await world.teams.until(lambda: microsoft.key_fetches == 2, "a fetch that brought nothing")
        assert (await world.ana.says("help")).status == 200
        microsoft.published = known
        microsoft.roll_over("second")
        world.clock.instant += timedelta(seconds=6)
        assert (await world.ana.says("help")).status == 200
        assert "Microsoft names no key that can be used" in caplog.text


async def test_one_bad_key_among_the_published_does_not_spoil_the_others():
    async with wire() as world:
        microsoft = world.teams.microsoft
        microsoft.published |= {
            "elliptic": {"kty": "EC", "kid": "elliptic", "crv": "P-256"},
            "broken": {"kty": "RSA", "kid": "broken", "n": "*", "e": "AQAB"},
            "private": {"kty": "RSA"},
        }
        world.clock.instant += timedelta(minutes=2)
        microsoft.publish("new")
        microsoft.kid = "new"
        assert (await world.ana.says("help")).status == 200
        await heard_with(world, f"Bearer {signed(world, kid='broken', key='first')}")
        assert world.ear.heard


async def test_without_an_app_id_only_this_machine_is_heard_and_no_token_is_believed():
    none = {"MICROSOFT_APP_ID": "", "MICROSOFT_APP_PASSWORD": "", "MICROSOFT_APP_TENANT_ID": ""}
    async with wire(**none, KAIROS_INSECURE_TEAMS="1") as world, ClientSession() as session:
        assert (await world.ana.says("help")).status == 200
        await world.line.connector.send(world.ear.last.reference, {"text": "Hello"})
        assert (await heard_with(world, "Bearer x")).status == 401
        assert (await heard_with(world, None, serviceUrl="https://attacker.example/")).status == 401
        assert (await heard_with(world, None, serviceUrl="http://127.0.0.1.attacker.example/")).status == 401
        assert (await heard_with(world, None, serviceUrl="http://[")).status == 401
        assert (await heard_with(world, None, serviceUrl=None)).status == 401
        for name in ("attacker.example", "127.0.0.1.attacker.example", "[", "a b"):
            headers = {"Host": name, "Content-Type": "application/json"}
            async with session.post(world.url, json=world.teams.last, headers=headers) as response:
                assert response.status in {400, 401}
        assert len(world.ear.heard) == 1


async def test_no_token_secret_or_text_is_ever_logged(caplog):
    caplog.set_level("DEBUG")
    async with wire() as world:
        await world.ana.says("what happens to the private answer")
        token = world.teams.token()
        await heard_with(world, f"Bearer {token[:-8]}AAAAAAAA")
        await world.line.connector.send(world.ear.last.reference, {"text": "a private card"})
        logged = "\n".join(
            one.getMessage() + str(one.exc_info) for one in caplog.records if one.name.startswith("bot.")
        )
        for secret in (token, world.teams.secret, "token-1", "private answer", "private card"):
            assert secret not in logged
