"""One conversation, whichever way it is held, leaves the same in the store.

Every transcript is played through the coach alone, and through Teams' cards, Slack's modals and the
playground's HTTP, each with its real app: answers, verdicts, deals and what follows are compared.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.ports import Store
from bot.sending.outbox import Kind
from tests.test_transcripts import TRANSCRIPTS, read, values
from tests.three_channels import CHANNELS, Talk, at_home, directly

UNTOLD = {"teams": "Teams tells nobody that a form was closed, nor what stood in it"}
HELD_BACK = "the client itself holds a form back while a required choice is missing"

CANNOT_BE_SAID: Mapping[str, Mapping[str, str]] = {
    "stale-form": dict.fromkeys(
        CHANNELS, "the form it sends again is gone from the screen; the channel's own tests press old cards"
    ),
    "unknown-input": dict.fromkeys(CHANNELS, "menus and time pickers let nobody choose what is not offered"),
    "walk-a-guess-is-asked-first": {"teams": HELD_BACK, "slack": HELD_BACK},
    "abandoned-and-resumed": UNTOLD,
    "begun-anew": UNTOLD,
    "breakthrough-fold-back": UNTOLD,
    "edit-given-up": UNTOLD,
}
"""Transcripts that a channel has no words for, and why. All others are said on all."""

CASES = [
    pytest.param(channel, path, id=f"{channel}-{path.stem}")
    for channel in CHANNELS
    for path in TRANSCRIPTS
    if channel not in CANNOT_BE_SAID.get(path.stem, {})
]


async def play(talk: Talk, script: Mapping[str, Any]) -> None:
    """The whole script. A restart is left out: it changes nothing that is seen, and has tests of its own."""
    await at_home(talk, script["zone"], datetime.fromisoformat(script["now"]))
    await talk.says(f"/{script['flow']} {script['deal']}")
    for turn in script["turns"]:
        if "wait" in turn:
            await talk.waits(int(turn["wait"]))
        if "say" in turn:
            await talk.says(turn["say"])
        if "begin" in turn:
            await talk.says(f"/{turn['begin']['flow']} {turn['begin']['deal']}")
        for filled in ("answer", "choose"):
            if filled in turn:
                await talk.fills(await with_keys(talk, values(turn[filled]["values"])))
        if "close" in turn:
            await talk.closes(values(turn["close"]["values"]))
        pressed = turn.get("press") or ("keep" if "keep" in turn else "")
        if pressed:
            await talk.presses(pressed)


async def with_keys(talk: Talk, given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Conditions are given in their own words, and sent by their keys."""
    called = {text: key for key, text in (await conditions(talk.store, talk.person.id)).items()}
    if "glasses" not in given:
        return given
    return given | {"glasses": tuple(called.get(each, each) for each in given["glasses"])}


async def conditions(store: Store, person: int) -> dict[str, str]:
    return {each.key: each.text for deal in await store.deals(person) for each in deal.conditions}


async def kept(store: Store, person: int) -> dict[str, Any]:
    """All that a conversation left behind; ids have their names instead."""
    called = await conditions(store, person)
    sessions = [
        {
            "deal": each.deal,
            "flow": each.session.flow,
            "status": each.session.status,
            "submitted": each.session.submitted,
            "ends": each.session.ends,
            "push_back": each.session.push_back,
            "answers": {
                question: sorted(called.get(value, value) for value in answer)  # ticks have no order
                for question, answer in each.session.answers.items()
                if answer
            },
        }
        for each in sorted(await store.export(person), key=lambda each: each.session.id)
    ]
    deals = {
        deal.name: {
            "glasses": sorted((each.text, each.full) for each in deal.conditions),
            "calls": [
                (each.outcome, sorted(each.signals), sorted(each.steps, key=str)) for each in deal.reflections
            ],
            "walk": deal.walk,
        }
        for deal in await store.deals(person)
    }
    followed = Counter(each.kind for each in await store.deliveries() if each.kind in {Kind.CARD, Kind.NUDGE})
    return {"sessions": sessions, "deals": deals, "followed": followed}


@pytest.mark.parametrize(("channel", "path"), CASES)
async def test_the_conversation_leaves_the_same_behind(channel: str, path: Path, tmp_path: Path):
    script = read(path)
    async with directly(tmp_path) as talk:
        await play(talk, script)
        wanted = await kept(talk.store, talk.person.id)
    async with CHANNELS[channel](tmp_path) as talk:
        await play(talk, script)
        found = await kept(talk.store, talk.person.id)
    assert wanted["sessions"]
    assert found == wanted


def test_nothing_is_left_out_that_is_not_there():
    assert set(CANNOT_BE_SAID) <= {path.stem for path in TRANSCRIPTS}
    assert len(CASES) >= len(TRANSCRIPTS) * len(CHANNELS) - 12
