"""The playground over HTTP: what a person does, and what stands in the places afterwards."""

import asyncio
import dataclasses
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.errors import StoreError
from bot.sending.outbox import Delivery, Kind
from bot.web.app import playground
from bot.web.channel import WebChannel, channel, chat
from bot.web.jumps import Jump, landing
from dialogs.document import Document, Text
from dialogs.library import Library
from dialogs.people import Identity
from tests.web.conftest import KEY, TUESDAY_TEN, ZONE, Client, World, listening, opened

GOOD = {
    "know": ["person"],
    "difference": ["Their month-end close takes two days instead of six"],
    "proof": ["trial", "logic"],
    "doubt": ["some"],
    "question": ["What happens to your Monday if nothing changes by spring?"],
    "advance": ["introduce"],
    "chance": ["70"],
    "ends": ["10:45"],
}
WEAK = GOOD | {"difference": ["Our dashboard is fast"]}


def posts(answer: dict[str, Any], place: str = "rep") -> list[dict[str, str]]:
    found: list[dict[str, str]] = answer.get("look", answer)["places"][place]["posts"]
    return found


def marks(answer: dict[str, Any], place: str = "rep") -> list[str]:
    return [post["mark"].partition(":")[0] for post in posts(answer, place)]


def clocks(answer: dict[str, Any]) -> dict[str, str]:
    places = answer.get("look", answer)["places"]
    return {name: place["clock"]["iso"] for name, place in places.items()}


async def begun(client: Client, who: str = "Ana", deal: str = "Acme", n: int = 1) -> str:
    """Begin a check; the session's id, as its form names it."""
    answer = await client.act("say", who, n, text=f"/precall {deal}")
    ref: str = answer["sheet"]["html"].partition('data-ref="')[2].partition('"')[0]
    return ref


async def checked(client: Client, n: int = 1) -> str:
    ref = await begun(client, n=n)
    await client.act("submit", "Ana", n + 1, act="answer", ref=ref, page="check", values=GOOD)
    return ref


async def test_the_page_names_the_team_and_says_that_it_is_made_up(client: Client):
    status, html = await client.get("")
    assert status == 200
    for text in ("Ana Moreira", "Bilal Haddad", "Dorothea Lindqvist", "Northern lights", "Made-up team"):
        assert text in html
    assert html.count("<h1") == 1
    assert "style=" not in html
    assert "<script>" not in html


async def test_a_command_stands_in_the_chat_and_its_form_opens(client: Client):
    answer = await client.act("say", "Ana", text="/precall Acme")
    assert marks(answer) == ["said"]
    assert "/precall Acme" in posts(answer)[0]["html"]
    assert answer["sheet"]["title"] == "Before the call: Acme"
    assert 'data-form data-act="answer"' in answer["sheet"]["html"]


async def test_a_message_stands_below_the_command(client: Client):
    answer = await client.act("say", "Ana", text="/coach help")
    assert answer["sheet"] is None
    assert marks(answer) == ["said", "answer"]


async def test_the_same_command_sent_again_changes_nothing(client: Client):
    first = await client.act("say", "Ana", text="/precall Acme")
    again = await client.act("say", "Ana", text="/precall Acme")
    assert marks(again) == marks(first)
    assert len(await client.world.house.store.open_sessions(int(client.world.id("Ana")))) == 1


async def test_what_is_missing_is_said_at_its_question(client: Client):
    ref = await begun(client)
    answer = await client.act("submit", "Ana", 2, act="answer", ref=ref, page="check", values={})
    html = answer["sheet"]["html"]
    assert 'id="f-problems"' in html
    assert 'data-jump="f-know"' in html
    assert 'aria-describedby="f-know-problem" aria-invalid="true"' in html


async def test_a_good_check_leaves_its_card_in_the_chat(client: Client):
    ref = await begun(client)
    answer = await client.act("submit", "Ana", 2, act="answer", ref=ref, page="check", values=GOOD)
    assert marks(answer) == ["said", "card"]
    assert "Which barrier will you watch?" in answer["sheet"]["html"]


