"""Through the real route: who did what where, and which answers go back."""

import asyncio

import pytest
from aiohttp import ClientSession

from bot.teams.heard import HeardKind
from tests.teams.standin.state import Json, Message
from tests.teams.wire import wire

CARD: Json = {"type": "AdaptiveCard", "version": "1.5", "body": []}
REPLACED = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}


def shown(*actions: Json, **inputs: str) -> Message:
    body = [{"type": kind, "id": name, "label": name} for name, kind in inputs.items()]
    card: Json = {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": list(actions)}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return Message("1700", "a:1000001", "", {"type": "message", "attachments": [attachment]})


async def test_a_message_is_heard_with_who_wrote_it_and_where():
    async with wire() as world:
        assert await world.ana.says("prep  Acme & <Sons>") == (await world.ana.says("help"))
        first = world.ear.heard[0]
        assert (first.kind, first.text, first.name) == (HeardKind.MESSAGE, "prep Acme & <Sons>", "Ana Sousa")
        assert first.zone == "Europe/Lisbon"
        assert first.reference.model_dump() == {
            "service_url": world.teams.service_url,
            "conversation": world.ana.place.id,
            "kind": "personal",
            "bot": world.teams.bot,
            "user": world.ana.person.object_id,
            "tenant": world.teams.tenant,
            "channel": "",
            "name": "",
        }
        assert not first.mentioned
        assert first.id != world.ear.last.id


async def test_in_a_channel_the_bot_is_mentioned_and_the_thread_is_known():
    async with wire() as world:
        sales = world.teams.add_channel("sales", world.ana)
        await world.ana.says("prep Acme", sales, thread="77")
        assert (world.ear.last.text, world.ear.last.mentioned) == ("prep Acme", True)
        assert world.ear.last.reference.conversation == f"{sales.id};messageid=77"
        assert world.ear.last.reference.channel == sales.id
        assert world.ear.last.reference.kind == "channel"
        assert world.ear.last.team == sales.team


async def test_a_group_chat_is_no_channel():
    async with wire() as world:
        group = world.teams.add_group(world.ana)
        await world.ana.says("prep Acme", group)
        assert (world.ear.last.reference.kind, world.ear.last.reference.channel) == ("groupChat", "")


async def test_a_submit_brings_what_was_carried_and_what_was_filled_in():
    async with wire() as world:
        action = {"type": "Action.Submit", "title": "Send", "data": {"kairos": {"act": "answer"}}}
        card = shown(action, deal="Input.Text", note="Input.Text", sure="Input.Toggle")
        answer = await world.ana.presses(card, "Send", {"deal": "Acme"})
        assert (answer.status, answer.body) == (200, None)
        assert world.ear.last.kind is HeardKind.SUBMIT
        assert world.ear.last.reply_to == "1700"
        assert world.ear.last.data == {"kairos": {"act": "answer"}, "deal": "Acme", "sure": "false"}


async def test_an_execute_is_answered_with_a_card():
    async with wire() as world:
        world.ear.answer = REPLACED
        action = {"type": "Action.Execute", "title": "Edit", "verb": "open", "data": {"ref": "1"}}
        card = shown(action)
        answer = await world.ana.presses(card, "Edit")
        assert (answer.status, answer.body) == (200, REPLACED)
        assert card.seen_by(world.ana.person) == CARD
        assert (world.ear.last.kind, world.ear.last.verb) == (HeardKind.EXECUTE, "open")
        assert world.ear.last.data == {"ref": "1"}
        assert world.ear.last.id.startswith("f:")


async def test_a_dialog_is_fetched_filled_in_and_closed():
    async with wire() as world:
        inside: Json = CARD | {"body": [{"type": "Input.Text", "id": "zone", "label": "Zone"}]}
        inside |= {"actions": [{"type": "Action.Submit", "title": "Save", "data": {"page": "1"}}]}
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": inside}
        value = {"title": "Settings", "height": "medium", "card": attachment}
        world.ear.answer = {"task": {"type": "continue", "value": value}}
        data = {"msteams": {"type": "task/fetch"}, "act": "settings"}
        await world.ana.presses(
            shown({"type": "Action.Submit", "title": "Settings", "data": data}), "Settings"
        )
        assert (world.ear.last.kind, world.ear.last.data["act"]) == (HeardKind.FETCH, "settings")
        assert world.ana.dialog
        assert world.ana.dialog.title == "Settings"
        world.ear.answer = None
        await world.ana.submits({"Zone": "Asia/Tokyo"})
        assert world.ear.last.kind is HeardKind.TASK_SUBMIT
        assert world.ear.last.data == {"page": "1", "zone": "Asia/Tokyo"}
        assert world.ana.dialog is None


async def test_an_installation_is_told_once_and_an_upgrade_is_none():
    async with wire() as world:
        sales = world.teams.add_channel("sales", world.ana)
        await world.ana.installs(sales)
        assert [each.kind for each in world.ear.heard] == [HeardKind.INSTALLED, HeardKind.OTHER]
        assert world.ear.heard[0].reference.channel == sales.id
        await world.ana.installs(action="add-upgrade")
        await world.ana.removes(action="remove-upgrade")
        assert {each.kind for each in world.ear.heard[2:]} == {HeardKind.OTHER}
        await world.ana.removes()
        assert world.ear.last.kind is HeardKind.REMOVED


async def test_what_comes_twice_counts_once_and_gets_the_same_answer():
    async with wire() as world:
        world.ear.answer = REPLACED
        action = {"type": "Action.Execute", "title": "Edit", "verb": "open"}
        answers = [await world.ana.presses(shown(action), "Edit", id="f:1") for _ in range(3)]
        assert [each.body for each in answers] == [REPLACED] * 3
        assert len(world.ear.heard) == 1
        await asyncio.gather(*(world.ana.says("help", id="5") for _ in range(5)))
        assert len(world.ear.heard) == 2
        group = world.teams.add_group(world.ana)
        await world.ana.says("help", group, id="5")
        assert len(world.ear.heard) == 3


async def test_what_failed_is_done_anew_when_it_comes_again():
    async with wire() as world:
        world.ear.fails = 1
        assert (await world.ana.says("help", id="5")).status == 200
        await world.ana.says("help", id="5")
        assert len(world.ear.heard) == 2


async def test_our_own_mistake_is_said_in_the_card_or_the_dialog_that_waits():
    async with wire() as world:
        world.ear.fails = 2
        action = {"type": "Action.Execute", "title": "Edit", "verb": "open"}
        await world.ana.presses(shown(action), "Edit")
        assert "a mistake of ours" in world.ana.toasts[0]
        data = {"msteams": {"type": "task/fetch"}}
        await world.ana.presses(shown({"type": "Action.Submit", "title": "More", "data": data}), "More")
        assert world.ana.dialog
        assert "a mistake of ours" in world.ana.dialog.says


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"type": "invoke", "name": "composeExtension/query"}, 501),
        ({"type": "invoke"}, 501),
        ({"type": "conversationUpdate", "channelData": {"tenant": {"id": "{tenant}"}}}, 200),
        ({"type": "messageReaction", "reactionsAdded": [{"type": "like"}]}, 200),
        ({"type": "typing"}, 200),
        ({"type": "somethingNew", "value": 5}, 200),
        ({"type": "event", "name": "application/vnd.microsoft.readReceipt"}, 200),
        ({"type": "installationUpdate", "action": None}, 200),
    ],
)
async def test_what_is_not_understood_is_never_a_fault_of_ours(more, status):
    async with wire() as world:
        if "channelData" in more:
            more = more | {"channelData": {"tenant": {"id": world.teams.tenant}}}
        assert (await world.ana.says("", **more)).status == status
        assert {each.kind for each in world.ear.heard} <= {HeardKind.OTHER}


