"""A team's week in a real browser: Friday, Monday, and the morning after."""

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.web.conftest import World
from tests.web.visiting import DESK, PHONE, SIZES, Visit, visiting

pytestmark = pytest.mark.browser

ASKED = "Which of my two questions would you have asked first?"
ANSWERED = "The second: it was about them."


async def last(place: Locator, said: str) -> Locator:
    """The newest message with these words."""
    found = place.locator("li").filter(has_text=said).last
    await expect(found).to_be_visible()
    return found


async def write(visit: Visit, label: str, text: str, send: str) -> None:
    """Fill the one field of the opened page and send it."""
    await visit.sheet.get_by_label(label).fill(text)
    await visit.press(send)


async def friday(visit: Visit) -> Locator:
    """Paul's digest arrives."""
    await visit.rep.get_by_label("You are").select_option("Paul Exemple")
    await visit.jump("Friday 16:00")
    await expect(visit.clock("rep", "hour")).to_have_text("16:00")
    await expect(visit.clock("rep", "zone")).to_have_text("Paris")
    return await last(visit.rep, "Your week from Mon 1 March")


@SIZES
async def test_fridays_digest_and_the_experiment(browser: Browser, harbour: World, size: tuple[int, int]):
    async with visiting(browser, harbour, size) as visit:
        digest = await friday(visit)
        await expect(digest.get_by_role("img", name="Said and happened")).to_be_visible()
        await expect(digest.get_by_text("80 % You said")).to_be_visible()
        await visit.state("22-rep-digest")
        await digest.get_by_role("button", name="Another one").click()
        other = await last(visit.rep, "An experiment")
        await other.get_by_role("button", name="I'll try it").click()
        await last(visit.rep, "Taken. I count it up to")
        await visit.jump("+10 minutes")
        await visit.rep.get_by_role("button", name="/coach week").click()
        week = await last(visit.rep, "What you are trying")
        await expect(week).to_contain_text("Nothing to count yet, and that is fine.")


@SIZES
async def test_a_question_answered_in_place(browser: Browser, harbour: World, size: tuple[int, int]):
    async with visiting(browser, harbour, size) as visit:
        digest = await friday(visit)
        await digest.get_by_role("button", name="Ask my manager").click()
        await visit.state("23-ask-my-manager")
        await visit.press("Send")
        await expect(visit.sheet.get_by_text("Write a sentence to go on.")).to_be_visible()
        await write(visit, "Your question", ASKED, "Send")
        await expect(visit.sheet).to_be_hidden()
        await last(visit.rep, "on its way to Vera Voorbeeld")

        manager = await visit.go("manager")
        card = manager.locator("li").filter(has_text=ASKED)
        await card.get_by_role("button", name="Answer").click()
        await expect(visit.sheet.get_by_text(ASKED)).to_be_visible()
        await visit.state("24-answer")
        await write(visit, "Your answer", ANSWERED, "Send the answer")
        await expect(visit.sheet.get_by_text("You answered:")).to_be_visible()
        await visit.close()
        await expect(card).to_contain_text("You answered:")
        await expect(card.get_by_role("button", name="Answer")).to_have_count(0)

        await visit.go("rep")
        told = await last(visit.rep, "Vera Voorbeeld answers")
        await expect(told).to_contain_text(ANSWERED)
        await visit.state("25-answered")


@SIZES
async def test_mondays_digest_and_the_next_mornings_tip(
    browser: Browser, harbour: World, size: tuple[int, int]
):
    async with visiting(browser, harbour, size) as visit:
        await visit.jump("Monday 08:30")
        await expect(visit.clock("manager", "day")).to_have_text("Mon 8 March")
        manager = await visit.go("manager")
        digest = await last(manager, "Harbour team (made up): the week from Mon 1 March")
        await expect(digest.get_by_role("heading").first).to_be_in_viewport()  # it is read from its beginning
        await expect(digest.get_by_role("img", name="Calls with a step of theirs, by week")).to_have_count(1)
        await expect(digest.get_by_text("Mia Muster", exact=True)).to_be_hidden()
        await digest.get_by_text("3 more", exact=True).last.click()  # the first are figures
        await expect(digest.get_by_text("Mia Muster", exact=True)).to_be_visible()
        await digest.locator(".chart summary").click()
        await expect(digest.get_by_text("From Mon 11 January:")).to_be_visible()
        await digest.locator(".chart").evaluate("each => each.scrollIntoView({block: 'center'})")
        await visit.state("26-manager-digest")
        await digest.get_by_role("button", name="Ask Mia").click()
        await expect(visit.sheet.get_by_label("Your note")).not_to_have_value("")
        await visit.state("28-ask-a-rep")
        await visit.press("Send")
        await expect(digest).to_contain_text("Sent to Mia Muster.")
        await expect(digest.get_by_role("button", name="Ask Mia")).to_have_count(0)

        await visit.jump("Next morning")
        await expect(visit.clock("manager", "day")).to_have_text("Tue 9 March")
        channel = await visit.go("team")
        tip = await last(channel, "A question to answer in your head first")
        await tip.get_by_role("button", name="Trying it today").click()
        await expect(tip).to_contain_text("One of you tries it today.")
        await visit.state("27-tip")
        await visit.go("rep")
        await last(visit.rep, "You are the first to try it today")


