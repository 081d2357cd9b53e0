"""Forms that were opened and not sent: what was written waits, what was not is no business of anybody's."""

from datetime import timedelta

from bot.coach.scenes import Screen
from dialogs.document import Act
from dialogs.session import Session, Status
from tests.teamwork import Work, at_work, button, buttons, text
from tests.test_deals import CHECK, reflects


async def waiting(work: Work) -> str:
    return text(await work.presses("Ana", Act.HOME))


async def half_way(work: Work, deal: str = "Acme") -> Screen:
    """A check with one answer typed, closed."""
    screen = await work.says("Ana", f"/precall {deal}")
    form = screen.document.form
    assert form
    typed = {"question": ("What does it cost you?",)}
    await work.coach.close(await work.who("Ana"), form.ref, form.page, typed, work.key())
    return screen


async def stored(work: Work, screen: Screen) -> Session:
    assert screen.session
    session = await work.store.session(screen.session)
    assert session
    return session


async def test_a_form_that_nobody_wrote_into_is_offered_nowhere(tmp_path):
    async with at_work(tmp_path) as work:
        await work.says("Ana", "/precall Acme")
        assert "Not finished" not in await waiting(work)
        assert await work.coach.own.unfinished(await work.who("Ana")) == ()
        await half_way(work)
        assert "Not finished: Before the call, Acme" in await waiting(work)


async def test_a_form_that_nobody_wrote_into_begins_as_of_now_when_it_is_opened_again(tmp_path):
    """Its check, say, is the one that came since: a reflection opened before it, and left, knew of none."""
    async with at_work(tmp_path) as work:
        first = await work.says("Ana", "/postcall Acme")
        await work.fills("Ana", await work.says("Ana", "/precall Acme"), **CHECK)
        work.clock.instant += timedelta(hours=1)
        again = await work.says("Ana", "/postcall Acme")
        assert again.session == first.session
        assert "You stopped here" not in text(again)
        assert all(each.act is not Act.ANEW for each in buttons(again.document))
        session = await stored(work, again)
        assert (session.began, session.check is None) == (work.clock.now(), False)
        done = await work.fills("Ana", first, agreed=("introduce",))  # the older form is still good
        assert (await stored(work, done)).status is Status.SUBMITTED


async def test_a_form_with_words_is_gone_on_with(tmp_path):
    async with at_work(tmp_path) as work:
        first = await half_way(work)
        again = await work.says("Ana", "/precall Acme")
        assert again.session == first.session
        assert "You stopped here" in text(again)
        assert again.document.form
        assert ("What does it cost you?",) in [each.values for each in again.document.form.fields]


async def test_a_form_with_words_is_put_away_in_one_press_and_taken_up_all_the_same(tmp_path):
    async with at_work(tmp_path) as work:
        first = await half_way(work)
        home = await work.presses("Ana", Act.HOME)
        way = button(home.document, "Put away")
        await work.presses("Ana", way.act, way.ref)
        gone = await work.presses("Ana", way.act, way.ref)  # twice, say
        assert "Put away" in text(gone)
        assert not gone.opens
        assert "Not finished" not in await waiting(work)
        assert "What does it cost you?" in text(await work.says("Ana", "/coach export"))
        back = button(gone.document, "Go on after all")
        again = await work.presses("Ana", back.act, back.ref)
        assert again.session == first.session
        assert "Not finished" in await waiting(work)


async def test_a_session_that_is_over_is_not_put_away(tmp_path):
    async with at_work(tmp_path) as work:
        done = await reflects(work)
        before = await stored(work, done)
        shown = await work.presses("Ana", Act.LET_GO, str(done.session))
        assert shown.document.title == done.document.title
        assert await stored(work, done) == before


async def test_an_export_counts_the_forms_that_were_left_empty(tmp_path):
    async with at_work(tmp_path) as work:
        for deal in ("Bolt", "Cedar"):
            await work.says("Ana", f"/precall {deal}")
        export = text(await work.says("Ana", "/coach export"))
        assert "Nothing is kept of you" in export
        await half_way(work)
        screen = await work.says("Ana", "/coach export")
        pages = "\n".join(text(Screen(document=page)) for page in (screen.document, *screen.more))
        assert "What does it cost you?" in pages
        assert "2 forms were opened, and nothing was written in them." in pages
        assert "Bolt" not in pages


async def test_a_glass_emptied_in_a_form_that_was_closed_is_named_in_the_export(tmp_path):
    async with at_work(tmp_path) as work:
        await reflects(work, glasses=("watch-my-back",))
        screen = await work.says("Ana", "/postcall Acme")
        form = screen.document.form
        assert form
        await work.coach.close(await work.who("Ana"), form.ref, form.page, {"glasses": ()}, work.key())
        assert "no longer: Watch my back" in text(await work.says("Ana", "/coach export"))


async def test_a_deal_that_nobody_has_is_begun_from_the_page_that_says_so(tmp_path):
    async with at_work(tmp_path) as work:
        await reflects(work)
        page = await work.says("Ana", "/coach deal Acm & Söhne / North")
        way = button(page.document, "Before a call: Acm & Söhne / North")
        form = await work.presses("Ana", way.act, way.ref)
        assert form.opens
        assert form.document.title == "Before the call: Acm & Söhne / North"
