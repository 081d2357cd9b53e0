"""The playground answers its own page and nobody else."""

import json

import pytest

from bot.web.guard import from_this_machine, hosts
from tests.web.conftest import KEY, Client, World


def said(world: World) -> dict[str, str]:
    return {"as": world.id("Ana"), "key": f"{KEY}1", "text": "help"}


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
async def test_this_machine_by_any_of_its_names_is_answered(client: Client, name: str):
    port = client.world.url.rstrip("/").rpartition(":")[2]
    status, text = await client.get("", Host=f"{name}:{port}")
    assert status == 200
    assert "<h1>" in text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example", ""])
async def test_another_name_is_turned_away_with_the_right_address(client: Client, host: str):
    status, text = await client.get("look", Host=host)
    assert status == 403
    assert client.world.url in json.loads(text)["problem"]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1", "http://localhost:1"]
)
async def test_an_act_from_another_page_is_turned_away(client: Client, origin: str):
    status, answer = await client.post("say", said(client.world), Origin=origin)
    assert status == 403
    assert answer["problem"].endswith("so nothing was done.")
    assert "said:" not in str((await client.look())["places"]["rep"]["posts"])


@pytest.mark.parametrize(("site", "status"), [("same-origin", 200), ("cross-site", 403), ("none", 403)])
async def test_without_an_origin_the_browser_has_to_say_that_it_is_the_same(
    client: Client, site: str, status: int
):
    headers = {"Sec-Fetch-Site": site, "Content-Type": "application/json"}
    async with client.session.post(
        client.world.url + "say", json=said(client.world), headers=headers
    ) as response:
        assert response.status == status


async def test_without_any_word_from_the_browser_it_is_turned_away(client: Client):
    async with client.session.post(client.world.url + "say", json=said(client.world)) as response:
        assert response.status == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_plain_form_could_send_is_turned_away(client: Client, kind: str):
    body = json.dumps(said(client.world)).encode()
    status, _ = await client.post("say", body, **{"Content-Type": kind})
    assert status == 403


async def test_a_body_beyond_the_limit_is_not_read(client: Client):
    status, answer = await client.post("say", b'"' + b"x" * 300_000 + b'"')
    assert status == 413
    assert answer["problem"]


PATHS = ("", "look", "static/kairos.js", "nothing-here")


async def test_every_answer_forbids_what_comes_from_elsewhere(client: Client):
    for path in PATHS:
        async with client.session.get(client.world.url + path) as response:
            policy = response.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'self';")
            assert "unsafe" not in policy
            assert "form-action 'self'" in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "no-store" in response.headers["Cache-Control"]


async def test_no_answer_may_stand_in_a_frame_or_be_read_by_another_page(client: Client):
    for path in PATHS:
        async with client.session.get(
            client.world.url + path, headers={"Origin": "http://evil.example"}
        ) as response:
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Frame-Options"] == "DENY"
            assert not [name for name in response.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("mode", "kind", "status"),
    [
        ("navigate", "document", 200),
        ("navigate", "iframe", 403),
        ("no-cors", "script", 403),
        ("no-cors", "image", 403),
        ("cors", "empty", 403),
        ("", "", 403),
    ],
)
async def test_another_page_may_link_to_the_playground_and_nothing_else(
    client: Client, site: str, mode: str, kind: str, status: int
):
    told = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": kind}
    for path in ("", "look", "static/kairos.js"):
        assert (await client.get(path, **told))[0] == status


async def test_a_page_of_this_machines_other_port_is_another_page(client: Client):
    told = {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"}
    assert (await client.post("say", said(client.world), **told))[0] == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_a_page_elsewhere_asking_first_is_told_nothing(client: Client, method: str):
    asks = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    async with client.session.request(method, client.world.url + "say", headers=asks) as response:
        assert response.status == 403
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_a_name_that_leads_here_cannot_act_either(client: Client):
    """DNS rebinding: to the browser the page and the playground are one origin then."""
    told = {"Host": "evil.example", "Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}
    assert (await client.post("say", said(client.world), **told))[0] == 403
    assert (await client.get("look", **told))[0] == 403


@pytest.mark.parametrize("remote", ["192.168.1.7", "2001:db8::1", "", "nonsense"])
def test_another_machine_is_no_neighbour(remote: str):
    assert not from_this_machine(remote)


@pytest.mark.parametrize("remote", ["127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is(remote: str):
    assert from_this_machine(remote)


def test_on_the_usual_port_a_browser_leaves_it_out():
    assert {"localhost", "localhost:80"} <= hosts(80)
    assert "localhost" not in hosts(8080)