@SIZES
async def test_the_managers_digest_in_the_dark(browser: Browser, harbour: World, size: tuple[int, int]):
    async with visiting(browser, harbour, size, dark=True) as visit:
        await visit.jump("Friday 16:00")
        await last(visit.rep, "Your week from Mon 1 March")
        await visit.state("22-rep-digest")
        await visit.jump("Monday 08:30")
        manager = await visit.go("manager")
        digest = await last(manager, "the week from Mon 1 March")
        await digest.locator(".chart").evaluate("each => each.scrollIntoView({block: 'center'})")
        await visit.state("26-manager-digest")


async def test_the_week_with_the_keyboard_alone(browser: Browser, harbour: World):
    async with visiting(browser, harbour, DESK) as visit:
        page, keys = visit.page, visit.page.keyboard

        async def press(locator: Locator) -> None:
            """Go there by Tab and press it."""
            await expect(locator).to_be_visible()
            for _ in range(200):
                if await locator.evaluate("each => each === document.activeElement"):
                    return await keys.press("Enter")
                await keys.press("Tab")
            pytest.fail(f"{locator} cannot be reached by Tab")

        await press(page.get_by_role("button", name="Monday 08:30"))
        manager = page.locator("#place-manager")
        digest = await last(manager, "the week from Mon 1 March")
        await press(digest.get_by_role("button", name="Answer").first)
        await expect(visit.sheet.locator("#sheet-title")).to_be_focused()
        await press(visit.sheet.get_by_label("Your answer"))
        await keys.press("Control+A")
        await keys.type(ANSWERED)
        await keys.press("Control+Enter")
        await expect(visit.sheet.get_by_text("You answered:")).to_be_visible()
        await press(visit.sheet.locator(".sheet-foot [data-close]"))
        await expect(visit.sheet).to_be_hidden()
        await expect(digest).to_contain_text("You answered")
        await press(digest.locator("summary", has_text="3 more").last)
        await expect(digest.locator(".others").last).to_have_attribute("open", "")


async def test_no_name_in_a_table_of_three_columns_breaks_at_a_desk(browser: Browser, harbour: World):
    async with visiting(browser, harbour, DESK) as visit:
        await visit.rep.get_by_label("Write to Kairos").fill("/coach shared")
        await visit.rep.get_by_label("Write to Kairos").press("Enter")
        shared = await last(visit.rep, "What your manager saw")
        name = shared.get_by_role("table", name="The last looks").locator("td:nth-child(2)").first
        await expect(name).to_have_text("Vera Voorbeeld")
        lines = await name.evaluate(
            "each => { const all = document.createRange(); all.selectNodeContents(each);"
            " return all.getClientRects().length }"
        )
        assert lines == len(("Vera", "Voorbeeld"))


async def test_what_a_manager_and_a_rep_can_ask_for_at_any_time(browser: Browser, harbour: World):
    async with visiting(browser, harbour, PHONE) as visit:
        await visit.rep.get_by_role("button", name="/coach week").click()
        await last(visit.rep, "Your week from Mon 1 March")
        await visit.rep.get_by_role("button", name="/coach shared").click()
        shared = await last(visit.rep, "What your manager saw")
        await expect(shared.get_by_role("table", name="The last looks")).to_contain_text("Vera Voorbeeld")
        await visit.state("28-shared")
        await visit.rep.get_by_role("button", name="/coach tip").click()
        await last(visit.rep, "A question to answer in your head first")

        manager = await visit.go("manager")
        await manager.get_by_role("button", name="/coach team").click()
        await last(manager, "Harbour team (made up): the week from Mon 1 March")
        await manager.get_by_role("button", name="/coach note").click()
        choice = await last(manager, "Whom do you write to?")
        await choice.get_by_role("button", name="Aiko Rei").click()
        await write(visit, "Your note", "You waited, and they spoke.", "Send")
        await last(manager, "on its way to Aiko Rei")
        await manager.get_by_role("button", name="/coach setup").click()
        await expect(visit.sheet.get_by_role("heading", name="Setup: Harbour team")).to_be_focused()
        await expect(visit.sheet.locator(".sheet-foot").get_by_role("button")).to_have_text(["Close"])
        await visit.state("29-setup")
        await visit.press("Times")
        await expect(visit.sheet.locator("form")).to_be_visible()
        await expect(visit.sheet.locator(".sheet-foot").get_by_role("button")).to_have_text(["Save"])
        await visit.state("30-setup-form")
        await visit.page.keyboard.press("Escape")

        await visit.go("rep")
        note = await last(visit.rep, "A note from Vera Voorbeeld")
        await expect(note).to_contain_text("You waited, and they spoke.")
