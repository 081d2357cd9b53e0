"""What a person does on the page: write, press, send a form, close one, put the clock ahead."""

import asyncio
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.clock import ShiftedClock
from bot.coach.scenes import Screen
from bot.coach.use_cases import Sent
from bot.house import House
from bot.ports import Post
from bot.web.channel import chat
from bot.web.inbound import Filled, Inbound, Jumped, Pressed, Said, Unreadable, read
from bot.web.jumps import MOST_STOPS, Jump, jump_to, landing, next_stop
from bot.web.places import OWN, Cast, Places
from bot.web.render import Renderer
from dialogs.document import Act, Document, Text
from dialogs.errors import NotThere
from dialogs.people import Person


class Acts:
    """The handlers. Each answers with the page to open, if there is one, and with how the places look now."""

    def __init__(self, house: House, clock: ShiftedClock, places: Places, renderer: Renderer) -> None:
        """``clock`` is the one the house tells the time by."""
        self._house = house
        self._clock = clock
        self._places = places
        self._renderer = renderer
        self._one_round = asyncio.Lock()
        self._one_jump = asyncio.Lock()

    @property
    def routes(self) -> list[web.RouteDef]:
        """The acts and their addresses."""
        return [
            web.get("/look", self.look),
            web.post("/say", self.say),
            web.post("/press", self.press),
            web.post("/submit", self.submit),
            web.post("/close", self.close),
            web.post("/clock", self.jump),
        ]

    async def look(self, request: web.Request) -> web.Response:
        """How the places look now."""
        return web.json_response(await self._places.look(await self._cast(request)))

    async def say(self, request: web.Request) -> web.Response:
        """A typed command: it stands in the chat as the person's own, with the answer below or opened."""
        body = await read(request, Said)
        cast, person, key = await self._who(request, body)
        text = " ".join("".join(sign if sign.isprintable() else " " for sign in body.text).split())
        if not text:
            raise Unreadable
        own = Document(title="", summary=text, blocks=(Text(text=text),))
        await self._put(person, f"{OWN}{key}", own)
        return await self._answer(cast, person, await self._house.coach.say(person, text, key), key)

    async def press(self, request: web.Request) -> web.Response:
        """A pressed button."""
        body = await read(request, Pressed)
        cast, person, key = await self._who(request, body)
        screen = await self._house.coach.press(person, body.act, body.ref, key)
        return await self._answer(cast, person, screen, key)

    async def submit(self, request: web.Request) -> web.Response:
        """A form, sent."""
        body = await read(request, Filled)
        cast, person, key = await self._who(request, body)
        form = Sent(act=body.act, ref=body.ref, page=body.page, values=body.values)
        screen = await self._house.coach.fill(person, form, key)
        return await self._answer(cast, person, screen, key)

    async def close(self, request: web.Request) -> web.Response:
        """A form closed half-way: what was typed is kept."""
        body = await read(request, Filled)
        cast, person, key = await self._who(request, body)
        if body.act is not Act.ANSWER:
            raise Unreadable
        await self._house.coach.close(person, body.ref, body.page, body.values, f"{key}:close")
        return await self._answer(cast, person, None, key)

    async def jump(self, request: web.Request) -> web.Response:
        """The clock goes ahead, and what comes due on the way arrives at its hour."""
        body = await read(request, Jumped)
        cast, person, key = await self._who(request, body)
        zones = {Jump.MORNING: cast.team.zone, Jump.MONDAY: (cast.manager or person).zone}
        zone = zones.get(body.to, person.zone)  # of whom something comes to at that hour
        async with self._one_jump:
            await self._go_to(landing(body.to, self._clock.now(), zone))
        return await self._answer(cast, person, None, key)

    async def round(self) -> None:
        """Deliver what is due, one round at a time: whoever waits for one sees what it brought."""
        async with self._one_round:
            await self._house.rounds.round()

    async def _go_to(self, end: datetime) -> None:
        """Put the clock ahead from stop to stop, with a round at each but the last: the answer's own."""
        for _ in range(MOST_STOPS):
            stop = await next_stop(self._house.store, self._clock.now())
            if stop >= end:
                break
            async with self._one_round:  # no round sees the clock jump
                await jump_to(self._house.store, self._clock, stop)
                await self._house.rounds.round()
        async with self._one_round:
            await jump_to(self._house.store, self._clock, end)

    async def _cast(self, request: web.Request) -> Cast:
        cast = await self._places.cast(request.query.get("rep", ""), request.query.get("manager", ""))
        if cast is None:
            raise NotThere
        return cast

    async def _who(self, request: web.Request, body: Inbound) -> tuple[Cast, Person, str]:
        cast = await self._cast(request)
        person = cast.member(body.who)
        return cast, person, f"web:{person.id}:{body.key}"

    async def _answer(self, cast: Cast, person: Person, screen: Screen | None, key: str) -> web.Response:
        if screen and not screen.opens:
            for number, document in enumerate((screen.document, *screen.more)):
                await self._put(person, f"answer:{key}:{number}", document)
        await self.round()
        answer: dict[str, Any] = {"sheet": None, "look": await self._places.look(cast)}
        if screen and screen.opens:
            answer["sheet"] = {
                "title": screen.document.title,
                "html": self._renderer.page(screen.document),
            }
        return web.json_response(answer)

    async def _put(self, person: Person, mark: str, document: Document) -> None:
        post = Post(
            id=self._house.ids(),
            place=chat(person.id),
            at=self._clock.now(),
            mark=mark,
            document=document,
        )
        await self._house.store.put_post(post)
