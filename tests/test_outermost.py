"""The ring around everything that is served: no fault without an id, nobody waited for without an end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from bot.clock import FixedClock
from bot.ids import ids
from bot.serving.server import SLOWEST, outermost
from tests.teamwork import TUESDAY_TEN

IDS = ids(FixedClock(TUESDAY_TEN), seed=1)


@asynccontextmanager
async def served(seconds: float = SLOWEST) -> AsyncIterator[int]:
    """The ring around a route that reads, one that fails and one that has enough of waiting itself."""

    async def read(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async def fail(request: web.Request) -> web.Response:
        raise ZeroDivisionError("the private answer")

    async def give_up(request: web.Request) -> web.Response:
        raise TimeoutError

    app = web.Application(client_max_size=1000, middlewares=[outermost(IDS, seconds)])
    app.add_routes([web.post("/read", read), web.get("/fail", fail), web.get("/give-up", give_up)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def answer(port: int, request: bytes) -> bytes:
    """The first line of what comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    first = await reader.readline()
    writer.close()
    return first


async def test_whoever_never_ends_their_body_is_not_waited_for():
    async with served(seconds=0.05) as port:
        begun = b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"
        assert b"408" in await answer(port, begun)


async def test_a_body_that_comes_is_read_and_one_that_is_too_long_is_not():
    async with served() as port:
        head = b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
        assert b"200" in await answer(port, head % 4 + b"four")
        assert b"413" in await answer(port, head % 5000 + b"x" * 5000)


async def test_endless_headers_are_refused():
    async with served() as port:
        assert b"400" in await answer(port, b"GET /fail HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n")
        many = b"".join(b"X-%d: 1\r\n" % n for n in range(500))
        assert b"400" in await answer(port, b"GET /fail HTTP/1.1\r\nHost: a\r\n" + many + b"\r\n")


@pytest.mark.parametrize("path", ["fail", "give-up"])
async def test_what_nobody_thought_of_has_an_id_that_the_log_knows(path, caplog):
    caplog.set_level(logging.ERROR)
    async with served() as port, ClientSession() as session:
        response = await session.get(f"http://127.0.0.1:{port}/{path}")
        assert response.status == 500
        told = await response.json()
    assert f"error {told['error']}" in [record.getMessage() for record in caplog.records]


async def test_a_path_that_is_not_there_is_no_fault(caplog):
    async with served() as port, ClientSession() as session:
        assert (await session.get(f"http://127.0.0.1:{port}/wp-admin")).status == 404
    assert not caplog.records