async def test_the_plan_changes_the_card_where_it_stands(client: Client):
    ref = await checked(client)
    await client.act("say", "Ana", 3, text="help")
    values = {"barrier": ["impatience"]}
    answer = await client.act("submit", "Ana", 4, act="answer", ref=ref, page="verdict", values=values)
    assert marks(answer) == ["said", "card", "said", "answer"]
    assert "I count to five" in posts(answer)[1]["html"]


async def test_no_plan_is_taken_that_nobody_chose(client: Client):
    ref = await begun(client)
    answer = await client.act("submit", "Ana", 2, act="answer", ref=ref, page="check", values=GOOD)
    assert "Take this plan" in answer["sheet"]["html"]
    assert " checked>" not in answer["sheet"]["html"]
    values: dict[str, list[str]] = {"barrier": []}
    answer = await client.act("submit", "Ana", 3, act="answer", ref=ref, page="verdict", values=values)
    assert "Choose one to go on." in answer["sheet"]["html"]
    assert "Your plan" not in posts(answer)[-1]["html"]


async def test_another_plan_takes_the_place_of_the_first(client: Client):
    ref = await checked(client)
    for n, barrier in enumerate(("impatience", "plan-love")):
        opened = await client.act("press", "Ana", 10 * n + 3, act="plan", ref=ref)
        assert 'data-page="verdict"' in opened["sheet"]["html"]
        values = {"barrier": [barrier]}
        await client.act("submit", "Ana", 10 * n + 4, act="answer", ref=ref, page="verdict", values=values)
    card = posts(await client.look())[-1]["html"]
    assert "If they change the subject" in card
    assert "I count to five" not in card
    assert f'data-act="plan" data-ref="{ref}">Another plan' in card


async def test_when_the_call_is_over_the_plan_stays(client: Client):
    ref = await checked(client)
    await client.act("clock", "Ana", 3, to="hour")
    answer = await client.act("press", "Ana", 4, act="plan", ref=ref)
    assert "The time to edit this is over." in answer["sheet"]["html"]
    assert "data-form" not in answer["sheet"]["html"]


async def test_the_coach_pushes_back_and_is_overruled(client: Client):
    ref = await begun(client)
    answer = await client.act("submit", "Ana", 2, act="answer", ref=ref, page="check", values=WEAK)
    assert "Keep mine" in answer["sheet"]["html"]
    answer = await client.act("press", "Ana", 3, act="keep", ref=ref)
    assert "4 of 5 grounds full" in answer["sheet"]["html"]


async def test_a_form_closed_half_way_can_be_gone_on_with(client: Client):
    ref = await begun(client)
    values = {"difference": ["half a thought"]}
    answer = await client.act("close", "Ana", 2, act="answer", ref=ref, page="check", values=values)
    assert f'data-act="resume" data-ref="{ref}"' in answer["look"]["places"]["rep"]["unfinished"]
    answer = await client.act("press", "Ana", 3, act="resume", ref=ref)
    assert "half a thought</textarea>" in answer["sheet"]["html"]


async def test_after_the_call_the_nudge_arrives_and_the_reflection_has_the_check_beside_it(client: Client):
    await checked(client)
    answer = await client.act("clock", "Ana", 3, to="hour")
    assert marks(answer) == ["said", "card", "nudge"]
    html = posts(answer)[-1]["html"]
    ref = html.partition('data-act="begin" data-ref="')[2].partition('"')[0]
    answer = await client.act("press", "Ana", 4, act="begin", ref=ref)
    assert 'aria-label="Your check before the call"' in answer["sheet"]["html"]


async def test_settings_are_saved_and_a_wrong_zone_is_said_at_its_field(client: Client):
    opened = await client.act("say", "Ana", text="/coach settings")
    assert "Your time zone" in opened["sheet"]["html"]
    form = {"act": "settings", "ref": "", "page": "settings"}
    wrong = await client.act(
        "submit", "Ana", 2, **form, values={"zone": ["Middle Earth"], "quiet": ["off"], "away": []}
    )
    assert "There is no such time zone" in wrong["sheet"]["html"]
    right = await client.act(
        "submit", "Ana", 3, **form, values={"zone": ["Asia/Tokyo"], "quiet": ["on"], "away": []}
    )
    assert right["sheet"] is None
    assert "Your time zone: Asia/Tokyo. I do not write to you first." in posts(right)[-1]["html"]


