"""Feedback, both ways: a rep asks, a manager answers, a manager writes unasked.

Only what was written to be read is shown: the question and the deal's name, never what stood beside them.
"""

import asyncio
from collections.abc import Mapping, Sequence

from bot.clock import Clock
from bot.coach.asking import AGAIN, KEEPS, managers, shown_again, to_managers
from bot.coach.members import MENTION
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import Ids, named
from bot.ports import Store
from bot.sending.outbox import Delivery, Kind
from dialogs.deal import name_key
from dialogs.digest.facts import Request
from dialogs.document import Act, Document
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages import feedback as pages
from dialogs.people import Identity, Person, Role
from dialogs.reading import clean


class Feedback:
    """Questions, answers and notes."""

    def __init__(self, store: Store, library: Library, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._words = library.words
        self._clock = clock
        self._ids = ids

    @property
    def offers(self) -> UseCases:
        """Asking, answering, writing unasked, and the messages that carry it."""
        return UseCases(
            words={"ask": self.ask, "note": self.note},
            acts={Act.ASK: self._ask_form, Act.REPLY: self._reply_form, Act.NOTE: self._note_form},
            forms={Act.ASK: self._send_question, Act.REPLY: self._send_answer, Act.NOTE: self._send_note},
            makes={Kind.FEEDBACK: self.message},
            opening=frozenset({"ask", "note"}),
        )

    async def ask(self, person: Person, text: str, key: str) -> Screen:
        """``/coach ask TEXT``; without a text the form."""
        if person.team is None:
            raise NoTeam
        if not text:
            return Screen(document=pages.ask_page("", "", self._words), opens=True)
        return await self._send_question(person, "", {pages.TEXT: (text,)}, key)

    async def note(self, person: Person, text: str, key: str) -> Screen:
        """``/coach note REP TEXT``; without a text the form, without a rep the choice of one."""
        reps = await self._reps(person)
        if reps is None:
            return Screen(document=pages.managers_only_page(self._words))
        rep, said = await self._whom(person, reps, text)
        if rep is None:
            return Screen(document=pages.choose_page(reps, self._words, shown_name(text)))
        if not said:
            return Screen(document=pages.note_page(rep, self._words), opens=True)
        return await self._send_note(person, str(rep.id), {pages.TEXT: (said,)}, key)

    async def message(self, delivery: Delivery) -> Document | None:
        """What a manager or a rep reads of an exchange now. None where it is not theirs any more."""
        request = await self._store.request(int(delivery.payload.get("request", 0)))
        reader = await self._store.person(delivery.person or 0)
        stands = AGAIN in delivery.payload
        if request is None or reader is None:
            return pages.taken_back_page(self._words) if stands else None
        if reader.id == request.rep:
            return await self._to_rep(request)
        if not _answers(reader, request) or (request.answered and not stands):
            return None  # whoever never saw the question need not hear that it is answered
        return await self._to_manager(request, reader)

    async def _to_rep(self, request: Request) -> Document | None:
        by = await self._name(request.manager)
        if not request.asked:
            return pages.note_message(request, by, self._words)
        return pages.answer_page(request, by, self._words) if request.answered else None

    async def _to_manager(self, request: Request, reader: Person) -> Document:
        rep = await self._name(request.rep)
        if not request.answered:
            return pages.request_page(request, rep, self._words)
        by, own = await self._name(request.manager), request.manager == reader.id
        return pages.answered_page(request, rep, by, self._words, own=own)

    async def _ask_form(self, person: Person, ref: str, _key: str) -> Screen:
        deal = await self._deal(person, ref)
        return Screen(document=pages.ask_page(ref, deal, self._words), opens=True)

    async def _send_question(
        self, person: Person, ref: str, values: Mapping[str, Values], key: str
    ) -> Screen:
        deal = await self._deal(person, ref)
        text, problem = _read(values)
        if problem or person.team is None:
            page = pages.ask_page(ref, deal, self._words, (text,), problem)
            return Screen(document=page, opens=True)
        now = self._clock.now()
        request = Request(
            id=self._ids(), rep=person.id, team=person.team, at=now, asked=True, text=text, deal=deal
        )
        asked = await managers(self._store, person.team, but=person.id)
        await self._store.put_request(request, key, to_managers(request.id, asked, now, self._ids))
        return Screen(document=pages.asked_page(text, asked, self._words))

    async def _reply_form(self, person: Person, ref: str, _key: str) -> Screen:
        request = await self._request(person, ref)
        if request.rep == person.id:
            return Screen(document=pages.own_question_page(self._words), opens=True)
        if request.answered:
            return Screen(document=await self._to_manager(request, person), opens=True)
        page = pages.reply_page(request, await self._name(request.rep), self._words)
        return Screen(document=page, opens=True)

    async def _send_answer(self, person: Person, ref: str, values: Mapping[str, Values], _key: str) -> Screen:
        """The first answer is kept. Whoever comes second, or twice, sees which one it was."""
        request = await self._request(person, ref)
        if request.rep == person.id:
            return Screen(document=pages.own_question_page(self._words), opens=True)
        text, problem = _read(values)
        if problem and not request.answered:
            rep = await self._name(request.rep)
            page = pages.reply_page(request, rep, self._words, (text,), problem)
            return Screen(document=page, opens=True)
        if not request.answered:
            now = self._clock.now()
            readers = await managers(self._store, request.team, but=request.rep)
            told = (
                self._to(request.rep, f"answer:{request.id}", request.id),
                *await shown_again(self._store, to_managers(request.id, readers, now, self._ids)),
            )
            await self._store.answer_request(request.id, person.id, text, now, told)
            request = await self._request(person, ref)
        return Screen(document=await self._to_manager(request, person), opens=True)

    async def _note_form(self, person: Person, ref: str, _key: str) -> Screen:
        rep = await self._rep(person, ref)
        return Screen(document=pages.note_page(rep, self._words), opens=True)

    async def _send_note(self, person: Person, ref: str, values: Mapping[str, Values], key: str) -> Screen:
        rep = await self._rep(person, ref)
        text, problem = _read(values)
        if problem:
            return Screen(document=pages.note_page(rep, self._words, (text,), problem), opens=True)
        request = Request(
            id=self._ids(),
            rep=rep.id,
            team=rep.team or 0,
            at=self._clock.now(),
            asked=False,
            text=text,
            manager=person.id,
        )
        told = (self._to(rep.id, f"note:{request.id}", request.id),)
        await self._store.put_request(request, key, told)
        return Screen(document=pages.noted_page(rep.name, text, self._words))

    def _to(self, person: int, key: str, request: int) -> Delivery:
        now = self._clock.now()
        return Delivery(
            id=self._ids(),
            kind=Kind.FEEDBACK,
            key=key,
            person=person,
            team=None,
            due=now,
            until=now + KEEPS,
            payload={"request": str(request)},
        )

    async def _request(self, person: Person, ref: str) -> Request:
        """A question to this person. Raises NotThere for none, NotYours for one of another team's."""
        number = named(ref)
        request = await self._store.request(number) if number is not None else None
        if request is None or not request.asked:
            raise NotThere(ref)
        if not _answers(person, request):
            raise NotYours(ref)
        return request

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

    async def _deal(self, person: Person, ref: str) -> str:
        """The name of the deal it is about. Raises NoTeam, NotThere, NotYours."""
        if person.team is None:
            raise NoTeam
        if not ref:
            return ""
        number = named(ref)
        deal = await self._store.deal(number) if number is not None else None
        if deal is None:
            raise NotThere(ref)
        if deal.team != person.team:
            raise NotYours(ref)
        return deal.name

    async def _name(self, person: int | None) -> str:
        found = await self._store.person(person) if person is not None else None
        return found.name if found else ""


def shown_name(text: str) -> str:
    """What was typed for a name."""
    return text.partition(" ")[0]


def _only(alike: Sequence[Person]) -> Person | None:
    return alike[0] if len(alike) == 1 else None


def _answers(person: Person, request: Request) -> bool:
    """Whether this is one of those who answer: a manager of the very team."""
    return person.role is Role.MANAGER and person.team == request.team


def _read(values: Mapping[str, Values]) -> tuple[str, str]:
    """The text as typed, and the key of what is wrong with it."""
    text = "\n".join(clean(values.get(pages.TEXT, ())))
    if not text:
        return "", "feedback.empty"
    return text, "problem.too-long" if len(text) > pages.MOST else ""
