"""Kairos in Microsoft's own local Teams client: a rep's week, as headless Chromium sees it.

The client sends no tokens, so Kairos believes whoever asks, on this machine only.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from bot.app import house
from bot.clock import FixedClock
from bot.house import House
from bot.ports import Member, Roster
from bot.serving.server import serving
from bot.settings import settings
from bot.teams.channel import channels
from bot.teams.office import office
from bot.teams.server import PATH, connected, part
from dialogs.people import Identity, Team
from tests.teams.playground.client import CHANNEL, MANAGER, REP, TENANT, ZONE, client, email, object_id
from tests.teams.world import LIBRARY, TUESDAY_TEN, WORDS

pytestmark = pytest.mark.browser

HERE = "127.0.0.1"
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
WIDE, NARROW = (1280, 2200), (420, 2600)
"""A desk and a narrow window, both so high that no card is cut."""

OUTSIDE = re.compile(rf"^https?://(?!{re.escape(HERE)}[:/])")
"""Fonts and icons that the client would fetch from Microsoft."""

KNOW = "What do you know of them that their website does not say?"
DIFFERENCE = "What changes for them because of you, and by how much?"
PROOF = "How will you make it obvious?"
QUESTION = "The one question that will make them think"
STEP = "The step you want them to take"
CHANCE = "How likely are they to take it?"
OPEN_QUESTION = "What happens to your Monday if nothing changes by spring?"
LEARNING = "wait after naming the price"


@dataclass
class Visit:
    """The client with somebody signed in, and Kairos behind it."""

    page: Page
    house: House
    clock: FixedClock

    def card(self, words: str) -> Locator:
        """The newest card that says this."""
        return self.page.locator(".ac-adaptiveCard").filter(has_text=words).last

    async def say(self, text: str) -> None:
        await self.page.locator("[contenteditable=true]").fill(text)
        await self.page.keyboard.press("Enter")

    async def place(self, name: str) -> None:
        await self.page.get_by_role("treeitem", name=name).click()

    async def at(self, moment: datetime) -> None:
        """The time is this, and what is due goes out."""
        self.clock.instant = moment
        await self.house.rounds.round()

    async def state(self, what: str, card: Locator) -> None:
        """Look at this card on a desk and in a narrow window: all of it can be read."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        for name, (width, height) in {"wide": WIDE, "narrow": NARROW}.items():
            await self.page.set_viewport_size({"width": width, "height": height})
            await card.screenshot(path=SHOTS / f"teams-{what}-{name}.png")
        await self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})


async def choose(card: Locator, question: str, *options: str) -> None:
    for option in options:
        await card.get_by_label(question).locator("label").filter(has_text=option).click()


async def write(card: Locator, question: str, text: str) -> None:
    await card.get_by_label(question).fill(text)


async def press(card: Locator, name: str) -> None:
    await card.get_by_role("button", name=name, exact=True).click()


def roster() -> Roster:
    members = tuple(
        Member(
            name=name,
            email=email(name),
            role=role,
            team="North",
            identity=Identity(platform="teams", workspace=TENANT, user=object_id(name)),
            zone=ZONE,
        )
        for name, role in {REP: "rep", MANAGER: "manager"}.items()
    )
    team = Team(
        id=0, name="North", platform="teams", workspace=TENANT, channel=CHANNEL, country="PT", zone=ZONE
    )
    return Roster(members=members, teams=(team,))


@asynccontextmanager
async def visiting(browser: Browser, modules: Path, folder: Path) -> AsyncIterator[Visit]:
    clock = FixedClock(TUESDAY_TEN)
    given = settings(KAIROS_DB=folder / "kairos.db", KAIROS_INSECURE_TEAMS="1", PORT=0)
    async with connected(given, HERE, clock) as line:
        ways = channels(line.connector, WORDS)
        async with house(given, clock=clock, library=LIBRARY, channels=ways) as here:
            await here.store.apply(roster(), clock.now())
            async with (
                serving(here, given, HERE, [part(here, line, office(here, line))]) as port,
                client(folder, modules, f"http://{HERE}:{port}{PATH}") as url,
            ):
                context = await browser.new_context(
                    viewport={"width": WIDE[0], "height": WIDE[1]}, locale="en-GB", reduced_motion="reduce"
                )
                context.set_default_timeout(15_000)
                await context.route(OUTSIDE, _shut)
                page = await context.new_page()
                await page.goto(url)
                await page.get_by_title("Toggle Log Panel").click()
                yield Visit(page, here, clock)
                await context.close()


async def _shut(route: Route) -> None:
    await route.abort()


async def test_a_rep_has_a_week(browser: Browser, node_modules: Path, tmp_path: Path):
    async with visiting(browser, node_modules, tmp_path) as visit:
        hello = visit.card("Hello, I am Kairos")
        await expect(hello).to_be_visible()
        await visit.state("01-hello", hello)

        await visit.say("precall Acme")
        form = visit.card("Before the call: Acme")
        await expect(form).to_be_visible()
        await visit.state("02-check", form)

        await press(form, "Check")
        await expect(form.get_by_text(WORDS.say("problem.required")).first).to_be_visible()
        await visit.state("03-left-out", form)
        await choose(form, KNOW, "This person's own goal or worry")
        await write(form, DIFFERENCE, "Their close takes two days instead of six")
        await choose(form, PROOF, "A trial", "Logic")
        await write(form, QUESTION, "Do you like it?")
        await choose(form, STEP, "Introduce someone")
        await choose(form, CHANCE, "70 %")
        await press(form, "Check")
