"""The playground in a real browser: the whole main job, on a phone and a desk, by keyboard, in the dark."""

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from bot.ports import Post
from bot.web.channel import channel
from dialogs.document import Chart, Document, Fact, Facts, Glass, Glasses, Series, Table, Text, Tone
from tests.web.conftest import TUESDAY_TEN, World
from tests.web.visiting import DESK, DIFFERENCE, PHONE, QUESTION, SIZES, Visit, visiting

pytestmark = pytest.mark.browser

NASTY = "<script>document.title='x'</script>\"'&"


@SIZES
async def test_the_main_job(browser: Browser, world: World, size: tuple[int, int]):
    async with visiting(browser, world, size) as visit:
        await expect(visit.page).to_have_title("Rep's chat · Kairos")
        await visit.state("01-empty-chat")

        await visit.check("Acme")
        await expect(visit.page).to_have_title("Before the call: Acme · Kairos")
        await visit.state("02-form")
        await visit.press("Check")
        await expect(visit.sheet.locator("#f-problems")).to_be_focused()
        await visit.state("03-form-with-problems")
        await visit.sheet.get_by_role("link", name="The step you want them to take").click()
        await expect(visit.sheet.locator("#f-advance input").first).to_be_focused()

        await visit.fill_check("Faster reports with our dashboard")
        await expect(visit.sheet.locator(".wrong")).to_have_count(0)
        await visit.press("Check")
        await expect(visit.sheet.get_by_role("heading", name="One thing first")).to_be_focused()
        await visit.state("04-push-back")
        if size == PHONE:
            await visit.press("Keep mine")
            await expect(visit.sheet.get_by_text("4 of 5 grounds full")).to_be_visible()
        else:
            await visit.write("What changes for them", DIFFERENCE)
            await visit.press("Use this")
            await expect(visit.sheet.get_by_text("5 of 5 grounds full")).to_be_visible()
        await visit.state("05-verdict")

        await nothing_is_taken_unseen(visit)
        await visit.take_plan("Impatience")
        await expect(visit.sheet.get_by_text("I count to five")).to_be_visible()
        await expect(visit.sheet.locator("form")).to_have_count(0)
        await visit.state("05-verdict-plan-taken")
        await visit.close()
        await expect(visit.rep.locator(".card")).to_have_count(1)
        await expect(visit.rep.locator(".card")).to_contain_text("I count to five")
        await expect(visit.page).to_have_title("Rep's chat · Kairos")
        await visit.state("06-card")


async def nothing_is_taken_unseen(visit: Visit) -> None:
    """No plan is chosen beforehand, the button stands below them all, and pressed too early it says so."""
    take = visit.sheet.get_by_role("button", name="Take this plan")
    await expect(visit.sheet.get_by_role("radio", checked=True)).to_have_count(0)
    plans = await visit.sheet.locator("label.option").last.bounding_box()
    button = await take.bounding_box()
    assert plans
    assert button
    assert button["y"] >= plans["y"] + plans["height"]
    await take.click()
    await expect(visit.sheet.locator("#f-problems")).to_be_focused()
    await expect(visit.sheet.get_by_text("Choose one to go on.")).to_be_in_viewport()
    await expect(visit.sheet.get_by_role("radio").first).to_be_in_viewport()
    await visit.state("05-verdict-nothing-chosen")


async def test_another_plan_is_taken_from_the_card(browser: Browser, world: World):
    async with visiting(browser, world, PHONE) as visit:
        await visit.check("Acme")
        await visit.fill_check()
        await visit.press("Check")
        await visit.close()
        await visit.rep.get_by_role("button", name="Choose a plan").click()
        await visit.take_plan("Impatience")
        await visit.press("Another plan")
        await expect(visit.sheet.get_by_role("radio", name="Impatience")).to_be_checked()
        await visit.state("05-another-plan")
        await visit.take_plan("Love of my own plan")
        await visit.close()
        await expect(visit.rep.locator(".card")).to_contain_text("If they change the subject")
        await expect(visit.rep.get_by_role("button", name="Another plan")).to_be_visible()


@SIZES
async def test_closed_half_way_and_taken_up_again(browser: Browser, world: World, size: tuple[int, int]):
    async with visiting(browser, world, size) as visit:
        await visit.check("Globex")
        await visit.write("What changes for them", "half a thought")
        await visit.page.keyboard.press("Escape")
        await expect(visit.sheet).to_be_hidden()
        await expect(visit.rep.get_by_role("button", name="Go on")).to_be_visible()
        await visit.state("07-unfinished")
        await visit.rep.get_by_role("button", name="Go on").click()
        await expect(visit.sheet.get_by_label("What changes for them")).to_have_value("half a thought")
        await expect(visit.sheet.get_by_role("button", name="Begin anew")).to_be_visible()
        await visit.state("08-taken-up-again")
        await visit.press("Begin anew")
        await expect(visit.sheet.get_by_label("What changes for them")).to_have_value("")


