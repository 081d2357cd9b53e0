"""A deal in the playground: its flows, its page, a change that its team sees and its texts do not follow."""

from typing import Any

from tests.web.conftest import Client

NOTHING = {"agreed": ["nothing"], "condition": ["Live before the audit"], "learning": ["ask who pays"]}


def html(answer: dict[str, Any], place: str = "rep") -> str:
    """The newest message of a place."""
    found: str = answer["look"]["places"][place]["posts"][-1]["html"]
    return found


def ref(answer: dict[str, Any]) -> str:
    """What the form that opens is about."""
    found: str = answer["sheet"]["html"].partition('data-ref="')[2].partition('"')[0]
    return found


async def test_stuck_is_a_press_away_and_the_manager_reads_facts_alone(client: Client):
    for n in range(3):
        answer = await client.act("say", "Ana", 10 * n + 1, text="/postcall Acme")
        await client.act(
            "submit", "Ana", 10 * n + 2, act="answer", ref=ref(answer), page="reflection", values=NOTHING
        )
    page = html(await client.act("say", "Ana", 50, text="/coach deal Acme"))
    assert "Three calls without a step of theirs" in page
    assert "ask who pays" in page
    deal = page.partition('data-ref="stuck/')[2].partition('"')[0]
    answer = await client.act("press", "Ana", 51, act="begin", ref=f"stuck/{deal}")
    assert answer["sheet"]["title"] == "Stuck: Acme"
    theirs = html(await client.act("say", "Dorothea", 52, text="/coach deal Acme"), "manager")
    assert "Live before the audit" in theirs
    assert "ask who pays" not in theirs
    assert "Yours alone" not in theirs


async def test_glasses_are_filled_on_a_sheet(client: Client):
    answer = await client.act("say", "Ana", 1, text="/postcall Acme")
    await client.act("submit", "Ana", 2, act="answer", ref=ref(answer), page="reflection", values=NOTHING)
    page = html(await client.act("say", "Ana", 3, text="/coach deal Acme"))
    deal = page.partition('data-act="change"')[2].partition('data-ref="')[2].partition('"')[0]
    answer = await client.act("press", "Ana", 4, act="change", ref=deal)
    assert answer["sheet"]["title"] == "Change: Acme"
    values = {"deal-name": ["Acme"], "glasses": ["watch-my-back"]}
    await client.act("submit", "Ana", 5, act="change", ref=ref(answer), page="change", values=values)
    assert "Glasses full: 1 of 2" in html(await client.act("say", "Ana", 6, text="/coach deal Acme"))
    answer = await client.act("press", "Ana", 7, act="conditions", ref=deal)
    field = answer["sheet"]["html"].partition('name="')[2].partition('"')[0]
    values = {field: [], "new": ["One", "Two"]}
    await client.act("submit", "Ana", 8, act="conditions", ref=deal, page="conditions", values=values)
    page = html(await client.act("say", "Ana", 9, text="/coach deal Acme"))
    assert "Live before the audit" not in page
    assert "Two" in page


async def test_what_another_changed_meanwhile_stays_or_is_told(client: Client):
    answer = await client.act("say", "Ana", 1, text="/postcall Acme")
    await client.act("submit", "Ana", 2, act="answer", ref=ref(answer), page="reflection", values=NOTHING)
    page = html(await client.act("say", "Ana", 3, text="/coach deal Acme"))
    deal = page.partition('data-act="change"')[2].partition('data-ref="')[2].partition('"')[0]
    ana = ref(await client.act("press", "Ana", 4, act="change", ref=deal))
    dorothea = ref(await client.act("press", "Dorothea", 5, act="change", ref=deal))
    values = {"deal-name": ["Acme Nord"], "glasses": ["watch-my-back"]}
    await client.act("submit", "Dorothea", 6, act="change", ref=dorothea, page="change", values=values)
    values = {"deal-name": ["Acme Works"], "glasses": []}
    answer = await client.act("submit", "Ana", 7, act="change", ref=ana, page="change", values=values)
    assert "it is Acme Nord now" in answer["sheet"]["html"]
    values = {"deal-name": ["Acme Works"], "glasses": ["watch-my-back"]}
    await client.act("submit", "Ana", 8, act="change", ref=ref(answer), page="change", values=values)
    page = html(await client.act("say", "Ana", 9, text="/coach deal Acme Works"))
    assert "Glasses full: 1 of 2" in page


async def test_a_name_that_is_near_one_is_asked_about_on_a_sheet(client: Client):
    answer = await client.act("say", "Ana", 1, text="/postcall Acme")
    await client.act("submit", "Ana", 2, act="answer", ref=ref(answer), page="reflection", values=NOTHING)
    answer = await client.act("say", "Ana", 3, text="/precall acm")
    assert "There is no deal called acm yet." in answer["sheet"]["html"]
    deal = answer["sheet"]["html"].partition('name="near" value="')[2].partition('"')[0]
    values = {"near": [deal], "new": ["acm"]}
    answer = await client.act("submit", "Ana", 4, act="begin", ref="precall", page="near", values=values)
    assert answer["sheet"]["title"] == "Before the call: Acme"
