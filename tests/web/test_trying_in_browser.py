"""An experiment at a verdict, in a real browser: offered below it, taken in place, repeated at a check."""

import pytest
from playwright.async_api import Browser, expect

from tests.web.conftest import World
from tests.web.visiting import SIZES, visiting

pytestmark = pytest.mark.browser

OFFER = "To try in your next calls: Begin your one question with what or how"
NOW = "You are trying: Begin your one question with what or how"


@SIZES
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_an_experiment_is_taken_at_a_verdict(
    browser: Browser, world: World, size: tuple[int, int], *, dark: bool
):
    async with visiting(browser, world, size, dark=dark) as visit:
        await visit.check("Acme")
        await visit.fill_check()
        await visit.write("The one question", "Are you happy with it?")
        await visit.press("Check")
        await visit.press("Keep mine")
        await expect(visit.sheet.get_by_text(OFFER)).to_be_visible()
        await visit.sheet.get_by_text(OFFER).scroll_into_view_if_needed()
        await visit.state("experiment-offered")
        await visit.press("I'll try it")
        await expect(visit.sheet.get_by_text(NOW)).to_be_visible()
        await expect(visit.sheet.get_by_text(OFFER)).to_have_count(0)
        await visit.sheet.get_by_text(NOW).scroll_into_view_if_needed()
        await visit.state("experiment-taken")
        await visit.close()
        await expect(visit.rep.get_by_text(NOW)).to_be_visible()
        await visit.state("experiment-on-the-card")
        await visit.check("Bolt")
        await expect(visit.sheet.get_by_text(NOW)).to_be_visible()
        await visit.state("experiment-repeated")