@SIZES
async def test_closed_half_way_and_put_away(browser: Browser, world: World, size: tuple[int, int]):
    async with visiting(browser, world, size) as visit:
        await visit.check("Globex")
        await visit.page.keyboard.press("Escape")
        await expect(visit.sheet).to_be_hidden()
        await expect(visit.rep.get_by_role("button", name="Go on")).to_be_hidden()  # nothing was written
        await visit.check("Globex")
        await visit.write("What changes for them", "half a thought")
        await visit.page.keyboard.press("Escape")
        await visit.rep.get_by_role("button", name="Put away").click()
        await expect(visit.rep.get_by_role("button", name="Go on after all")).to_be_visible()
        await expect(visit.rep.get_by_role("button", name="Put away")).to_be_hidden()
        await visit.state("08-put-away")


@SIZES
async def test_after_the_call(browser: Browser, world: World, size: tuple[int, int]):
    async with visiting(browser, world, size) as visit:
        page = visit.page
        await visit.check("Acme")
        await visit.fill_check()
        await visit.press("Check")
        await visit.take_plan("Impatience")
        await visit.close()

        if size == PHONE:
            await page.get_by_role("button", name="Put the clock ahead").click()
            await visit.state("09-clock")
        await page.get_by_role("button", name="+1 hour").click()
        nudge = visit.rep.locator(".post").filter(has_text="Ninety seconds while you still know")
        await expect(nudge).to_be_in_viewport(ratio=1)
        await expect(visit.clock("rep", "hour")).to_have_text("11:00")
        await expect(visit.clock("rep", "zone")).to_be_in_viewport()
        await expect(page.locator("#announce")).to_contain_text("How did it go with Acme?")
        await visit.state("10-nudge")

        await nudge.get_by_role("button", name="After the call").click()
        beside, form = visit.sheet.locator(".beside"), visit.sheet.locator("form")
        await expect(beside).to_contain_text(QUESTION)
        there, here = await beside.bounding_box(), await form.bounding_box()
        assert there
        assert here
        assert there["x"] >= here["x"] + here["width"] if size == DESK else there["y"] < here["y"]
        await visit.state("11-reflection-beside-check")

        await visit.choose("What did they agree to do", "Nothing yet", "Introduce someone", "Name a date")
        await expect(visit.sheet.get_by_role("checkbox", name="Nothing yet")).not_to_be_checked()
        await visit.sheet.get_by_label("By when?").fill("2026-03-20")
        await visit.choose("Which signals", "They leaned in")
        await visit.choose("Which of their conditions", "Watch my back")
        await visit.choose("Your plan", "It came, and I did it")
        await visit.write("Next time I will", "name the price, then wait")
        await visit.sheet.locator("summary").click()
        await visit.write(
            "A condition of theirs", "It has to run on their own servers\nLegal has read the contract"
        )
        await visit.press("Done")
        await expect(visit.sheet.get_by_text("Glasses full: 1 of 3")).to_be_visible()
        await expect(visit.sheet.get_by_text("70 %: Introduce someone. They did.")).to_be_visible()
        await visit.state("12-verdict-after")
        await visit.close()

        await visit.rep.get_by_role("button", name="/coach deals").click()
        deals = visit.rep.locator(".post").filter(has_text="Your deals")
        await expect(deals.get_by_role("img", name="A full glass")).to_have_count(1)
        await expect(deals.get_by_role("img", name="An empty glass")).to_have_count(2)
        await visit.state("13-deals")
        await deals.get_by_role("button", name="More").click()
        await expect(visit.rep.get_by_role("table", name="Calls")).to_be_visible()
        await visit.state("14-deal")
        await visit.say("what?")
        await expect(visit.rep.get_by_text("I did not understand that.")).to_be_visible()
        await visit.state("15-help")


@SIZES
async def test_what_stands_in_the_team_channel(browser: Browser, world: World, size: tuple[int, int]):
    async with visiting(browser, world, size) as visit:
        if size == PHONE:
            await visit.page.get_by_role("button", name="Team channel").click()
        team = (await world.house.store.teams())[0]
        for at, document in enumerate((TIP, DIGEST)):
            await world.house.store.put_post(
                Post(
                    id=at + 1,
                    place=channel(team.id),
                    at=TUESDAY_TEN,
                    mark=f"m{at}",
                    document=document,
                )
            )
        await expect(visit.page.get_by_role("heading", name="The week")).to_be_visible()
        await expect(visit.page.get_by_role("img", name="Said and happened: You said 70")).to_have_count(1)
        await visit.state("16-team-channel")
        await visit.page.locator(".numbers summary").first.click()
        await visit.page.locator(".chart").first.evaluate("each => each.scrollIntoView()")
        await visit.state("17-chart")
        await visit.page.locator(".table").evaluate("each => each.scrollIntoView({block: 'end'})")
        await visit.state("18-chart-and-table")


