"""One page of the playground in a real browser, looked at as a person who sees and as one who does not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, Request, expect

from tests.web.conftest import World

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
PHONE, DESK = (360, 740), (1440, 900)
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1440"])
DIFFERENCE = "Their month-end close takes two days instead of six"
QUESTION = "What happens to your Monday if nothing changes by spring?"


@dataclass
class Visit:
    """One page, and all that went wrong on it."""

    page: Page
    name: str
    wrong: list[str] = field(default_factory=list)

    @property
    def rep(self) -> Locator:
        return self.page.locator("#place-rep")

    @property
    def sheet(self) -> Locator:
        return self.page.locator("dialog#sheet")

    async def go(self, place: str) -> Locator:
        """To another place: a tab on a phone, beside the others on a desk."""
        tab = self.page.locator(f"[data-tab={place}]")
        if await tab.is_visible():
            await tab.click()
        return self.page.locator(f"#place-{place}")

    async def jump(self, to: str) -> None:
        """Put the clock ahead."""
        toggle = self.page.get_by_role("button", name="Put the clock ahead")
        if await toggle.is_visible():
            await toggle.click()
        await self.page.get_by_role("button", name=to).click()

    def clock(self, place: str, part: str) -> Locator:
        """The hour, the day or the zone as it is where a place is read."""
        return self.page.locator(f"#place-{place} [data-part={part}]")

    async def say(self, text: str) -> None:
        await self.rep.get_by_label("Write to Kairos").fill(text)
        await self.page.keyboard.press("Enter")

    async def check(self, deal: str) -> None:
        await self.say(f"/precall {deal}")
        await expect(self.sheet.get_by_role("heading", name=f"Before the call: {deal}")).to_be_focused()

    async def choose(self, question: str, *options: str) -> None:
        group = self.sheet.locator("fieldset").filter(has=self.page.locator("legend", has_text=question))
        for option in options:
            await group.locator("label.option").filter(has_text=option).first.click()

    async def write(self, question: str, text: str) -> None:
        await self.sheet.get_by_label(question).fill(text)

    async def fill_check(self, difference: str = DIFFERENCE) -> None:
        await self.choose("What do you know of them", "This person's own goal or worry")
        await self.write("What changes for them", difference)
        await self.choose("How will you make it obvious", "A trial", "An economic case")
        await self.write("The one question", QUESTION)
        await self.choose("The step you want", "Introduce someone")
        await self.choose("How likely", "70 %")

    async def take_plan(self, barrier: str) -> None:
        await self.choose("Which barrier", barrier)
        await self.press("Take this plan")

    async def press(self, name: str) -> None:
        await self.sheet.get_by_role("button", name=name, exact=True).click()

    async def close(self) -> None:
        await self.sheet.locator(".sheet-foot [data-close]").click()
        await expect(self.sheet).to_be_hidden()

    async def state(self, what: str) -> None:
        """Look at this state as a person who sees and as one who does not."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=SHOTS / f"{self.name}-{what}.png")
        found = (await Axe().run(self.page)).response["violations"]
        heavy = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in HEAVY]
        assert not heavy, (what, heavy)
        wide = await self.page.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('.scroll, .sheet-body')]"
            ".filter(each => each.scrollWidth > each.clientWidth).map(each => each.className || each.tagName)"
            ".concat(document.body.scrollHeight > innerHeight ? ['page'] : [])"
        )
        assert not wide, (what, wide)


HEAVY = {"serious", "critical"}


@asynccontextmanager
async def visiting(
    browser: Browser, world: World, size: tuple[int, int], *, dark: bool = False
) -> AsyncIterator[Visit]:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        has_touch=size == PHONE,
        locale="en-GB",
    )
    context.set_default_timeout(8000)
    page = await context.new_page()
    visit = Visit(page, f"{size[0]}-{'dark' if dark else 'light'}")

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page went away while it looked for news
            visit.wrong.append(f"{request.method} {request.url}: {request.failure}")

    page.on(
        "console", lambda said: visit.wrong.append(said.text) if said.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: visit.wrong.append(str(error)))
    page.on("requestfailed", failed)
    await page.goto(world.url)
    yield visit
    assert visit.wrong == []
    await context.close()
