"""What people do in Teams: write, press, fill in, install. Each becomes a use case and gets an answer.

In a person's own chat the answer is a card, or takes the place of the card that was used. Where others read
along, nobody's answers are shown: what is asked for there opens in a dialog that only the presser sees.
"""

import hashlib
import json
from collections.abc import Callable

from bot.coach.coach import Coach
from bot.coach.scenes import Screen
from bot.coach.use_cases import Sent
from bot.errors import StoreError
from bot.ids import Ids, named
from bot.ports import Shown, Store
from bot.sending.outbox import Kind, State
from bot.serving.trouble import Troubles
from bot.teams import answers
from bot.teams.card_places import OURS, in_place
from bot.teams.cards import message
from bot.teams.heard import PLATFORM, WAITING, Heard, HeardKind, Json
from bot.teams.people import People, who, whole_channel
from bot.teams.places import Places
from bot.teams.pressed import Pressed, pressed
from bot.teams.reach import Reach
from bot.teams.replies import Replies
from dialogs.document import Act, Document
from dialogs.errors import KairosError, NotThere
from dialogs.people import Identity, Person

LONGEST = 300
"""The longest command that a button carries for somebody."""

IN_PASSING = {Act.TRYING, Act.NOT_FOR_US}
"""Answered with a sentence: the card stays, for it is a tip's. Nothing else is pressed where others read."""

SESSION = {Act.ANSWER, Act.KEEP, Act.RESUME, Act.REOPEN}
"""What is about a session."""

COMING = {State.WAITING, State.CLAIMED}
"""A welcome that is on its way."""

After = Callable[[Identity], None]
"""Called when somebody did something: what it makes due goes out."""


