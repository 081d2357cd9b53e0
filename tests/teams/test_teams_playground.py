"""Kairos in Microsoft's own local Teams client: a rep's week, as headless Chromium sees it.

The client sends no tokens, so Kairos believes whoever asks, on this machine only.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from bot.app import house
from bot.clock import FixedClock
from bot.demo.history import fill, lives
from bot.demo.made_up import made_up
from bot.house import House
from bot.ids import ids
from bot.ports import Member, Roster
from bot.serving.server import serving
from bot.settings import settings
from bot.store.store import SqliteStore
from bot.teams.channel import channels
from bot.teams.connector import Connector
from bot.teams.heard import Reference
from bot.teams.office import office
from bot.teams.server import PATH, connected, part
from dialogs.people import Identity, Team
from tests.teams.playground.client import (
    CHANNEL,
    MANAGER,
    PATIENCE,
    PEOPLE,
    REP,
    TENANT,
    ZONE,
    client,
    email,
    object_id,
)
from tests.teams.world import LIBRARY, TUESDAY_TEN, WORDS

pytestmark = pytest.mark.browser

HERE = "127.0.0.1"
SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
FRIDAY = datetime(2026, 3, 13, 15, tzinfo=UTC)

SIZE = (1280, 2600)
"""A window so high that no card is cut."""

PHONE = ".ac-adaptiveCard { box-sizing: border-box; width: 300px }"
"""What the client does not do itself: show a card as narrow as Teams does on a phone."""

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


PAGES = {
    REP: {
        "help": "coach deals",
        "deals": "Your deals",
        "deal Bluefin Bakeries": "Bluefin Bakeries",
        "week": "Your week",
        "shared": "Who looked",
        "settings": "Your time zone",
    },
    MANAGER: {"team": "the week from Mon 9 March", "setup": "Harbour team"},
}
"""What they write, and what the page says that comes."""


@dataclass
class Visit:
    """The client with somebody signed in, and Kairos behind it."""

    page: Page
    house: House
    clock: FixedClock
    connector: Connector

    async def sees(self, words: str) -> Locator:
        """The newest card, once it says this."""
        card = self.page.locator(".ac-adaptiveCard").last
        await expect(card).to_contain_text(words)
        return card

    async def say(self, text: str) -> None:
        await self.page.locator("[role=textbox][contenteditable]").fill(text)
        await self.page.keyboard.press("Enter")

    async def place(self, name: str) -> None:
        await self.page.get_by_role("treeitem", name=name).click()

    async def at(self, moment: datetime) -> None:
        """The time is this, and what is due goes out."""
        self.clock.instant = moment
        await self.house.rounds.round()

    async def state(self, what: str, card: Locator) -> None:
        """Look at this card as wide as the client shows it and as narrow as a phone: nothing is cut.

        Only the client itself shortens what stands below the bars of a chart.
        """
        SHOTS.mkdir(parents=True, exist_ok=True)
        for name, style in {"wide": "/* as it is */", "narrow": PHONE}.items():
            squeezed = await self.page.add_style_tag(content=style)
            await card.screenshot(path=SHOTS / f"teams-{what}-{name}.png")
            hidden = await card.evaluate(
                "card => [card, ...card.querySelectorAll('*')].filter(each => !each.closest('svg'))"
                ".filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth)"
                ".map(each => each.className + ': ' + each.textContent)"
            )
            assert not hidden, (what, name, hidden)
            await squeezed.evaluate("style => style.remove()")

    async def window(self, what: str) -> None:
        """Look at the whole window of the client, at a height that people have."""
        await self.page.set_viewport_size({"width": SIZE[0], "height": 1000})
        await self.page.screenshot(path=SHOTS / f"teams-{what}.png")
        await self.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})


async def choose(card: Locator, question: str, *options: str) -> None:
    asked = card.locator(f'div:has(> label:has-text("{question}"))')
    opened = asked.get_by_role("combobox")
    if await opened.count():
        await opened.click()
        asked = card.page.get_by_role("listbox")
    for option in options:
        await asked.get_by_text(option).last.click()


async def write(card: Locator, question: str, text: str) -> None:
    await card.get_by_label(question).fill(text)


async def press(card: Locator, name: str) -> None:
    await card.get_by_role("button", name=name, exact=True).click()


async def fill_check(form: Locator, question: str) -> None:
    await choose(form, KNOW, "This person's own goal or worry")
    await write(form, DIFFERENCE, "Their close takes two days instead of six")
    await choose(form, PROOF, "A trial", "Logic")
    await write(form, QUESTION, question)
    await choose(form, STEP, "Introduce someone")
    await choose(form, CHANCE, "70 %")


def roster() -> Roster:
    """The made-up team, as it is known in Teams."""
    world = made_up()
    members = tuple(
        Member(
            name=name,
            email=email(name),
            role="manager" if name == MANAGER else "rep",
            team=world.team["name"],
            identity=Identity(platform="teams", workspace=TENANT, user=object_id(name)),
            zone=ZONE,
        )
        for name in PEOPLE
    )
    team = Team(id=0, platform="teams", workspace=TENANT, **{**world.team, "channel": CHANNEL})
    return Roster(members=members, teams=(team,))


@asynccontextmanager
async def visiting(
    browser: Browser, modules: Path, folder: Path, signed_in: str = REP, start: datetime = TUESDAY_TEN
) -> AsyncIterator[Visit]:
    clock = FixedClock(start)
    given = settings(KAIROS_DB=folder / "kairos.db", KAIROS_INSECURE_TEAMS="1", PORT=0)
    async with connected(given, HERE, clock) as line:
        ways = channels(line.connector, WORDS)
        async with house(given, clock=clock, library=LIBRARY, channels=ways) as here:
            await here.store.apply(roster(), clock.now())
            async with (
                serving(here, given, HERE, [part(here, line, office(here, line))]) as port,
                client(folder, modules, f"http://{HERE}:{port}{PATH}", signed_in) as url,
            ):
                context = await browser.new_context(
                    viewport={"width": SIZE[0], "height": SIZE[1]}, locale="en-GB", reduced_motion="reduce"
                )
                context.set_default_timeout(15_000)
                context.set_default_navigation_timeout(1_000 * PATIENCE)  # as long as it may take to start
                await context.route(OUTSIDE, _shut)
                page = await context.new_page()
                await page.goto(url)
                await page.get_by_title("Toggle Log Panel").click()
                yield Visit(page, here, clock, line.connector)
                await context.close()


async def _shut(route: Route) -> None:
    await route.abort()


async def test_a_rep_has_a_week(browser: Browser, node_modules: Path, tmp_path: Path):
    async with visiting(browser, node_modules, tmp_path) as visit:
        await visit.state("01-hello", await visit.sees("Hello, I am Kairos"))

        await visit.say("precall Acme")
        form = await visit.sees("Before the call: Acme")
        await visit.state("02-check", form)
        await press(form, "Check")
        await visit.state("03-left-out", await visit.sees("Choose one to go on"))
        await fill_check(form, question="Do you like it?")
        await press(form, "Check")
        push = await visit.sees("One thing first")
        await visit.state("04-push-back", push)
        await write(push, QUESTION, OPEN_QUESTION)
        await press(push, "Use this")
        verdict = await visit.sees("5 of 5 grounds full")
        await visit.state("05-verdict", verdict)
        await choose(verdict, "Which barrier will you watch?", "Impatience")
        await press(verdict, "Take this plan")
        await visit.state("06-plan", await visit.sees("Your plan"))
        await visit.window("window")

        await visit.at(TUESDAY_TEN + timedelta(minutes=56))
        nudge = await visit.sees("How did it go with Acme?")
        await visit.state("07-nudge", nudge)
        await press(nudge, "After the call")
        reflection = await visit.sees("What did they agree to do?")
        await visit.state("08-reflection", reflection)
        await choose(reflection, "What did they agree to do?", "Introduce someone")
        await write(reflection, "Next time I will", LEARNING)
        await press(reflection, "Done")
        await visit.state("09-verdict-after", await visit.sees(LEARNING))

        await visit.at(datetime(2026, 3, 11, 9, 1, tzinfo=UTC))
        await visit.place("North - sales")
        tip = await visit.sees("Tip of the day")
        await visit.state("10-tip", tip)
        await press(tip, "Trying it today")
        await visit.at(datetime(2026, 3, 11, 9, 2, tzinfo=UTC))
        await visit.state("11-tip-tried", tip)

        await visit.at(datetime(2026, 3, 13, 16, 1, tzinfo=UTC))
        await visit.place("Personal Chat")
        await visit.state("12-digest", await visit.sees("Your week"))


async def test_the_client_says_what_the_channels_of_a_team_are_called(
    browser: Browser, node_modules: Path, tmp_path: Path
):
    async with visiting(browser, node_modules, tmp_path) as visit:
        await visit.sees("Hello, I am Kairos")
        kept = await visit.house.store.newest_address("teams", TENANT)
        chat = Reference.model_validate(kept)
        assert (await visit.connector.channels(chat, "19:north"))[CHANNEL] == "sales"


@pytest.mark.parametrize("who", [REP, MANAGER])
async def test_eight_weeks_can_be_read(browser: Browser, node_modules: Path, tmp_path: Path, who: str):
    async with await SqliteStore.open(tmp_path / "kairos.db", ids(FixedClock(FRIDAY), 1)) as store:
        await fill(store, LIBRARY, FRIDAY, lives(made_up(), FRIDAY))
    async with visiting(browser, node_modules, tmp_path, who, FRIDAY) as visit:
        await visit.sees("Hello, I am Kairos")
        cards = visit.page.locator(".ac-adaptiveCard")
        for n, (said, words) in enumerate(PAGES[who].items(), 1):
            await visit.say(said)
            await expect(cards).to_have_count(n + 1)
            shot = f"{'rep' if who == REP else 'manager'}-{n}-{said.split()[0]}"
            await visit.state(shot, await visit.sees(words))
