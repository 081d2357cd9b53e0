"""`kairos check` about Teams: a small login server that says what Microsoft's says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.settings import Settings, settings
from bot.teams.doctor import REASONS, check
from bot.teams.endpoints import Endpoints

APP = "12345678-90ab-cdef-1234-567890abcdef"
SECRET = "a secret that only Microsoft and Kairos know"
TENANT = "contoso.example"


def configured(**changes: object) -> Settings:
    """Settings of a bot of one organisation."""
    whole = {
        "MICROSOFT_APP_ID": APP,
        "MICROSOFT_APP_PASSWORD": SECRET,
        "MICROSOFT_APP_TYPE": "SingleTenant",
        "MICROSOFT_APP_TENANT_ID": TENANT,
        "KAIROS_INSECURE_TEAMS": False,
    }
    return settings(**whole | changes)


@asynccontextmanager
async def login(number: int = 0) -> AsyncIterator[Endpoints]:
    """A login that refuses with that number; with none it gives a token to whoever knows the secret."""

    async def give(request: web.Request) -> web.Response:
        form = await request.post()
        known = form["client_id"] == APP and form["client_secret"] == SECRET
        asked = (form["grant_type"], form["scope"])
        if asked != ("client_credentials", "https://api.botframework.com/.default"):
            return web.json_response({"error": "invalid_scope", "error_codes": [70011]}, status=400)
        if number or not known:
            said = {"error": "invalid_client", "error_codes": [number or 7000215]}
            return web.json_response(said, status=401)
        return web.json_response({"token_type": "Bearer", "access_token": "made-up", "expires_in": 3599})

    app = web.Application()
    app.router.add_post("/{tenant}/oauth2/v2.0/token", give)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield Endpoints(login=f"http://127.0.0.1:{runner.addresses[0][1]}/")
    finally:
        await runner.cleanup()


async def test_credentials_that_microsoft_takes_are_fine():
    async with login() as endpoints:
        assert await check(configured(), endpoints) == [
            ("ok", f"teams: Microsoft gives tokens to the app {APP}")
        ]


async def test_a_wrong_secret_is_told_and_never_shown():
    async with login() as endpoints:
        [(state, text)] = await check(configured(MICROSOFT_APP_PASSWORD="mistyped"), endpoints)
    assert state == "wrong"
    assert "AADSTS7000215" in text
    assert "the secret's value, not its id" in text
    assert "mistyped" not in text


@pytest.mark.parametrize("number", [int(number.removeprefix("AADSTS")) for number in REASONS])
async def test_what_microsoft_says_most_is_explained(number: int):
    async with login(number) as endpoints:
        [(state, text)] = await check(configured(), endpoints)
    assert state == "wrong"
    assert text.endswith(f"AADSTS{number}. That means: {REASONS[f'AADSTS{number}']}.")


async def test_what_microsoft_says_seldom_keeps_its_number():
    async with login(50196) as endpoints:
        assert await check(configured(), endpoints) == [
            ("wrong", "teams: Microsoft's login refused: AADSTS50196.")
        ]


async def test_without_a_network_it_says_so():
    async with login() as endpoints:
        gone = endpoints
    [(state, text)] = await check(configured(), gone)
    assert state == "wrong"
    assert "login does not answer" in text


async def test_a_bot_of_many_organisations_is_warned_that_it_hears_them_all():
    async with login() as endpoints:
        many = configured(MICROSOFT_APP_TYPE="MultiTenant", MICROSOFT_APP_TENANT_ID="")
        assert [state for state, _ in await check(many, endpoints)] == ["ok", "warning"]


@pytest.mark.parametrize("missing", ["MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID", "MICROSOFT_APP_ID"])
async def test_half_a_configuration_is_told_without_asking_anybody(missing: str):
    nowhere = Endpoints(login="http://127.0.0.1:1")
    [(state, text)] = await check(configured(**{missing: ""}), nowhere)
    assert state == "wrong"
    assert missing in text


async def test_nothing_is_said_where_teams_is_not_set_up():
    nothing = dict.fromkeys(("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID"), "")
    assert await check(configured(**nothing)) == []
    [(state, text)] = await check(configured(**nothing, KAIROS_INSECURE_TEAMS=True))
    assert state == "warning"
    assert "KAIROS_INSECURE_TEAMS" in text