async def test_an_export_brings_every_part_in_the_words_it_was_asked_in(client: Client):
    for n in range(9):
        ref = await begun(client, deal=f"Deal {n}", n=10 * n + 10)
        typed = {"difference": [f"Half a thought {n}"]}
        await client.act("close", "Ana", 10 * n + 11, act="answer", ref=ref, page="check", values=typed)
    ref = await begun(client, deal="Acme", n=200)
    await client.act("submit", "Ana", 201, act="answer", ref=ref, page="check", values=GOOD)
    await client.act(
        "submit", "Ana", 202, act="answer", ref=ref, page="verdict", values={"barrier": ["impatience"]}
    )
    answer = await client.act("say", "Ana", 203, text="/coach export")
    said = "".join(post["html"] for post in posts(answer))
    assert "Part 1 of 2" in said
    assert "Part 2 of 2" in said
    assert said.index("What do you know of them") < said.index("The step you want them to take")
    assert "Impatience" in said


async def test_a_deal_is_chosen_or_named(client: Client):
    answer = await client.act("say", "Ana", text="/precall")
    assert 'data-act="begin" data-ref="precall"' in answer["sheet"]["html"]
    values: dict[str, list[str]] = {"new": []}
    answer = await client.act("submit", "Ana", 2, act="begin", ref="precall", page="deal", values=values)
    assert 'aria-invalid="true"' in answer["sheet"]["html"]
    answer = await client.act(
        "submit", "Ana", 3, act="begin", ref="precall", page="deal", values={"new": ["Globex"]}
    )
    assert answer["sheet"]["title"] == "Before the call: Globex"


async def test_the_chats_of_two_reps_are_apart(client: Client):
    await begun(client, "Ana")
    await client.act("say", "Bilal", 2, text="help")
    assert marks(await client.look()) == ["said"]
    async with client.session.get(f"{client.world.url}look?rep={client.world.id('Bilal')}") as response:
        assert marks(await response.json()) == ["said", "answer"]


async def test_a_delivery_to_the_team_stands_in_the_channel_once(client: Client):
    here = client.world.house
    team = (await here.store.teams())[0]
    tip = Delivery(
        id=1,
        kind=Kind.TIP,
        key="tip:1",
        person=None,
        team=team.id,
        due=TUESDAY_TEN,
        until=TUESDAY_TEN,
    )
    web_channel = WebChannel(here.store, here.clock, here.ids)
    to = Identity(platform="web", workspace="demo", user="general")
    for text in ("Ask first.", "Ask, then wait."):
        await web_channel.show(tip, to, Document(title="Tip", summary=text, blocks=(Text(text=text),)))
    (post,) = posts(await client.look(), "team")
    assert "Ask, then wait." in post["html"]
    assert channel(team.id) != chat(team.id)


# ------------------------------------------------------------------------------------------------ the clock


@pytest.mark.parametrize(
    ("jump", "lands"),
    [
        ("ten-minutes", "2026-03-10T10:10+00:00"),
        ("hour", "2026-03-10T11:00+00:00"),
        ("morning", "2026-03-11T09:00+00:00"),
        ("friday", "2026-03-13T16:00+00:00"),
        ("monday", "2026-03-16T08:30+00:00"),
    ],
)
async def test_the_clock_goes_ahead(client: Client, jump: str, lands: str):
    answer = await client.act("clock", "Ana", to=jump)
    assert clocks(answer) == {"rep": lands, "manager": lands, "team": lands}


