"""The use cases: what a person says, presses or sends becomes an event, a turn, and a screen.

Every way in comes through here, whichever channel it came by, and who asks is checked here.
"""

from collections.abc import Mapping

from bot.clock import Clock
from bot.coach.admin import Admin, Issues, no_issues
from bot.coach.after_turns import AfterTurns
from bot.coach.deal_care import DealCare
from bot.coach.deals import Deals
from bot.coach.feedback import Feedback
from bot.coach.flows import Flows
from bot.coach.greeting import Greeting
from bot.coach.notes import Notes
from bot.coach.own import OwnThings
from bot.coach.questions import Questions
from bot.coach.scenes import Scenes, Screen
from bot.coach.setup import Setup
from bot.coach.tips import Tips
from bot.coach.trying import Trying
from bot.coach.turns import Turns, shown_on
from bot.coach.use_cases import Sent, UseCases
from bot.coach.week import Weeks
from bot.ids import Ids
from bot.ports import Store
from bot.sending.outbox import Delivery
from dialogs import events
from dialogs.document import Act, Document
from dialogs.errors import NotThere
from dialogs.frozen import Values
from dialogs.library import Library
from dialogs.measures.group import MIN_GROUP
from dialogs.pages import guide
from dialogs.people import Person

EVENTS: Mapping[Act, events.Event] = {
    Act.KEEP: events.Keep(),
    Act.RESUME: events.Resume(),
    Act.REOPEN: events.Reopen(),
}
"""Buttons that are one event in the session they name."""


class Coach:
    """Kairos's use cases on a store, a library, a clock and a maker of ids."""

    def __init__(  # noqa: PLR0913, PLR0917  what every group of use cases wants, and two settings
        self,
        store: Store,
        library: Library,
        clock: Clock,
        ids: Ids,
        min_group: int = MIN_GROUP,
        issues: Issues = no_issues,
    ) -> None:
        """``min_group``: private numbers are shown, and choose a theme, over so many reps or not at all.

        ``issues`` looks at the content anew, for the admin.
        """
        self._store = store
        self._clock = clock
        self._scenes = Scenes(store, library)
        self._turns = Turns(store, library, self._scenes, clock, ids)
        self.library = library
        self.flows = Flows(store, library, clock, self._turns)
        self.own = OwnThings(store, library, clock)
        self.weeks = Weeks(store, library, clock, ids, min_group)
        self.trying = Trying(store, library, clock, ids, self._scenes, self._turns)
        deals = Deals(store, library, clock)
        after_turns = AfterTurns(store, self._scenes, clock)
        self.offers: tuple[UseCases, ...] = (
            self.flows.offers,
            deals.offers,
            DealCare(store, library, clock, deals).offers,
            self.own.offers,
            after_turns.offers,
            self.weeks.offers,
            self.trying.offers,
            Questions(store, library, clock, ids).offers,
            Feedback(store, library, clock, ids).offers,
            Notes(store, library, clock, ids).offers,
            Tips(store, library, clock, ids, min_group).offers,
            Setup(store, library, clock, ids).offers,
            Greeting(store, library).offers,
            Admin(store, library, clock, issues).offers,
        )

    async def say(self, person: Person, text: str, key: str) -> Screen:
        """A typed command: ``/precall Acme``, ``postcall Acme``, ``/coach deals``; anything else: help."""
        word, rest = _command(text)
        if word in self.library.flows:
            return await self.flows.begin(person, word, rest, key, sure=False)
        for offered in self.offers:
            if word in offered.words:
                return await offered.words[word](person, rest, key)
        return self.help("" if word == "help" else "help.not-understood")

    async def press(self, person: Person, act: Act, ref: str, key: str) -> Screen:
        """A pressed button. What it names is looked up and checked anew: a ref proves nothing."""
        if act in EVENTS:
            return await self._turns.hear(person, ref, EVENTS[act], key)
        for offered in self.offers:
            if act in offered.acts:
                return await offered.acts[act](person, ref, key)
        return self.help()

    async def fill(self, person: Person, form: Sent, key: str) -> Screen:
        """A form, sent: a session's page, or one of those that stand on their own. Raises NotThere."""
        if form.act is Act.ANSWER:
            return await self.submit(person, form.ref, form.page, form.values, key)
        for offered in self.offers:
            if form.act in offered.forms:
                return await offered.forms[form.act](person, form.ref, form.values, key)
        raise NotThere(form.ref)

    async def again(self, person: Person, form: Sent) -> Document:
        """The page of a form that could not be kept, to be filled in again. Writes nothing of a session."""
        if form.act is Act.ANSWER:
            return await self._turns.page(person, form.ref, form.page)
        return (await self.press(person, form.act, form.ref, "")).document

    def word(self, text: str) -> str:
        """The word of a typed command; empty where it is none."""
        word, _ = _command(text)
        offered = (words for each in self.offers for words in each.words)
        return word if word in {"help", *self.library.flows, *offered} else ""

    def opens(self, text: str) -> bool:
        """Whether this command opens a form."""
        word, _ = _command(text)
        return word in self.library.flows or any(word in offered.opening for offered in self.offers)

    def opens_page(self, act: Act) -> bool:
        """Whether this button opens a form, or another page of one."""
        return act in {*EVENTS, Act.ANEW, Act.PLAN} or any(act in offered.forms for offered in self.offers)

    async def submit(
        self, person: Person, ref: str, page: str, values: Mapping[str, Values], key: str
    ) -> Screen:
        """A page of a session, submitted. Durable when this returns."""
        said = events.Answer(page=page, values=values, shown=shown_on(ref))
        return await self._turns.hear(person, ref, said, key)

    async def close(
        self, person: Person, ref: str, page: str, values: Mapping[str, Values], key: str
    ) -> None:
        """A form closed half-way: what was typed is kept, and offered again."""
        said = events.Close(page=page, values=values, shown=shown_on(ref))
        await self._turns.hear(person, ref, said, key)

    def help(self, hint: str = "") -> Screen:
        """What can be done; ``hint`` is the key of a first line."""
        return Screen(document=guide.help_page(self.library.words, hint))

    async def compose(self, delivery: Delivery) -> Document | None:
        """The document of a delivery as it should read now; None when it is no longer wanted."""
        makes = (offered.makes.get(delivery.kind) for offered in self.offers)
        make = next((each for each in makes if each), None)
        return await make(delivery) if make else None


def _command(text: str) -> tuple[str, str]:
    """The word of a command in lower case, without ``/coach`` before it, and the rest in one line."""
    word, rest = _parted(" ".join(text.split()))
    return _parted(rest or "help") if word == "coach" else (word, rest)


def _parted(line: str) -> tuple[str, str]:
    word, _, rest = line.partition(" ")
    return word.lstrip("/").lower().rstrip(".,:;!?…"), rest
