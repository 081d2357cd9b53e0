"""A manager's note to a rep, unasked: to whom, what, and that it is on its way."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.coach.asking import digests_again, shown_again, to_rep
from bot.coach.deals import team_deal
from bot.coach.members import MENTION
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import Ids, named
from bot.ports import Store
from bot.sending.outbox import Delivery
from dialogs.deal import name_key
from dialogs.digest.facts import Request
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages import notes as pages
from dialogs.pages.exchanges import TEXT, read
from dialogs.people import Identity, Person, Role


class Notes:
    """Writing unasked."""

    def __init__(self, store: Store, library: Library, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._words = library.words
        self._clock = clock
        self._ids = ids

    @property
    def offers(self) -> UseCases:
        """The word, the button and the form."""
        return UseCases(
            words={"note": self.note},
            acts={Act.NOTE: self._note_form, Act.WRITE_BACK: self._reply_form, Act.THANK: self._thank},
            forms={Act.NOTE: self._send_note, Act.WRITE_BACK: self._send_reply},
            opening=frozenset({"note"}),
        )

    async def note(self, person: Person, text: str, key: str) -> Screen:
        """``/coach note REP TEXT``; without a text the form, without a rep the choice of one.

        Raises NoTeam.
        """
        reps = await self._reps(person)
        if reps is None:
            return Screen(document=pages.managers_only_page(self._words))
        rep, said = await self._whom(person, reps, text)
        if rep is None:
            return Screen(document=pages.choose_page(reps, self._words, shown_name(text)))
        if not said:
            return Screen(document=pages.note_page(str(rep.id), rep.name, "", self._words), opens=True)
        return await self._send_note(person, str(rep.id), {TEXT: (said,)}, key)

    async def _note_form(self, person: Person, ref: str, key: str) -> Screen:
        """The form, with the question that the button brings; of one that names nobody, the choice."""
        if not ref:
            return await self.note(person, "", key)
        to = pages.whom(ref)
        return await self._form(person, to, (to.question,) if to.question else ())

    async def _form(self, person: Person, to: pages.Whom, typed: Values, problem: str = "") -> Screen:
        rep, deal = await self._about(person, to)
        page = pages.note_page(to._replace(question="").ref, rep.name, deal, self._words, typed, problem)
        return Screen(document=page, opens=True)

    async def _about(self, person: Person, to: pages.Whom) -> tuple[Person, str]:
        """Whom it is for, and the name of the deal that it is about. Raises NotThere, NotYours."""
        rep = await self._rep(person, to.rep)
        return rep, (await team_deal(self._store, person, to.deal)).name if to.deal else ""

    async def _send_note(self, person: Person, ref: str, values: Mapping[str, Values], key: str) -> Screen:
        to = pages.whom(ref)
        rep, deal = await self._about(person, to)
        text, problem = read(values)
        if problem:
            return await self._form(person, to, (text,), problem)
        now = self._clock.now()
        request = Request(
            id=self._ids(),
            rep=rep.id,
            team=rep.team or 0,
            at=now,
            asked=False,
            text=text,
            deal=deal,
            manager=person.id,
        )
        told = to_rep(rep.id, _key(request), request.id, now, self._ids)
        again = await self._digests(person, rep, to.deal, now) if deal else ()
        await self._store.put_request(request, key, (told, *again))
        return Screen(document=pages.noted_page(rep.name, text, self._words))

    async def _digests(self, manager: Person, rep: Person, deal: str, now: datetime) -> tuple[Delivery, ...]:
        """The manager's digests that have such a question for the rep: they say that it was sent."""
        ref = f"{pages.Whom(str(rep.id), deal).ref}/"
        return await digests_again(self._store, (manager,), Act.NOTE, ref, now)

    async def _reply_form(self, person: Person, ref: str, _key: str) -> Screen:
        note = await self._note(person, ref)
        by = await self._name(note.manager)
        if note.answered:
            return Screen(document=pages.note_message(note, by, self._words), opens=True)
        return Screen(document=pages.write_back_page(note, by, self._words), opens=True)

    async def _send_reply(self, person: Person, ref: str, values: Mapping[str, Values], _key: str) -> Screen:
        note = await self._note(person, ref)
        text, problem = read(values)
        if problem and not note.answered:
            by = await self._name(note.manager)
            return Screen(document=pages.write_back_page(note, by, self._words, (text,), problem), opens=True)
        return await self._reply(person, note, text)

    async def _thank(self, person: Person, ref: str, _key: str) -> Screen:
        return await self._reply(person, await self._note(person, ref), self._words.say("feedback.thanks"))

    async def _reply(self, person: Person, note: Request, text: str) -> Screen:
        """The first reply is kept; whoever replies twice sees which one it was."""
        manager = await self._store.person(note.manager) if note.manager else None
        by = manager.name if manager else self._words.say("digest.somebody")
        if not note.answered:
            now = self._clock.now()
            stands = to_rep(person.id, _key(note), note.id, now, self._ids)
            told = list(await shown_again(self._store, (stands,)))
            if manager is not None:
                told.append(to_rep(manager.id, f"reply:{note.id}", note.id, now, self._ids))
                told += await self._receipts(manager, person, note, now)
            if await self._store.reply(note.id, person.id, text, now, told):
                return Screen(document=pages.noted_page(by, text, self._words, reply=True))
            note = await self._store.request(note.id) or note
        return Screen(document=pages.note_message(note, by, self._words))

    async def _receipts(
        self, manager: Person, rep: Person, note: Request, now: datetime
    ) -> tuple[Delivery, ...]:
        """The manager's digests with the question that this replies to."""
        deal = await self._store.deal_named(note.team, note.deal) if note.deal else None
        return await self._digests(manager, rep, str(deal.id), now) if deal else ()

    async def _note(self, person: Person, ref: str) -> Request:
        """A note to this person. Raises NotThere for none, NotYours for another's."""
        number = named(ref)
        note = await self._store.request(number) if number is not None else None
        if note is None or note.asked:
            raise NotThere(ref)
        if note.rep != person.id:
            raise NotYours(ref)
        return note

    async def _name(self, person: int | None) -> str:
        found = await self._store.person(person) if person is not None else None
        return found.name if found else self._words.say("digest.somebody")

    async def _rep(self, person: Person, ref: str) -> Person:
        """Somebody this manager may write to. Raises NotThere, NotYours."""
        reps = await self._reps(person)
        if reps is None:
            raise NotYours(ref)
        found = next((rep for rep in reps if str(rep.id) == ref), None)
        if found is None:
            raise NotThere(ref)
        return found

    async def _reps(self, person: Person) -> tuple[Person, ...] | None:
        """The reps of a manager's team; None for whoever is no manager."""
        if person.team is None:
            raise NoTeam
        if person.role is not Role.MANAGER:
            return None
        people = await self._store.people(person.team)
        return tuple(each for each in people if each.role is Role.REP)

    async def _whom(self, person: Person, reps: tuple[Person, ...], text: str) -> tuple[Person | None, str]:
        """Whom the first words name (an account, an e-mail, a name, a first name of one), and the rest.

        A longer name goes before a shorter one. Of two who are called the same it is neither.
        """
        first, _, rest = text.partition(" ")
        mention = MENTION.fullmatch(first)
        if mention:
            known = await asyncio.gather(
                *(
                    self._store.known_as(
                        Identity(platform=at.platform, workspace=at.workspace, user=mention[1])
                    )
                    for at in await self._store.identities(person.id)
                )
            )
            accounts = {each.id for each in known if each}
            return next((rep for rep in reps if rep.id in accounts), None), rest
        mailed = next((rep for rep in reps if name_key(rep.email) == name_key(first)), None)
        if mailed:
            return mailed, rest
        said = text.split()
        for words in sorted({len(rep.name.split()) for rep in reps} - {0}, reverse=True):
            called = name_key(" ".join(said[:words]).lstrip("@"))
            if alike := [rep for rep in reps if called and name_key(rep.name) == called]:
                return _only(alike), " ".join(said[words:])
        called = name_key(first.lstrip("@").rstrip(":,"))
        return _only([rep for rep in reps if called and name_key(rep.name.partition(" ")[0]) == called]), rest


def _key(note: Request) -> str:
    """The key of the delivery that brings a note."""
    return f"note:{note.id}"


def shown_name(text: str) -> str:
    """What was typed for a name."""
    return text.partition(" ")[0]


def _only(alike: Sequence[Person]) -> Person | None:
    return alike[0] if len(alike) == 1 else None