@SIZES
async def test_in_the_dark(browser: Browser, world: World, size: tuple[int, int]):
    async with visiting(browser, world, size, dark=True) as visit:
        await visit.state("01-empty-chat")
        await visit.check("Acme")
        await visit.state("02-form")
        await visit.press("Check")
        await expect(visit.sheet.locator("#f-problems")).to_be_focused()
        await visit.state("03-form-with-problems")
        await visit.fill_check("Faster reports with our dashboard")
        await visit.state("03-form-filled")
        await visit.press("Check")
        await expect(visit.sheet.get_by_role("button", name="Keep mine")).to_be_visible()
        await visit.state("04-push-back")
        await visit.press("Keep mine")
        await expect(visit.sheet.locator(".glasses")).to_be_visible()
        await visit.state("05-verdict")
        await visit.close()
        await visit.state("06-card")


async def test_with_the_keyboard_alone(browser: Browser, world: World):
    async with visiting(browser, world, DESK) as visit:
        page, keys = visit.page, visit.page.keyboard

        async def tab_to(selector: str) -> None:
            for _ in range(80):
                if await page.evaluate("s => document.activeElement.matches(s)", selector):
                    return
                await keys.press("Tab")
            pytest.fail(f"{selector} cannot be reached by Tab")

        await tab_to(".skip")
        await keys.press("Enter")
        await expect(page.locator("#say-rep")).to_be_focused()
        await keys.type("/precall Acme")
        await keys.press("Enter")
        await expect(visit.sheet.locator("#sheet-title")).to_be_focused()
        await tab_to("[name=know]")
        for _ in range(3):
            await keys.press("ArrowDown")
        await tab_to("[name=difference]")
        await keys.type(DIFFERENCE)
        for proof in ("logic", "trial"):
            await tab_to(f"[name=proof][value={proof}]")
            await keys.press("Space")
        await tab_to("[name=question]")
        await keys.type(QUESTION)
        await tab_to("[name=advance]")
        await keys.press("Space")
        await tab_to("[name=chance]")
        await keys.press("Space")
        await keys.press("ArrowRight")
        await keys.press("Control+Enter")
        await expect(visit.sheet.get_by_text("Right earned.")).to_be_visible()
        await expect(visit.sheet.locator("#sheet-title")).to_be_focused()
        await tab_to(".sheet-foot [data-close]")
        await keys.press("Enter")
        await expect(visit.sheet).to_be_hidden()
        await expect(page.locator("#say-rep")).to_be_focused()
        await expect(visit.rep.locator(".card")).to_contain_text("20 %: Introduce someone")


async def test_a_double_click_is_one_submission(browser: Browser, world: World):
    async with visiting(browser, world, DESK) as visit:
        sent: list[str] = []
        visit.page.on(
            "request", lambda request: sent.append(request.url) if "/submit" in request.url else None
        )
        await visit.check("Acme")
        await visit.fill_check()
        await visit.sheet.get_by_role("button", name="Check", exact=True).dblclick()
        await expect(visit.sheet.get_by_text("5 of 5 grounds full")).to_be_visible()
        assert len(sent) == 1


async def test_when_the_server_cannot_be_reached_nothing_typed_is_lost(browser: Browser, world: World):
    async with visiting(browser, world, PHONE) as visit:
        await visit.check("Acme")
        await visit.fill_check()
        await visit.page.context.set_offline(True)
        await visit.press("Check")
        trouble = visit.sheet.get_by_role("alert")
        await expect(trouble).to_contain_text("cannot be reached")
        await expect(visit.sheet.get_by_label("What changes for them")).to_have_value(DIFFERENCE)
        await visit.state("21-not-reached")

        await visit.page.keyboard.press("Escape")
        await expect(trouble).to_contain_text("Close it once more")
        await expect(visit.sheet.get_by_label("What changes for them")).to_have_value(DIFFERENCE)

        await visit.page.context.set_offline(False)
        await visit.press("Check")
        await expect(visit.sheet.get_by_text("5 of 5 grounds full")).to_be_visible()
        lost = [each for each in visit.wrong if "ERR_INTERNET_DISCONNECTED" not in each]
        visit.wrong[:] = lost


async def test_the_clock_on_a_phone_gives_the_focus_back_and_tells_the_zone_everywhere(
    browser: Browser, world: World
):
    async with visiting(browser, world, PHONE) as visit:
        await visit.jump("+1 hour")
        await expect(visit.page.get_by_role("button", name="Put the clock ahead")).to_be_focused()
        for place in ("rep", "manager", "team"):
            await visit.go(place)
            await expect(visit.clock(place, "hour")).to_have_text("11:00")
            await expect(visit.clock(place, "zone")).to_have_text("Lisbon")
            await expect(visit.clock(place, "zone")).to_be_in_viewport(ratio=1)


