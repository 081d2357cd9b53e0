"""What was said: mentions, escapes, white space; and the odd ends of an activity."""

from typing import Any

import pytest

from bot.teams.heard import Heard, HeardKind, Senseless, heard, tenants

BOT = "28:kairos"


def mention(name: str, ident: str = BOT, text: str = "") -> dict[str, Any]:
    return {
        "type": "mention",
        "mentioned": {"id": ident, "name": name},
        "text": text or f"<at>{name}</at>",
    }


def said(text: object, *entities: object, **more: Any) -> Heard:
    body = {
        "type": "message",
        "serviceUrl": "https://smba.example/",
        "conversation": {"id": "a:1"},
        "recipient": {"id": BOT},
        "text": text,
        "entities": list(entities),
    }
    return heard(body | more)


@pytest.mark.parametrize(
    ("text", "entities", "meant"),
    [
        ("\r\n<at>Coach</at>&nbsp;prep\n", [mention("Coach")], "prep"),
        ("<at>Coach</at> ask Coach about Coaching", [mention("Coach")], "ask Coach about Coaching"),
        ("prep Acme <at>Coach</at>", [mention("Coach")], "prep Acme"),
        ("<at>Coach</at><at>Coach</at> prep", [mention("Coach"), mention("Coach")], "prep"),
        ('<at id="0">Call Coach</at> prep', [mention("x", text='<at id="0">Call Coach</at>')], "prep"),
        ("<at>Coach</at> ask <at>Bo</at>", [mention("Coach"), mention("Bo", "29:bo")], "ask Bo"),
        ("<at>Coach</at> to <at>Coach</at>", [mention("Coach"), mention("Coach", "29:c")], "to Coach"),
        ("<at>Coach</at> of <at>Coach</at>", [mention("Coach", "29:c"), mention("Coach")], "Coach of"),
        ("<at>A\nB</at> prep", [mention("x", text="<at>A\nB</at>")], "prep"),
        ("<AT>Coach</AT> prep", [mention("x", text="<AT>Coach</AT>")], "prep"),
        ("prep <at>Nobody</at>", [], "prep Nobody"),
    ],
)
def test_only_the_bots_own_mentions_go_and_names_stay(text, entities, meant):
    found = said(text, *entities)
    assert found.text == meant
    assert found.mentioned == any(each["mentioned"]["id"] == BOT for each in entities)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5 &lt; 7 &amp;&amp; 7 &gt; 5", "5 < 7 && 7 > 5"),
        ("&amp;lt;", "&lt;"),
        ("&lt;at&gt;Coach&lt;/at&gt;", "<at>Coach</at>"),
        ("caf&eacute;&nbsp;&nbsp;bar", "café bar"),
        ("a\u00a0b\tc\r\n\r\nd", "a b c d"),
        ("&nbsp;", ""),
        ("", ""),
        (None, ""),
        (5, ""),
        ("a & b &unknown; &", "a & b &unknown; &"),
        ("👍 ok", "👍 ok"),
    ],
)
def test_a_text_is_heard_as_it_was_typed(text, meant):
    assert said(text).text == meant


def test_a_bot_without_an_id_is_mentioned_by_nobody():
    found = said("<at>x</at> help", mention("x", ""), recipient={})
    assert (found.text, found.mentioned) == ("x help", False)


@pytest.mark.parametrize(
    ("more", "zone"),
    [
        ({"localTimezone": "Europe/Berlin"}, "Europe/Berlin"),
        ({"entities": [{"type": "clientInfo", "timezone": "Asia/Tokyo"}]}, "Asia/Tokyo"),
        ({"entities": [{"type": "clientInfo"}, {"type": "other", "timezone": "Asia/Tokyo"}]}, ""),
        ({"localTimezone": 5, "entities": [None, {"type": "clientInfo", "timezone": 5}]}, ""),
    ],
)
def test_a_zone_is_what_the_client_says(more, zone):
    assert said("help", **more).zone == zone


@pytest.mark.parametrize(
    ("place", "kind", "channel"),
    [
        ({"id": "a:1", "conversationType": "personal"}, "personal", ""),
        (
            {"id": "19:x@thread.tacv2;messageid=5", "conversationType": "channel"},
            "channel",
            "19:x@thread.tacv2",
        ),
        ({"id": "19:x@thread.tacv2;messageid=5"}, "channel", "19:x@thread.tacv2"),
        ({"id": "19:x@thread.v2", "conversationType": "groupChat"}, "groupChat", ""),
        ({"id": "19:x@thread.v2", "isGroup": True}, "groupChat", ""),
        ({"id": "a:1", "conversationType": "party"}, "personal", ""),
    ],
)
def test_a_place_is_a_chat_a_group_or_a_channel(place, kind, channel):
    reference = said("help", conversation=place).reference
    assert (reference.kind, reference.channel) == (kind, channel)


def test_the_channel_that_was_chosen_at_the_installation_counts():
    teams = {"settings": {"selectedChannel": {"id": "19:chosen"}}, "channel": {"id": "19:general"}}
    place = {"id": "19:team@thread.tacv2", "conversationType": "channel"}
    found = said(None, type="installationUpdate", action="add", channelData=teams, conversation=place)
    assert (found.kind, found.reference.channel) == (HeardKind.INSTALLED, "19:chosen")


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "message",
        {},
        {"type": 5},
        {"type": "message"},
        {"type": "message", "conversation": {"id": "a:1"}},
        {"type": "message", "serviceUrl": "https://smba.example/"},
    ],
)
def test_what_is_no_activity_is_refused(body):
    with pytest.raises(Senseless):
        heard(body)


def test_every_organisation_that_is_named_counts():
    assert tenants({"channelData": {"tenant": {"id": "A"}}, "conversation": {"tenantId": "b"}}) == {"a", "b"}
    assert tenants({"channelData": {"tenant": {"id": 5}}, "conversation": None}) == {""}
    assert tenants({}) == set()
