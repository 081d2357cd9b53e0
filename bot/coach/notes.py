"""A manager's note to a rep, unasked: to whom, what, and that it is on its way."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.clock import Clock
from bot.coach.asking import to_rep
from bot.coach.members import MENTION
from bot.coach.scenes import Screen
from bot.coach.use_cases import UseCases
from bot.ids import Ids
from bot.ports import Store
from dialogs.deal import name_key
from dialogs.digest.facts import Request
from dialogs.document import Act
from dialogs.errors import NoTeam, NotThere, NotYours
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.pages import feedback as pages
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
            acts={Act.NOTE: self._note_form},
            forms={Act.NOTE: self._send_note},
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
            return Screen(document=pages.note_page(rep, self._words), opens=True)
        return await self._send_note(person, str(rep.id), {pages.TEXT: (said,)}, key)

    async def _note_form(self, person: Person, ref: str, key: str) -> Screen:
        """The form; of a button that names nobody, the choice."""
        if not ref:
            return await self.note(person, "", key)
        rep = await self._rep(person, ref)
        return Screen(document=pages.note_page(rep, self._words), opens=True)

    async def _send_note(self, person: Person, ref: str, values: Mapping[str, Values], key: str) -> Screen:
        rep = await self._rep(person, ref)
        text, problem = pages.read(values)
        if problem:
            return Screen(document=pages.note_page(rep, self._words, (text,), problem), opens=True)
        now = self._clock.now()
        request = Request(
            id=self._ids(),
            rep=rep.id,
            team=rep.team or 0,
            at=now,
            asked=False,
            text=text,
            manager=person.id,
        )
        told = (to_rep(rep.id, f"note:{request.id}", request.id, now, self._ids),)
        await self._store.put_request(request, key, told)
        return Screen(document=pages.noted_page(rep.name, text, self._words))

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


def shown_name(text: str) -> str:
    """What was typed for a name."""
    return text.partition(" ")[0]


def _only(alike: Sequence[Person]) -> Person | None:
    return alike[0] if len(alike) == 1 else None
