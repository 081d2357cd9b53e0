"""Kairos in Slack as a person sees it, in pictures: build/screenshots/slack-*.png."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.slack.world import CLOSED_QUESTION, GOOD_CHECK, REFLECTION, World, kairos

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1200, 900)}

pytestmark = pytest.mark.browser


async def picture(browser: Browser, world: World, name: str, show: str) -> None:
    """What Ana sees there, at both sizes; nothing may stick out sideways."""
    base = world.slack.api_url.removesuffix("/api/")
    for size, (width, height) in SIZES.items():
        page = await browser.new_page(viewport={"width": width, "height": height})
        await page.goto(f"{base}/?user=U1&show={show}")
        await page.screenshot(path=PICTURES / f"slack-{name}-{size}.png", full_page=True)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide on a {size}"
        await page.close()


async def test_the_whole_job_in_pictures(browser: Browser):
    async with kairos() as world:
        ana = world.ana
        await ana.open_home()
        await ana.sees_home()
        await picture(browser, world, "home-empty", "home")
        await ana.command("/precall", "Acme")
        form = await ana.sees_modal("Before the call: Acme")
        await world.slack.until(lambda: "submit" in form.body or None, "the form")
        await picture(browser, world, "check", "modal")
        await ana.submit(form, CLOSED_QUESTION)
        await picture(browser, world, "push-back", "modal")
        await ana.submit(
            form,
            {
                "The one question that will make them think": GOOD_CHECK[
                    "The one question that will make them think"
                ]
            },
        )
        await picture(browser, world, "verdict", "modal")
        await ana.close(form)
        await ana.sees_message("Right earned")
        await world.later(minutes=56)
        nudge = await ana.sees_message("How did it go with Acme?")
        await picture(browser, world, "chat", "dm")
        await ana.press(nudge, "After the call")
        form = await ana.sees_modal("After the call: Acme")
        await picture(browser, world, "reflection", "modal")
        await ana.submit(form, REFLECTION)
        await picture(browser, world, "verdict-after", "modal")
        await ana.close(form)
        await ana.command("/coach", "deal Acme")
        await ana.sees_message("0 of 1 glasses full")
        await picture(browser, world, "deal", "dm")
        await ana.open_home()
        await ana.sees_home("Acme")
        await picture(browser, world, "home", "home")
