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
from bot.ids import Ids
from bot.ports import Store
from bot.serving.trouble import Troubles
from bot.teams import answers
from bot.teams.arrivals import Arrivals
from bot.teams.card_places import OURS, in_place, key_of
from bot.teams.heard import WAITING, Heard, HeardKind, Json
from bot.teams.people import People, who
from bot.teams.places import Places
from bot.teams.pressed import Pressed, pressed
from bot.teams.reach import Reach
from bot.teams.replies import Replies
from bot.teams.standing import Standing
from dialogs.document import Act, Document
from dialogs.errors import KairosError
from dialogs.people import Identity, Person

LONGEST = 300
"""The longest command that a button carries for somebody."""

IN_PASSING = {Act.TRYING, Act.NOT_FOR_US}
"""Answered with a sentence: the card stays, for it is a tip's. Nothing else is pressed where others read."""

SAID = {Act.RECALL, Act.THANK}
"""Answered with a sentence too: the card that they stand on changes by itself, and says so."""

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
        """``after`` is called when somebody did something."""
        self._coach = coach
        self._people = people
        self._reach = reach
        self._replies = replies
        self._troubles = troubles
        self._ids = ids
        self._after = after
        self._words = coach.library.words
        self._places = Places(coach, store, reach, self._words)
        self._standing = Standing(store, replies, self._words)
        self._arrivals = Arrivals(store, people, replies, self._words)

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
                await self._arrivals.installed(heard)
        return None

    async def _said(self, heard: Heard) -> None:
        """Something typed. What is not understood brings a hint, never silence."""
        place = heard.reference
        if place.kind == "personal":
            if not self._coach.word(heard.text):
                self._replies.say(place, answers.not_understood(self._words), key=key_of(heard))
                return
            screen = await self._coach.say(await self._people.person(heard), heard.text, key_of(heard))
            self._replies.say(place, screen.document, *screen.more, key=key_of(heard))
        elif heard.mentioned and self._places.meant(heard):
            said = await self._places.use(await self._people.person(heard), heard)
            self._replies.say(place, said)
        elif heard.mentioned:
            self._replies.send(place, answers.offer(heard.text[:LONGEST], place.user, self._words))

    async def _used(self, heard: Heard) -> Json | None:
        """A pressed button or a sent form on a card in somebody's own chat."""
        act, key = pressed(heard.data), key_of(heard)
        person = await self._people.person(heard)
        await self._standing.here(heard, act, person)
        screen = await self._asked(heard, act, person)
        if act and act.act in IN_PASSING | SAID:
            return self._tell(heard, screen.document)
        if not (heard.reply_to and act and in_place(act)):
            self._replies.say(heard.reference, screen.document, *screen.more, key=key)
            return answers.told(self._words.say("teams.below")) if heard.kind in WAITING else None
        self._replies.say(heard.reference, *screen.more, key=key)
        await self._standing.delivered(screen.session)
        return self._standing.replace(heard, screen.document, screen.session)

    async def _used_among_others(self, heard: Heard) -> Json | None:
        """A pressed button where others read along."""
        act = pressed(heard.data)
        if act is None or act.act not in IN_PASSING or act.page:
            return answers.told(self._words.say("teams.own-chat")) if heard.kind in WAITING else None
        screen = await self._asked(heard, act, await self._people.person(heard))
        return answers.told(screen.document.summary) if heard.kind in WAITING else None

    async def _in_dialog(self, heard: Heard) -> Json:
        """A page of a dialog; what it does not hold comes into the person's own chat."""
        screen = await self._asked(heard, pressed(heard.data), await self._people.person(heard))
        document = screen.document
        if screen.more and (identity := who(heard)):
            own = await self._reach.person(identity)
            self._replies.say(own, document, *screen.more, key=key_of(heard))
            document = answers.note("teams.sent-to-chat", self._words)
        return answers.dialog(document, self._words, key_of(heard))

    async def _asked(self, heard: Heard, act: Pressed | None, person: Person) -> Screen:
        """What comes of a button, of a form, or of the words that a button says."""
        if act is None:
            return await self._spoken(person, heard)
        if not act.page:
            return await self._coach.press(person, act.act, act.ref, key_of(heard))
        return await self._coach.fill(person, _sent(act), _form_key(person, act))

    async def _spoken(self, person: Person, heard: Heard) -> Screen:
        """What a button says for the one who asked; to anybody else it shows what they could ask for."""
        said, asker = heard.data.get(answers.SAY), heard.data.get(answers.ASKER)
        if not isinstance(said, str) or asker not in {None, heard.reference.user}:
            return self._coach.help()
        said, key = said[:LONGEST], key_of(heard)
        if self._coach.word(said) not in self._coach.library.flows:  # done once, however often it is pressed
            key = f"{OURS}{heard.reference.conversation}:{heard.reply_to or heard.id}:{person.id}"
        return await self._coach.say(person, said, key)

    def _tell(self, heard: Heard, document: Document) -> Json | None:
        if heard.kind in WAITING:
            return answers.told(document.summary)
        self._replies.say(heard.reference, document)
        return None

    async def _excuse(self, heard: Heard, error: Exception) -> Json | None:
        """Say what went wrong, where only that person reads it. What was typed stays theirs."""
        page = self._troubles.explain(error)
        act = pressed(heard.data)
        if isinstance(error, StoreError) and act and act.page:
            page = await self._kept(heard, act, page)
        private = heard.reference.kind == "personal"
        match heard.kind:
            case HeardKind.FETCH | HeardKind.TASK_SUBMIT:
                return answers.dialog(page, self._words, key_of(heard))
            case HeardKind.EXECUTE | HeardKind.SUBMIT if private and page.form and heard.reply_to:
                return self._standing.replace(heard, page)
            case HeardKind.EXECUTE:
                return answers.told(page.summary)  # the card stays as it is
            case HeardKind.MESSAGE | HeardKind.SUBMIT if private:
                self._replies.say(heard.reference, page)
        return None

    async def _kept(self, heard: Heard, act: Pressed, trouble: Document) -> Document:
        """The form with what was typed, and what went wrong above it; at least the words."""
        try:
            page = await self._coach.again(await self._people.person(heard), _sent(act))
        except KairosError:
            return answers.typed_back(trouble, act.values)
        again = answers.as_typed(page, act.values, trouble.summary)
        return again or answers.typed_back(trouble, act.values)


def _sent(act: Pressed) -> Sent:
    return Sent(act=act.act, ref=act.ref, page=act.page, values=act.values)


def _form_key(person: Person, act: Pressed) -> str:
    """The same however often a form is sent with the same in it: a second press is another activity."""
    values = json.dumps(dict(act.values), sort_keys=True).encode()
    return f"{OURS}{person.id}:{act.key}:{hashlib.sha256(values).hexdigest()[:16]}"
