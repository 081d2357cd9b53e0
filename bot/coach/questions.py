"""A question to one's manager: only what was written to be read is shown, and the deal's name."""

from collections.abc import Mapping

from bot.clock import Clock
from bot.coach.asking import managers, to_managers
from bot.coach.deals import team_deal
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import Ids
from bot.ports import Store
from dialogs.digest.facts import Request
from dialogs.document import Act
from dialogs.errors import NoTeam
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages import feedback as pages
from dialogs.pages.exchanges import TEXT, read
from dialogs.people import Person, Role


class Questions:
    """Asking."""

    def __init__(self, store: Store, library: Library, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._words = library.words
        self._clock = clock
        self._ids = ids

    @property
    def offers(self) -> UseCases:
        """The word, the button and the form."""
        return UseCases(
            words={"ask": self.ask},
            acts={Act.ASK: self._ask_form},
            forms={Act.ASK: self._send_question},
            opening=frozenset({"ask"}),
        )

    async def ask(self, person: Person, text: str, key: str) -> Screen:
        """``/coach ask TEXT``; without a text the form."""
        if person.team is None:
            raise NoTeam
        if not text:
            return await self._form(person, "", "")
        return await self._send_question(person, "", {TEXT: (text,)}, key)

    async def _ask_form(self, person: Person, ref: str, _key: str) -> Screen:
        return await self._form(person, ref, await self._deal(person, ref))

    async def _send_question(
        self, person: Person, ref: str, values: Mapping[str, Values], key: str
    ) -> Screen:
        deal = await self._deal(person, ref)
        text, problem = read(values)
        if problem or person.team is None:
            return await self._form(person, ref, deal, (text,), problem)
        now = self._clock.now()
        request = Request(
            id=self._ids(), rep=person.id, team=person.team, at=now, asked=True, text=text, deal=deal
        )
        asked = await managers(self._store, person.team, but=person.id)
        await self._store.put_request(request, key, to_managers(request.id, asked, now, self._ids))
        leads = person.role is Role.MANAGER
        return Screen(document=pages.asked_page(text, asked, self._words, leads=leads))

    async def _form(
        self, person: Person, ref: str, deal: str, typed: Values = (), problem: str = ""
    ) -> Screen:
        """The form; whoever has nobody to ask yet hears that before they write."""
        asked = () if person.team is None else await managers(self._store, person.team, but=person.id)
        nobody = "feedback.nobody-else" if person.role is Role.MANAGER else "feedback.nobody-yet"
        page = pages.ask_page(ref, deal, self._words, typed, problem, alone="" if asked else nobody)
        return Screen(document=page, opens=True)

    async def _deal(self, person: Person, ref: str) -> str:
        """The name of the deal it is about. Raises NoTeam, NotThere, NotYours."""
        if person.team is None:
            raise NoTeam
        if not ref:
            return ""
        return (await team_deal(self._store, person, ref)).name