class Desk:
    """Hears what people do; gives what Teams waits for, if it waits for anything."""

    def __init__(  # noqa: PLR0913, PLR0917  what a desk needs
        self,
        coach: Coach,
        store: Store,
        people: People,
        reach: Reach,
        replies: Replies,
        troubles: Troubles,
        ids: Ids,
        after: After,
    ) -> None:
        """``store`` keeps where a verdict stands, so that its card is not sent a second time."""
        self._coach = coach
        self._store = store
        self._people = people
        self._reach = reach
        self._replies = replies
        self._troubles = troubles
        self._ids = ids
        self._after = after
        self._words = coach.library.words
        self._places = Places(coach, store, self._words)

    async def hear(self, what: Heard) -> Json | None:
        """Do what is asked for. Whatever goes wrong is said in the place where it happened."""
        heard = what if what.id else what.model_copy(update={"id": f"{self._ids():x}"})
        try:
            return await self._hear(heard)
        except Exception as error:  # noqa: BLE001  the outermost edge: whoever waits hears of it
            return await self._excuse(heard, error)
        finally:
            if (identity := who(heard)) and heard.kind is not HeardKind.OTHER:
                self._after(identity)

    async def _hear(self, heard: Heard) -> Json | None:
        if heard.kind is HeardKind.REMOVED:
            await self._people.gone(heard)
            return None
        await self._people.meet(heard)
        match heard.kind:
            case HeardKind.MESSAGE:
                await self._said(heard)
            case HeardKind.EXECUTE | HeardKind.SUBMIT if heard.reference.kind == "personal":
                return await self._used(heard)
            case HeardKind.EXECUTE | HeardKind.SUBMIT:
                return await self._used_among_others(heard)
            case HeardKind.FETCH | HeardKind.TASK_SUBMIT:
                return await self._in_dialog(heard)
            case HeardKind.INSTALLED:
                await self._installed(heard)
        return None

    async def _said(self, heard: Heard) -> None:
        """Something typed. What is not understood brings a hint, never silence."""
        place = heard.reference
        if place.kind == "personal":
            if not self._coach.word(heard.text):
                self._replies.say(place, answers.not_understood(self._words), key=_key(heard))
                return
            screen = await self._coach.say(await self._person(heard), heard.text, _key(heard))
            self._replies.say(place, screen.document, *screen.more, key=_key(heard))
        elif heard.mentioned and self._places.meant(heard):
            said = await self._places.use(await self._person(heard), heard)
            self._replies.say(place, said)
        elif heard.mentioned:
            self._replies.send(place, answers.offer(heard.text[:LONGEST], place.user, self._words))

    async def _used(self, heard: Heard) -> Json | None:
        """A pressed button or a sent form on a card in somebody's own chat."""
        act, key = pressed(heard.data), _key(heard)
        await self._stands_here(heard, act)
        screen = await self._asked(heard, act)
        if act and act.act in IN_PASSING:
            return self._tell(heard, screen.document)
        if not (heard.reply_to and act and in_place(act)):
            self._replies.say(heard.reference, screen.document, *screen.more, key=key)
            return answers.told(self._words.say("teams.below")) if heard.kind in WAITING else None
        self._replies.say(heard.reference, *screen.more, key=key)
        await self._delivered(screen)
        return self._replace(heard, screen.document, screen.session)

    async def _used_among_others(self, heard: Heard) -> Json | None:
        """A pressed button where others read along."""
        act = pressed(heard.data)
        if act is None or act.act not in IN_PASSING or act.page:
            return answers.told(self._words.say("teams.own-chat")) if heard.kind in WAITING else None
        screen = await self._asked(heard, act)
        return answers.told(screen.document.summary) if heard.kind in WAITING else None

    async def _in_dialog(self, heard: Heard) -> Json:
        """A page of a dialog; what it does not hold comes into the person's own chat."""
        screen = await self._asked(heard, pressed(heard.data))
        document = screen.document
        if screen.more and (identity := who(heard)):
            own = await self._reach.person(identity)
            self._replies.say(own, document, *screen.more, key=_key(heard))
            document = answers.note("teams.sent-to-chat", self._words)
        return answers.dialog(document, self._words, _key(heard))

    async def _asked(self, heard: Heard, act: Pressed | None) -> Screen:
        """What comes of a button, of a form, or of the words that a button says."""
        person = await self._person(heard)
        if act is None:
            return await self._spoken(person, heard)
        if not act.page:
            return await self._coach.press(person, act.act, act.ref, _key(heard))
        return await self._coach.fill(person, _sent(act), _form_key(person, act))

    async def _spoken(self, person: Person, heard: Heard) -> Screen:
        """What a button says for the one who asked; to anybody else it shows what they could ask for."""
        said, asker = heard.data.get(answers.SAY), heard.data.get(answers.ASKER)
        if not isinstance(said, str) or asker not in {None, heard.reference.user}:
            return self._coach.help()
        said, key = said[:LONGEST], _key(heard)
        if self._coach.word(said) not in self._coach.library.flows:  # done once, however often it is pressed
            key = f"{OURS}{heard.reference.conversation}:{heard.reply_to or heard.id}:{person.id}"
        return await self._coach.say(person, said, key)

    async def _person(self, heard: Heard) -> Person:
        person = await self._people.person(heard)
        if person is None:
            raise NotThere
        return person

    async def _stands_here(self, heard: Heard, act: Pressed | None) -> None:
        """Keep, before anything is delivered, that this card shows the session: its verdict changes here."""
        number = named(act.ref) if act and act.act in SESSION else None
        if not (number and heard.reply_to):
            return
        session, person = await self._store.session(number), await self._person(heard)
        here = Shown(place=heard.reference.conversation, message=heard.reply_to)
        key = f"{Kind.CARD}:{number}"
        if session and session.rep == person.id and await self._store.shown(key) != here:
            await self._store.put_shown(key, here)

    async def _delivered(self, screen: Screen) -> None:
        """The verdict stands in the chat already: its card need not be brought."""
        for each in await self._store.keyed([f"{Kind.CARD}:{screen.session}"]) if screen.session else ():
            if each.state is State.WAITING:
                await self._store.settle(each.id, State.SENT, each.due)

    def _replace(self, heard: Heard, document: Document, session: int | None = None) -> Json | None:
        """Put a page in place of the card that was used: for who pressed at once, and for good.

        A courier that was quicker, and brings the session's verdict to this very place, comes first.
        """
        made = message(document, self._words, key=_key(heard))

        async def under_way() -> bool:
            kept = await self._store.keyed([f"{Kind.CARD}:{session}"])
            return any(each.state is State.CLAIMED for each in kept)

        self._replies.put(heard.reference, heard.reply_to, made, under_way if session else None)
        return answers.replaced(made) if heard.kind in WAITING else None

    def _tell(self, heard: Heard, document: Document) -> Json | None:
        if heard.kind in WAITING:
            return answers.told(document.summary)
        self._replies.say(heard.reference, document)
        return None

    async def _installed(self, heard: Heard) -> None:
        """A welcome to a person, a short introduction to a channel: each once."""
        place = heard.reference
        await self._store.workspace_joined(PLATFORM, place.tenant)
        if place.kind == "personal":
            person = await self._person(heard)
            if await self._people.once(f"teams:welcomed:{person.id}") and not await self._greeted(person):
                self._replies.say(place, answers.welcome(self._words), key=_key(heard))
        elif place.channel and await self._people.once(f"teams:introduced:{whole_channel(place).user}"):
            self._replies.send(place, answers.intro(self._words))

    async def _greeted(self, person: Person) -> bool:
        """Whether who is new is on the way to be told all about it, or was told in Teams already."""
        key = f"{Kind.WELCOME}:{person.id}"
        shown = await self._store.shown(key)
        coming = any(each.state in COMING for each in await self._store.keyed([key]))
        return coming or (shown is not None)

    async def _excuse(self, heard: Heard, error: Exception) -> Json | None:
        """Say what went wrong, where only that person reads it. What was typed stays theirs."""
        page = self._troubles.explain(error)
        act = pressed(heard.data)
        if isinstance(error, StoreError) and act and act.page:
            page = await self._kept(heard, act, page)
        private = heard.reference.kind == "personal"
        match heard.kind:
            case HeardKind.FETCH | HeardKind.TASK_SUBMIT:
                return answers.dialog(page, self._words, _key(heard))
            case HeardKind.EXECUTE | HeardKind.SUBMIT if private and page.form and heard.reply_to:
                return self._replace(heard, page)
            case HeardKind.EXECUTE:
                return answers.told(page.summary)  # the card stays as it is
            case HeardKind.MESSAGE | HeardKind.SUBMIT if private:
                self._replies.say(heard.reference, page)
        return None

    async def _kept(self, heard: Heard, act: Pressed, trouble: Document) -> Document:
        """The form with what was typed, and what went wrong above it; at least the words."""
        try:
            page = await self._coach.again(await self._person(heard), _sent(act))
        except KairosError:
            return answers.typed_back(trouble, act.values)
        again = answers.as_typed(page, act.values, trouble.summary)
        return again or answers.typed_back(trouble, act.values)


def _sent(act: Pressed) -> Sent:
    return Sent(act=act.act, ref=act.ref, page=act.page, values=act.values)


def _key(heard: Heard) -> str:
    """The same however often Teams sends it."""
    return f"{OURS}{heard.reference.conversation}:{heard.id}"


def _form_key(person: Person, act: Pressed) -> str:
    """The same however often a form is sent with the same in it: a second press is another activity."""
    values = json.dumps(dict(act.values), sort_keys=True).encode()
    return f"{OURS}{person.id}:{act.key}:{hashlib.sha256(values).hexdigest()[:16]}"