async def test_each_place_tells_the_time_where_its_reader_is(harbour: World):
    async with ClientSession() as session:
        for who, zone, hour in (("Ola", "New York", "09:00"), ("Paul", "Paris", "15:00")):
            async with session.get(f"{harbour.url}look?rep={harbour.id(who)}") as response:
                places = (await response.json())["places"]
            told = {name: (place["clock"]["hour"], place["clock"]["zone"]) for name, place in places.items()}
            assert told == {"rep": (hour, zone), "manager": ("14:00", "London"), "team": ("14:00", "London")}


async def test_nothing_that_comes_due_on_the_way_is_jumped_over(harbour: World):
    """Friday's tip at nine, each rep's digest at four of their own, and only then Monday's digest."""
    async with ClientSession() as session:
        client = Client(harbour, session)
        await client.act("clock", "Aiko", 1, to="friday")
        await client.act("clock", "Aiko", 2, to="monday")
        brought = {}
        for who in ("Aiko", "Paul", "Ola"):
            async with session.get(f"{harbour.url}look?rep={harbour.id(who)}") as response:
                brought[who] = posts(await response.json())[-1]["html"]
        look = await client.look()
    for who, zone in (("Aiko", "+00:00"), ("Paul", "+01:00"), ("Ola", "-05:00")):
        assert f'datetime="2027-03-05T16:00{zone}"' in brought[who]
        assert "Your week from Mon 1 March" in brought[who]
    assert 'datetime="2027-03-05T09:00+00:00"' in posts(look, "team")[-1]["html"]
    assert 'datetime="2027-03-08T08:30+00:00"' in posts(look, "manager")[-1]["html"]


async def test_a_nudge_bears_its_own_minute(client: Client):
    await checked(client)
    answer = await client.act("clock", "Ana", 3, to="hour")
    assert 'datetime="2026-03-10T10:55+00:00"' in posts(answer)[-1]["html"]


async def test_two_jumps_at_once_go_as_far_as_one_after_the_other(client: Client):
    await asyncio.gather(*(client.act("clock", "Ana", n, to="hour") for n in (1, 2)))
    assert clocks(await client.look())["rep"] == "2026-03-10T12:00+00:00"


@pytest.mark.parametrize("jump", list(Jump))
def test_every_jump_leads_ahead_even_from_where_it_landed(jump: Jump):
    now = TUESDAY_TEN
    for _ in range(30):
        later = landing(jump, now, ZONE)
        assert now < later <= now + timedelta(days=8)
        now = later


async def test_a_restart_goes_on_from_where_the_clock_was(tmp_path: Path, library: Library):
    async with opened(tmp_path, library) as world, ClientSession() as session:
        await Client(world, session).act("clock", "Ana", to="friday")
    async with opened(tmp_path, library) as world, ClientSession() as session:
        assert clocks(await Client(world, session).look())["rep"] == "2026-03-13T16:00+00:00"


# --------------------------------------------------------------------------------------------- what is wrong

LARGE = "9" * 19
WRONG: list[tuple[str, object]] = [
    ("say", b"{"),
    ("say", b"[" * 60_000),
    ("say", b"\xff\xfe"),
    ("say", b""),
    ("say", []),
    ("say", {"text": 7}),
    ("say", {"text": "help", "more": 1}),
    ("say", {"text": ""}),
    ("say", {"text": " \u0000\t"}),
    ("say", {"text": "x" * 3001}),
    ("say", {"text": "help", "key": "short"}),
    ("say", {"text": "help", "as": 7}),
    ("say", {"text": "help", "as": LARGE}),
    ("say", {"text": "help", "as": "1"}),
    ("say", {"text": "help", "as": "²"}),
    ("press", {"act": "explode"}),
    ("press", {"act": "begin", "ref": "no-such-flow"}),
    ("press", {"act": "begin", "ref": "precall/1"}),
    ("press", {"act": "begin", "ref": f"precall/{LARGE}"}),
    ("press", {"act": "deal", "ref": "../../etc/passwd"}),
    ("press", {"act": "deal", "ref": "7"}),
    ("press", {"act": "resume", "ref": ""}),
    ("submit", {"act": "answer", "ref": "1", "page": "check", "values": {}}),
    ("submit", {"act": "answer", "ref": "1", "page": "check", "values": {"know": "person"}}),
    ("submit", {"act": "answer", "ref": "1", "page": "check", "values": {"know": [["person"]]}}),
    ("submit", {"act": "answer", "ref": "1", "page": "check"}),
    ("submit", {"act": "help", "ref": "1", "page": "check", "values": {}}),
    ("submit", {"act": "begin", "ref": "precall", "page": "deal", "values": {"deal": ["x"]}}),
    ("submit", {"act": "begin", "ref": "precall", "page": "deal", "values": {"deal": ["٣" * 30]}}),
    ("close", {"act": "begin", "ref": "precall", "page": "deal", "values": {}}),
    ("close", {"act": "answer", "ref": "1", "page": "check", "values": {}}),
    ("clock", {"to": "yesterday"}),
    ("clock", {"to": None}),
]