@pytest.mark.parametrize(
    ("raw", "content"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b"{}", "application/json"),
        (b'"message"', "application/json"),
        (b'{"type": 5}', "application/json"),
        (b'{"type": null}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"type": "message", "text": "\\ud800"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"type": "message"}', "text/plain"),
        (b'{"type": "message"}', None),
        (b'{"type": "message"}', "nonsense"),
    ],
)
async def test_a_signed_body_that_makes_no_sense_is_refused(raw, content):
    async with wire() as world:
        headers = {"Authorization": f"Bearer {world.teams.token()}"}
        headers |= {"Content-Type": content} if content else {}
        assert (await world.teams.post(raw, headers)).status == 400
        assert not world.ear.heard


@pytest.mark.parametrize(
    "wrong",
    [
        {"conversation": None},
        {"conversation": []},
        {"conversation": {"id": 5}},
    ],
)
async def test_an_activity_from_nowhere_is_refused(wrong):
    async with wire() as world:
        assert (await world.ana.says("help", **wrong)).status == 400


@pytest.mark.parametrize(
    "odd",
    [
        {"from": None},
        {"from": "Ana"},
        {"recipient": None},
        {"entities": None},
        {"entities": {}},
        {"entities": [None, 5, {}, {"type": "mention"}, {"type": "mention", "mentioned": None}]},
        {"text": None},
        {"text": 5},
        {"value": "help"},
        {"value": {"action": 5}, "type": "invoke", "name": "adaptiveCard/action"},
        {"value": None, "type": "invoke", "name": "task/fetch"},
        {"id": None},
        {"replyToId": 5},
        {"localTimezone": 5},
    ],
)
async def test_odd_shapes_are_heard_without_a_fault(odd):
    async with wire() as world:
        assert (await world.ana.says("help", **odd)).status == 200
        assert len(world.ear.heard) == 1


async def test_a_body_that_is_too_long_is_refused():
    async with wire() as world:
        headers = {"Authorization": f"Bearer {world.teams.token()}", "Content-Type": "application/json"}
        assert (await world.teams.post(b" " * 2_000_000, headers)).status == 413


async def test_health_stands_beside_the_route_and_nothing_else_answers_there():
    async with wire() as world, ClientSession() as session:
        async with session.get(world.url.replace("/api/messages", "/healthz")) as response:
            assert response.status == 200
        async with session.get(world.url) as response:
            assert response.status == 405
        async with session.post(world.url.replace("/api/messages", "/slack/events")) as response:
            assert response.status == 404
