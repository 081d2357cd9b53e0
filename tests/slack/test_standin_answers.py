"""What people enter in a form, and how an app answers outside of one."""

from typing import Any

import aiohttp
import pytest

from tests.slack.standin.answers import enter, values
from tests.slack.standin.samples import asked, options
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import CannotDo


@pytest.mark.parametrize(
    ("kind", "more", "wish", "kept"),
    [
        ("plain_text_input", {}, "", {"value": None}),
        ("email_text_input", {}, "a@b.c", {"value": "a@b.c"}),
        ("number_input", {"is_decimal_allowed": False}, 3, {"value": "3"}),
        (
            "timepicker",
            {"timezone": "Europe/Madrid"},
            "09:30",
            {"selected_time": "09:30", "timezone": "Europe/Madrid"},
        ),
        ("datepicker", {}, None, {"selected_date": None}),
        ("users_select", {}, "U1", {"selected_user": "U1"}),
        ("multi_users_select", {}, [], {"selected_users": []}),
        ("conversations_select", {}, "C1", {"selected_conversation": "C1"}),
        ("checkboxes", {"options": options(2)}, ["1", "o0"], {"selected_options": options(2)}),
        ("static_select", {"options": options(2)}, "o1", {"selected_option": options(2)[1]}),
    ],
)
def test_an_answer_has_the_shape_of_its_element(kind, more, wish, kept):
    assert enter({"type": kind, **more}, wish) == {"type": kind, **kept}


@pytest.mark.parametrize(
    ("kind", "more", "wish"),
    [
        ("number_input", {"is_decimal_allowed": False}, "1.5"),
        ("number_input", {"is_decimal_allowed": True, "max_value": "2"}, "3"),
        ("timepicker", {}, "nine"),
        ("multi_static_select", {"options": options(3), "max_selected_items": 1}, ["o0", "o1"]),
    ],
)
def test_what_an_element_does_not_take_cannot_be_entered(kind, more, wish):
    with pytest.raises(CannotDo):
        enter({"type": kind, **more}, wish)


def test_what_stood_there_at_first_is_sent_unless_changed():
    first = asked("radio_buttons", action_id="a", options=options(2), initial_option=options(2)[1])
    blocks = [{**first, "block_id": "b"}]
    assert values(blocks, {})["b"]["a"]["selected_option"]["value"] == "1"
    entered = {"b": {"a": enter(first["element"], "o0")}}
    assert values(blocks, entered)["b"]["a"]["selected_option"]["value"] == "0"


async def test_a_response_url_works_five_times_for_half_an_hour():
    async with StandIn() as slack, aiohttp.ClientSession() as session:
        slack.add_person("U1", "ana")
        slack.add_channel("C1", "deals", ["U1"])
        url = slack.server.new_response_url("U1", "C1")

        async def say(where: str, **body: Any) -> tuple[int, str]:
            async with session.post(where, json=body) as answer:
                return answer.status, await answer.text()

        for _ in range(5):
            assert await say(url, text="Hello") == (200, "ok")
        assert "used_url" in (await say(url, text="Hello"))[1]
        late = slack.server.new_response_url("U1", "C1")
        slack.clock.advance(30 * 60 + 1)
        assert "expired_url" in (await say(late, text="Hello"))[1]
        assert (await say(slack.server.new_response_url("U1", "C1"), txt="Hello"))[0] == 400
        assert slack.forgive() == [
            "response_url: unknown field txt: Slack would drop it",
            "response_url: no_text",
        ]
        assert {one.ephemeral_for for one in slack.user("U1").reads("C1")} == {"U1"}