async def test_what_an_act_brings_stands_though_a_look_was_quicker(browser: Browser, world: World):
    """A look that was begun later, and answered before the clock had arrived, is not the newer one."""
    async with visiting(browser, world, DESK) as visit:
        async with visit.page.expect_response("**/look*") as first:
            pass
        before = await (await first.value).text()
        looked = asyncio.Event()

        async def stale(route: Route) -> None:
            await route.fulfill(body=before, content_type="application/json")
            looked.set()

        async def late(route: Route) -> None:
            answer = await route.fetch()
            await visit.page.route("**/look*", stale)
            await looked.wait()
            await route.fulfill(response=answer)

        await visit.page.route("**/clock*", late)
        await visit.jump("+1 hour")
        await expect(visit.clock("rep", "hour")).to_have_text("11:00")


@SIZES
async def test_what_is_typed_stays_text_and_stays_inside(
    browser: Browser, world: World, size: tuple[int, int]
):
    names = (NASTY, "W" * 200, "שלום עולם مرحبا", "🥛🎉 Grünspan & Söhne")
    async with visiting(browser, world, size) as visit:
        for name in names:
            await visit.check(name)
            await visit.write("What changes for them", f"{NASTY} " + "word " * 590)
            await expect(visit.sheet.locator("#f-difference-count")).to_contain_text("too many")
            await visit.state("19-nasty")
            await visit.page.keyboard.press("Escape")
            await expect(visit.sheet).to_be_hidden()
            await expect(visit.rep.locator(".go-on").first).to_contain_text(name)
        await visit.state("20-nasty-chat")
        await expect(visit.page.locator("script:not([src])")).to_have_count(0)


async def test_another_rep_sits_down(browser: Browser, world: World):
    async with visiting(browser, world, DESK) as visit:
        await visit.say("/coach help")
        await expect(visit.rep.locator(".post")).to_have_count(2)
        await visit.rep.get_by_label("You are").select_option("Bilal Haddad")
        await expect(visit.rep.get_by_text("One minute before a call")).to_be_visible()
        await expect(visit.rep.locator(".post")).to_have_count(0)
        await visit.page.reload()
        await expect(visit.rep.get_by_label("You are")).to_have_value(world.id("Bilal"))
        await expect(visit.rep.locator(".post")).to_have_count(0)


async def test_what_a_thumb_touches_is_large_enough(browser: Browser, world: World):
    async with visiting(browser, world, PHONE) as visit:
        await visit.check("Acme")
        small = (
            "() => [...document.querySelectorAll('button, label.option, select, summary, .text')]"
            ".filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)"
            ".map(each => each.outerHTML)"
        )
        assert await visit.page.evaluate(small) == []
        await visit.page.keyboard.press("Escape")
        await expect(visit.sheet).to_be_hidden()
        assert await visit.page.evaluate(small) == []


TIP = Document(
    title="Earn the right",
    summary="A tip for today",
    blocks=(
        Text(text="Which of your last five questions could only this buyer answer?"),
        Text(text="Kairos: every glass is full and they lean in. Ask for the order.", tone=Tone.GOOD),
    ),
)
DIGEST = Document(
    title="The week",
    summary="The team's week",
    blocks=(
        Facts(items=(Fact(label="Advance rate", value="12 of 19, 63 % (41 to 81 %)"),)),
        Glasses(
            summary="Glasses full: 3 of 4",
            items=tuple(
                Glass(label=label, full=full)
                for label, full in (
                    ("Watch my back", True),
                    ("It has to run on their own servers", True),
                    ("Legal has read the contract", False),
                    ("Two references in their industry", True),
                )
            ),
        ),
        Chart(
            style="bar",
            title="Said and happened",
            summary="You said 70 to 90 %: it happened in 63 %.",
            categories=("10 to 30 %", "40 to 60 %", "70 to 90 %"),
            series=(Series(name="said", values=(20, 50, 80)), Series(name="happened", values=(25, 55, 63))),
        ),
        Chart(
            style="line",
            title="Advance rate by week",
            summary="From 41 % eight weeks ago to 63 %.",
            categories=tuple(f"W{week}" for week in range(3, 11)),
            series=(Series(name="Advance rate", values=(41, 44, 40, 52, 55, 49, 60, 63)),),
        ),
        Table(
            title="Deals to help with",
            columns=("Deal", "Why", "Next step"),
            rows=(
                ("Acme", "Kairos", "Name a date (Fri 20 March)"),
                ("A rather long name of a deal", "Stuck", "–"),
            ),
        ),
    ),
)
