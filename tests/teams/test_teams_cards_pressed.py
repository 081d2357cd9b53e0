"""What comes back from a card: read where it is ours and whole, and never believed further."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.pressed import Pressed, carried, pressed
from dialogs.document import Act, Field
from dialogs.flow import Kind, Option

OPTIONS = tuple(Option(id=name, label=name) for name in "abc")
FIELDS = (
    Field(id="agreed", kind=Kind.CHOICES, label="?", options=OPTIONS),
    Field(id="know", kind=Kind.CHOICE, label="?", options=OPTIONS),
    Field(id="learning", kind=Kind.TEXT, label="?"),
    Field(id="by", kind=Kind.DATE, label="?"),
)
SENT = carried(Act.ANSWER, "11", "k:1", "check", FIELDS)
NOTHING = {"agreed": (), "know": (), "learning": (), "by": ()}


def test_a_button_brings_its_act_its_ref_and_its_key():
    read = pressed(carried(Act.BEGIN, "precall/5", "k:2"))
    assert read == Pressed(act=Act.BEGIN, ref="precall/5", page="", key="k:2", values={})


def test_a_form_brings_every_field_and_what_was_never_touched_is_empty():
    read = pressed(SENT | {"agreed": "b,c", "learning": "wait, then ask", "by": "2027-03-05"})
    assert read
    assert (read.act, read.ref, read.page, read.key) == (Act.ANSWER, "11", "check", "k:1")
    assert read.values == NOTHING | {
        "agreed": ("b", "c"),
        "learning": ("wait, then ask",),
        "by": ("2027-03-05",),
    }


@pytest.mark.parametrize(
    ("sent", "values"),
    [
        ({}, {}),
        ({"agreed": "", "learning": "", "by": None}, {}),
        ({"agreed": "b"}, {"agreed": ("b",)}),
        ({"agreed": ",b,,b,"}, {"agreed": ("b",)}),
        ({"know": "a,b"}, {"know": ("a,b",)}),
        ({"know": "false"}, {"know": ("false",)}),
        ({"nobody": "asked", "msteams": {"type": "task/submit"}}, {}),
    ],
)
def test_only_what_was_asked_is_read(sent: dict[str, Any], values: dict[str, Any]):
    read = pressed(SENT | sent)
    assert read
    assert read.values == NOTHING | values


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kairos": None},
        {"kairos": "begin"},
        {"kairos": {"act": "begin"}},
        {"kairos": SENT["kairos"] | {"act": "launch"}},
        {"kairos": SENT["kairos"] | {"ref": 11}},
        {"kairos": SENT["kairos"] | {"key": None}},
        {"kairos": SENT["kairos"] | {"role": "manager"}},
        {"kairos": SENT["kairos"] | {"fields": ["agreed"]}},
        {"kairos": SENT["kairos"] | {"fields": {"agreed": "number"}}},
        SENT | {"learning": 7},
        SENT | {"learning": ["wait"]},
        SENT | {"agreed": {"a": True}},
    ],
)
def test_what_is_malformed_is_none_of_ours(data: dict[str, Any]):
    assert pressed(data) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["kairos", "agreed", "x"]), JSON), JSON)
def test_whatever_is_sent_is_read_or_refused_and_never_fails(data: dict[str, Any], changed: object):
    for tried in (data, SENT | data, {"kairos": SENT["kairos"] | {"fields": changed}}):
        read = pressed(tried)
        assert read is None or isinstance(read, Pressed)
