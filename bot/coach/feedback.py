"""The manager's side of feedback: answering; and the messages that carry questions, answers and notes."""

from collections.abc import Mapping

from bot.clock import Clock
from bot.coach.asking import AGAIN, digests_again, managers, shown_again, to_managers, to_rep
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import Ids, named
from bot.ports import Store
from bot.sending.outbox import Delivery, Kind
from dialogs.digest.facts import Request
from dialogs.document import Act, Document
from dialogs.errors import NotThere, NotYours
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages import feedback as pages
from dialogs.pages import notes
from dialogs.pages.exchanges import read
from dialogs.people import Person, Role


class Feedback:
    """Answering."""

    def __init__(self, store: Store, library: Library, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._words = library.words
        self._clock = clock
        self._ids = ids

    @property
    def offers(self) -> UseCases:
        """The button, the form, and the messages of all exchanges."""
        return UseCases(
            acts={Act.REPLY: self._reply_form},
            forms={Act.REPLY: self._send_answer},
            makes={Kind.FEEDBACK: self.message},
        )

    async def message(self, delivery: Delivery) -> Document | None:
        """What a manager or a rep reads of an exchange now. None where it is not theirs any more."""
        request = await self._store.request(int(delivery.payload.get("request", 0)))
        reader = await self._store.person(delivery.person or 0)
        stands = AGAIN in delivery.payload
        if request is None or reader is None:
            return pages.taken_back_page(self._words) if stands else None
        if reader.id == request.rep:
            return await self._to_rep(request)
        if not request.asked:
            return await self._replied(request, reader)
        if not _answers(reader, request) or (request.answered and not stands):
            return None  # whoever never saw the question need not hear that it is answered
        return await self._to_manager(request, reader)

    async def _replied(self, request: Request, reader: Person) -> Document | None:
        """A rep's reply, for the manager who wrote the note."""
        if request.manager != reader.id or not request.answer:
            return None
        return notes.reply_message(request, await self._name(request.rep), self._words)

    async def _to_rep(self, request: Request) -> Document | None:
        by = await self._name(request.manager)
        if not request.asked:
            return notes.note_message(request, by, self._words)
        return pages.answer_page(request, by, self._words) if request.answered else None

    async def _to_manager(self, request: Request, reader: Person) -> Document:
        rep = await self._name(request.rep)
        if not request.answered:
            return pages.request_page(request, rep, self._words)
        by, own = await self._name(request.manager), request.manager == reader.id
        return pages.answered_page(request, rep, by, self._words, own=own)

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
        text, problem = read(values)
        if problem and not request.answered:
            rep = await self._name(request.rep)
            page = pages.reply_page(request, rep, self._words, (text,), problem)
            return Screen(document=page, opens=True)
        if not request.answered:
            now = self._clock.now()
            readers = await managers(self._store, request.team, but=request.rep)
            told = (
                to_rep(request.rep, f"answer:{request.id}", request.id, now, self._ids),
                *await shown_again(self._store, to_managers(request.id, readers, now, self._ids)),
                *await digests_again(self._store, readers, Act.REPLY, str(request.id), now),
            )
            await self._store.answer_request(request.id, person.id, text, now, told)
            request = await self._request(person, ref)
        return Screen(document=await self._to_manager(request, person), opens=True)

    async def _request(self, person: Person, ref: str) -> Request:
        """A question to this person. Raises NotThere for none, NotYours for one of another team's."""
        number = named(ref)
        request = await self._store.request(number) if number is not None else None
        if request is None or not request.asked:
            raise NotThere(ref)
        if not _answers(person, request):
            raise NotYours(ref)
        return request

    async def _name(self, person: int | None) -> str:
        found = await self._store.person(person) if person is not None else None
        return found.name if found else self._words.say("digest.somebody")


def _answers(person: Person, request: Request) -> bool:
    """Whether this is one of those who answer: a manager of the very team."""
    return person.role is Role.MANAGER and person.team == request.team
