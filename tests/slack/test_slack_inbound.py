"""What Slack sends, whole or with holes in it, as the coach takes it."""

import json
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.inbound import act_key, form_key, inputs, pressed, readable, sent, typed, values, who
from bot.slack.text import Json
from dialogs.document import Act
from dialogs.people import Identity


@pytest.mark.parametrize(
    ("body", "workspace", "user"),
    [
        ({"team_id": "T1", "user_id": "U1", "enterprise_id": "E1"}, "T1", "U1"),
        ({"team": {"id": "T1"}, "user": {"id": "U1"}, "enterprise": None}, "T1", "U1"),
        ({"team": None, "user": {"id": "W1"}, "enterprise": {"id": "E1"}}, "E1", "W1"),
        ({"team": None, "user": {"id": "U1", "team_id": "T2"}}, "T2", "U1"),
        ({"team_id": None, "enterprise_id": "E1", "user_id": "W1"}, "E1", "W1"),
        ({"team_id": "T1", "event": {"type": "app_home_opened", "user": "U1"}}, "T1", "U1"),
        ({"team_id": "T1", "event": {"type": "user_change", "user": {"id": "U1"}}}, "T1", "U1"),
        ({}, "", ""),
    ],
)
def test_people_are_known_by_workspace_and_user(body, workspace, user):
    assert who(body) == Identity(platform="slack", workspace=workspace, user=user)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"type": "plain_text_input", "value": "hello"}, ("hello",)),
        ({"type": "plain_text_input", "value": None}, ()),
        ({"type": "static_select", "selected_option": None}, ()),
        ({"type": "radio_buttons", "selected_option": {"value": "a"}}, ("a",)),
        ({"type": "checkboxes", "selected_options": []}, ()),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}, ("a", "b")),
        ({"type": "datepicker", "selected_date": "2027-03-05"}, ("2027-03-05",)),
        ({"type": "timepicker", "selected_time": None}, ()),
        ({"type": "timepicker", "selected_time": "15:30"}, ("15:30",)),
        ({"type": "conversations_select", "selected_conversation": "C1"}, ("C1",)),
        ({"type": "users_select", "selected_user": "U1"}, ("U1",)),
        ({"type": "users_select", "selected_user": None}, ()),
        ({}, ()),
        (None, ()),
    ],
)
def test_every_kind_of_answer_is_read_and_none_is_missed(state, expected):
    assert values({"state": {"values": {"7:p:q": {"q": state}}}}) == {"q": expected}


@pytest.mark.parametrize("view", [{}, {"state": None}, {"state": {}}, {"state": {"values": None}}])
def test_a_view_without_answers_has_none(view):
    assert values(view) == {}


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "null", '{"act":"answer"}', '{"act":"x","ref":"","page":""}', None]
)
def test_a_view_that_is_none_of_ours_has_no_form(note):
    assert sent({"private_metadata": note}) is None


def test_a_form_comes_back_as_it_went():
    form = sent({"private_metadata": '{"act":"answer","ref":"7","page":"check"}'})
    assert form
    assert (form.act, form.ref, form.page) == (Act.ANSWER, "7", "check")


def test_the_same_words_in_the_same_view_have_one_key_and_others_another():
    def key(view: str, text: str) -> str:
        body: Json = {
            "team": {"id": "T1"},
            "view": {
                "id": view,
                "private_metadata": '{"act":"answer","ref":"7","page":"check"}',
                "state": {"values": {"b": {"q": {"value": text}}}},
            },
        }
        form = sent(body["view"])
        assert form
        return form_key(body, form)

    assert key("V1", "a") == key("V1", "a")
    assert len({key("V1", "a"), key("V1", "b"), key("V2", "a")}) == 3
    assert act_key({"team_id": "T1", "trigger_id": "9.9"}) == "slack:T1:9.9"


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ({"action_id": "kairos:begin:1", "value": "precall/7"}, (Act.BEGIN, "precall/7")),
        ({"action_id": "kairos:deals:2"}, (Act.DEALS, "")),
        ({"action_id": "kairos:dance:2", "value": "x"}, (None, "x")),
        ({"action_id": "other:begin:1"}, (None, "")),
        ({}, (None, "")),
    ],
)
def test_a_button_says_what_it_asks_for(action, expected):
    assert pressed(action) == expected


def test_a_command_is_one_line_and_inputs_have_ids():
    assert typed({"command": "/precall", "text": "  Acme \n Corp "}) == "/precall Acme Corp"
    assert typed({"command": "/coach"}) == "/coach"
    assert inputs({"blocks": [{"type": "section"}, {"type": "input", "block_id": "b"}]}) == ["b"]
    assert inputs({}) == []


@given(st.text(st.characters(codec="utf-8")), st.booleans())
def test_a_payload_is_read_as_every_form_is(text, spelled_out):
    said = json.dumps({"said": text, "%41": "=41 + =\r\n"}, ensure_ascii=spelled_out)
    for body in (urlencode({"payload": said}), f"payload={quote(said, safe='/=')}"):
        assert readable(body.encode()) == dict(parse_qsl(body))["payload"] == said


@pytest.mark.parametrize(
    "body", ["", "{}", "command=%2Fcoach&text=a%3Db", "payload=%7B%7D&more=1", "payload", "ssl_check=1"]
)
def test_what_is_no_payload_alone_stays_as_it_came(body):
    assert readable(body.encode()) == body


@pytest.mark.parametrize("body", [b"payload=%FF", b"payload=%ED%A0%80", b"\xff"])
def test_what_is_no_text_is_refused(body):
    with pytest.raises(UnicodeDecodeError):
        readable(body)
