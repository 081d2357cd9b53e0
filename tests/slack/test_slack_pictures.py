"""Kairos in Slack as a person sees it, in pictures: build/screenshots/slack-*.png."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.ports.week import Digest
from bot.sending.outbox import Delivery, Kind
from dialogs.digest.facts import Request
from dialogs.digest.since import pressable
from dialogs.document import Act, Document
from dialogs.people import Role
from tests.lived import ahead, live
from tests.slack.world import CLOSED_QUESTION, GOOD_CHECK, LIBRARY, REFLECTION, World, kairos

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1200, 900)}

DAY = timedelta(days=1)

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
        await ana.sees_message("Glasses full: 0 of 1")
        await picture(browser, world, "deal", "dm")
        await ana.open_home()
        await ana.sees_home("Acme")
        await picture(browser, world, "home", "home")


async def told(world: World, kind: Kind, document: Document) -> None:
    """Ana gets a digest that was written for somebody else."""
    ana, now = await world.person(), world.clock.now()
    role = Role.MANAGER if kind is Kind.MANAGER_DIGEST else Role.REP
    await world.store.put_member(ana.id, ana.team, role, now)
    for button in pressable(document):  # what it offers to answer waits here, too
        if button.act is Act.REPLY:
            asked = Request(
                id=int(button.ref), rep=ana.id, team=ana.team or 0, at=now, asked=True, text="Was I too fast?"
            )
            await world.store.put_request(asked, f"request-{button.ref}")
    key = f"{kind}:{ana.id}:2027-W09"
    due = Delivery(
        id=world.house.ids(), kind=kind, key=key, person=ana.id, team=ana.team, due=now, until=now + DAY
    )
    digest = Digest(
        key=key,
        kind=kind.value,
        person=ana.id,
        team=ana.team or 0,
        period="2027-W09",
        at=now,
        document=document,
    )
    await world.store.put_digests([digest], [due])
    await world.later(seconds=1)


async def test_the_digests_of_the_demo_in_pictures(browser: Browser, tmp_path: Path):
    path = tmp_path / "kairos.db"
    await live(path, LIBRARY)
    said = {(kind, whose.partition(" ")[0]): page for kind, whose, page in await ahead(path, LIBRARY)}
    for kind, whose in ((Kind.REP_DIGEST, "Aiko"), (Kind.MANAGER_DIGEST, "Vera")):
        async with kairos() as world:
            await told(world, kind, said[kind, whose])
            await world.ana.sees_message(said[kind, whose].title)
            await picture(browser, world, kind.value, "dm")
