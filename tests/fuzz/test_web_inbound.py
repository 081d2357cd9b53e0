"""Whatever the playground's own page may send is answered with a sentence, and nothing kept is lost."""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot import content
from tests.fuzz.mangling import EXAMPLES, Json, broken, heard, living, mangled, trying, written
from tests.web.conftest import KEY, Client, opened

LIBRARY, _ = content.load()


@asynccontextmanager
async def page() -> AsyncIterator[Client]:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder), LIBRARY) as world, ClientSession() as session:
            yield Client(world, session)


async def lived(client: Client) -> list[tuple[str, Json]]:
    """Everything that the page sends, once; Bilal's check stays as he left it."""
    ana, bilal = client.world.people["Ana"], client.world.people["Bilal"]
    coach = client.world.house.coach
    begun = await coach.say(ana, "precall Acme", "begun")
    theirs = await coach.say(bilal, "precall Secret", "theirs")
    values = {"question": ["What happens to your Monday?"], "know": ["person"]}
    await coach.close(bilal, str(theirs.session), "check", {"question": ("Half",)}, "theirs too")
    head = {"as": str(ana.id), "key": f"{KEY}0"}
    form = {"act": "answer", "ref": str(begun.session), "page": "check", "values": values}
    lead = client.world.people["Dorothea"]
    await coach.say(lead, "note Ana What would they do next?", "noted")
    (note,) = await client.world.house.store.exchanges(ana.id)
    after = await coach.say(ana, "postcall Acme", "after")
    shown = after.document.form
    assert shown
    told = {"act": "answer", "ref": shown.ref, "page": shown.page, "values": {"agreed": ["other"]}}
    reply = {"act": "write-back", "ref": str(note.id), "page": "write-back", "values": {"text": ["Yes"]}}
    asked = f"{ana.id}/{begun.session}/=What would they do next?"
    pressed = [
        ("let-go", str(begun.session)),
        ("plan", str(begun.session)),
        ("recall", f"{after.session}/kept"),
        ("begin", "precall/=Bolt & Sons"),
        ("thank", str(note.id)),
        ("write-back", str(note.id)),
    ]
    return [
        *(("press", {**head, "act": act, "ref": ref}) for act, ref in pressed),
        ("press", {**head, "as": str(lead.id), "act": "note", "ref": asked}),
        ("submit", {**head, **told}),
        ("submit", {**head, **reply}),
        ("close", {**head, **told}),
        ("say", {**head, "text": "/precall Acme"}),
        ("say", {**head, "text": "/coach deals"}),
        ("press", {**head, "act": "resume", "ref": str(begun.session)}),
        ("press", {**head, "act": "begin", "ref": "precall"}),
        ("submit", {**head, **form}),
        ("submit", {**head, "act": "settings", "ref": "", "page": "settings", "values": {"zone": ["UTC"]}}),
        ("close", {**head, **form}),
        ("clock", {**head, "to": "hour"}),
    ]


async def answered(client: Client, path: str, body: bytes) -> int:
    """The status; whatever is refused says why."""
    headers = {"Origin": client.world.url.rstrip("/"), "Content-Type": "application/json"}
    async with client.session.post(client.world.url + path, data=body, headers=headers) as response:
        said = await response.json()
        assert response.status == 200 or said["problem"]
        return response.status


async def theirs(client: Client) -> list[Json]:
    found = await client.world.house.coach.own.unfinished(client.world.people["Bilal"])
    return [json.loads(each.session.model_dump_json()) for each in found]


def fuzzed(examples: int, *, raw: bool) -> None:
    with heard() as ear, living(page()) as (client, run):
        samples = run(lived(client))
        kept = run(theirs(client))

        @trying(examples)
        @given(st.data())
        def whatever_comes(data: st.DataObject) -> None:
            path, sample = data.draw(st.sampled_from(samples))
            sample = {**sample, "key": str(data.draw(st.uuids()))}  # what repeats itself is done once
            sent = data.draw(broken(written(sample))) if raw else written(data.draw(mangled([sample])))
            assert run(answered(client, path, sent)) < 500

        whatever_comes()
        assert run(theirs(client)) == kept
        answer = run(client.act("say", "Ana", 7, text="/precall Afterwards"))
        assert "Afterwards" in answer["sheet"]["title"]
    assert not ear.without_an_id


@EXAMPLES
def test_a_request_with_anything_wrong_in_it_is_answered(examples: int):
    fuzzed(examples, raw=False)


@EXAMPLES
def test_a_body_that_is_torn_is_answered(examples: int):
    fuzzed(examples, raw=True)
