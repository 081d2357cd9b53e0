"""Replies to notes, what came of learnings, and digests with a button; the same tests for both stores."""

from bot.ports import Store
from dialogs.document import Act, Button, Buttons, Document
from dialogs.recall import RECALLED
from tests.store.making import HOUR, NOW, some_deal, somebody
from tests.store.weekly import carrying, digest, reflect, request


def with_button(act: Act, ref: str) -> Document:
    return Document(
        title="", summary="", blocks=(Buttons(items=(Button(label="Press", act=act, ref=ref, main=True),)),)
    )


async def test_the_first_reply_to_a_note_is_kept_and_only_its_reps(store: Store):
    inge, ole, mia = [await somebody(store, name) for name in ("Inge", "Ole", "Mia")]
    note = request(inge, asked=False, manager=mia.id)
    question = request(inge)
    await store.put_request(note, "note")
    await store.put_request(question, "question")
    assert not await store.reply(note.id, ole.id, "Mine?", NOW)
    assert not await store.reply(question.id, inge.id, "To myself", NOW)
    assert await store.reply(note.id, inge.id, "Will do.", NOW + HOUR)
    assert not await store.reply(note.id, inge.id, "Or not.", NOW + 2 * HOUR)
    assert await store.request(note.id) == note._replace(answer="Will do.", answered=NOW + HOUR)
    await store.forget(inge.id, NOW + 3 * HOUR)
    assert await store.request(note.id) is None


async def test_what_came_of_a_learning_is_kept_once_and_goes_with_its_rep(store: Store):
    inge, ole, deal = await somebody(store), await somebody(store, "Ole"), await some_deal(store)
    learnt = await reflect(store, inge, deal, NOW, "share", learning="wait")
    silent = await reflect(store, inge, deal, NOW + HOUR, "share")
    assert not await store.recall(learnt.id, ole.id, "kept")
    assert not await store.recall(silent.id, inge.id, "kept")
    assert await store.recall(learnt.id, inge.id, "kept")
    assert not await store.recall(learnt.id, inge.id, "missed")
    facts = await store.rep_facts(inge.id, NOW - HOUR, NOW + 2 * HOUR)
    assert facts
    assert [(each.session, each.came) for each in facts.private.learnings] == [(learnt.id, "kept")]
    await store.forget(inge.id, NOW + 3 * HOUR)
    kept = await store.session(learnt.id)
    assert kept
    assert kept.answer(RECALLED) == ""


async def test_the_digests_with_a_button_are_found_by_reader_act_and_the_beginning_of_its_ref(store: Store):
    mia, noa = [await somebody(store, name) for name in ("Mia", "Noa")]
    pages = with_button(Act.NOTE, "7/8/=How so?"), with_button(Act.REPLY, "7")
    for_mia, for_noa = (
        digest(whom).model_copy(update={"document": page})
        for whom, page in zip((mia, noa), pages, strict=True)
    )
    await store.put_digests([for_mia, for_noa], carrying(for_mia, for_noa))

    async def found(act: Act, ref: str, *readers: int) -> list[str]:
        return [each.key for each in await store.standing(readers, act, ref)]

    assert await found(Act.NOTE, "7/8/", mia.id, noa.id) == [for_mia.key]
    assert await found(Act.REPLY, "7", mia.id, noa.id) == [for_noa.key]
    assert await found(Act.REPLY, "7", mia.id) == await found(Act.NOTE, "7/9/", mia.id) == []
    assert await found(Act.NOTE, "7/8/") == []
