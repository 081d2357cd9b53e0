"""Digests as they read now: what their reader, or somebody else, did since stands in the buttons' place.

The stored digest stays as it was written. Reads only, and of what belongs to its reader alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.ids import named
from bot.ports import Store
from dialogs.digest.facts import Request
from dialogs.digest.since import Done, Said, pressable, since
from dialogs.document import Act, Button, Document
from dialogs.library import Library
from dialogs.moments import local_day
from dialogs.pages.notes import whom
from dialogs.people import Person
from dialogs.recall import RECALLED, recall_of


class Standing:
    """Brings digests up to date."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._words = library.words

    async def now(self, document: Document, reader: Person, written: datetime) -> Document:
        """The document, written at that instant, as its reader should find it now."""
        buttons = {act: [each for each in pressable(document) if each.act is act] for act in Act}
        done: dict[Done, Said] = {}
        for button in buttons[Act.REPLY]:
            done |= await self._answered(button, reader)
        if buttons[Act.NOTE]:
            done |= await self._sent(buttons[Act.NOTE], reader, written)
        if buttons[Act.RECALL]:
            done |= await self._recalled(buttons[Act.RECALL], reader)
        return since(document, done) if done else document

    async def _answered(self, button: Button, reader: Person) -> Mapping[Done, Said]:
        """A request that was answered, or taken back."""
        place = button.act, button.ref
        request = await self._store.request(named(button.ref) or 0)
        if request is None:
            return {place: Said(self._words.say("digest.request.taken-back"), gone=True)}
        if request.answered is None or request.team != reader.team:
            return {}
        rep = await self._name(request.rep)
        if request.manager == reader.id:
            return {place: Said(self._words.say("digest.request.you-answered", rep=rep))}
        by = await self._name(request.manager)
        return {place: Said(self._words.say("digest.request.was-answered", manager=by, rep=rep))}

    async def _sent(
        self, buttons: Iterable[Button], reader: Person, written: datetime
    ) -> Mapping[Done, Said]:
        """Questions that went to a rep as notes about that deal since then, and whether they replied."""
        sent: dict[tuple[str, str], Request] = {}
        for note in await self._store.notes_to(reader.team or 0, reader.id, written):
            deal = await self._store.deal_named(note.team, note.deal)
            if deal is not None:
                sent.setdefault((str(note.rep), str(deal.id)), note)  # the newest
        done: dict[Done, Said] = {}
        for button in buttons if sent else ():
            to = whom(button.ref)
            became = await self._store.became(named(to.deal) or 0)
            found = sent.get((to.rep, str(became.id) if became else to.deal))
            if found is not None:
                done[button.act, button.ref] = Said(await self._receipt(found, reader))
        return done

    async def _receipt(self, note: Request, reader: Person) -> str:
        rep = await self._name(note.rep)
        if note.answered is None:
            return self._words.say("digest.each.sent", rep=rep)
        day = self._words.day(local_day(note.answered, reader.zone).isoformat())
        return self._words.say("digest.each.replied", rep=rep, day=day)

    async def _recalled(self, buttons: Sequence[Button], reader: Person) -> Mapping[Done, Said]:
        """What the rep said came of the one learning that a digest asks back, to nobody but them."""
        session = await self._store.session(named(recall_of(buttons[0].ref).session) or 0)
        came = session.answer(RECALLED) if session is not None and session.rep == reader.id else ""
        if not came:
            return {}
        called = self._words.say(f"digest.came.{came}")
        said = Said(self._words.say("digest.learning.said", came=called))
        return {(button.act, button.ref): said for button in buttons}

    async def _name(self, person: int | None) -> str:
        found = await self._store.person(person) if person is not None else None
        return found.name if found else self._words.say("digest.somebody")