@pytest.mark.parametrize(("path", "body"), WRONG, ids=[f"{path}-{n}" for n, (path, _) in enumerate(WRONG)])
async def test_what_cannot_be_read_is_answered_with_a_sentence(client: Client, path: str, body: object):
    whole = {"as": client.world.id("Ana"), "key": f"{KEY}1"}
    status, answer = await client.post(path, whole | body if isinstance(body, dict) else body)
    assert 400 <= status < 500, answer
    assert set(answer) == {"problem"}
    assert answer["problem"].endswith(".")


async def test_what_belongs_to_somebody_else_is_refused(client: Client):
    ref = await begun(client, "Ana")
    for path, body in (
        ("press", {"act": "resume", "ref": ref}),
        ("submit", {"act": "answer", "ref": ref, "page": "check", "values": GOOD}),
        ("close", {"act": "answer", "ref": ref, "page": "check", "values": GOOD}),
    ):
        for who in ("Bilal", "Dorothea"):
            sent = {"as": client.world.id(who), "key": f"{KEY}2", **body}
            status, answer = await client.post(path, sent)
            assert (status, answer["problem"]) == (403, "That belongs to somebody else.")


async def test_an_unknown_address_is_a_sentence_too(client: Client):
    assert (await client.get("nothing"))[0] == 404
    assert (await client.post("look", {}))[0] == 405
    status, html = await client.get("nothing", Accept="text/html")
    assert status == 404
    assert "There is no such page here." in html
    assert (await client.get("static/../app.py"))[0] == 404


class Failing:
    """A coach whose store, or whose programmer, has a bad day."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Any:
        async def fail(*_: object) -> None:
            raise self.error

        return fail


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (StoreError("disk full"), 503, "could not be saved"),
        (RuntimeError("secret detail"), 500, "our mistake"),
    ],
)
async def test_our_own_trouble_has_a_number_and_shows_nothing_of_the_inside(
    world: World, error: Exception, status: int, says: str, caplog: pytest.LogCaptureFixture
):
    broken = dataclasses.replace(world.house, coach=Failing(error))  # type: ignore[arg-type]  # it only fails
    sent = {"as": world.id("Ana"), "key": f"{KEY}1", "text": "help"}
    with caplog.at_level(logging.WARNING):
        async with (
            listening(playground(broken, world.clock, pause=3600)) as url,
            ClientSession() as session,
            session.post(url + "say", json=sent, headers={"Origin": url[:-1]}) as response,
        ):
            assert response.status == status
            problem = (await response.json())["problem"]
    assert says in problem
    assert "secret" not in problem
    assert caplog.records
    if status == 500:
        assert problem.rstrip(".").rpartition(" ")[2] in caplog.text


async def test_before_there_is_a_team_the_page_says_how_to_begin(world: World):
    class NoTeams:
        async def teams(self) -> tuple[()]:
            return ()

        async def note(self, _name: str) -> str:
            return "not a number"

    empty = dataclasses.replace(world.house, store=NoTeams())  # type: ignore[arg-type]  # nothing else is asked
    async with (
        listening(playground(empty, world.clock, pause=3600)) as url,
        ClientSession() as session,
        session.get(url) as response,
    ):
        assert response.status == 404
        assert "kairos demo" in await response.text()
