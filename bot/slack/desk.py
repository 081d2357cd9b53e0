"""What people do in Slack: commands, shortcuts, buttons, forms. Each becomes a use case and gets a reply.

Whatever goes wrong is said in the place where it happened (bot/slack/replies.py).
"""

from collections.abc import Awaitable, Callable

from bot.coach.coach import Coach
from bot.coach.scenes import Screen
from bot.coach.use_cases import Sent
from bot.errors import PlatformError
from bot.serving.tasks import Tasks
from bot.slack.fields import problems
from bot.slack.inbound import act_key, form_key, inputs, pressed, sent, typed, who
from bot.slack.people import People
from bot.slack.replies import Body, Replies
from bot.slack.text import Json
from dialogs.document import Act, Document, Text
from dialogs.errors import NotThere
from dialogs.people import Identity, Person

After = Callable[[Identity], None]
"""Called when somebody did something: what it makes due goes out, their Home is made anew."""

SHORTCUTS = {"before_call": "precall", "after_call": "postcall"}
"""The global shortcuts, and the flow that each begins."""


Do = Callable[[Person], Awaitable[Screen]]
"""What somebody wants done."""


class Desk:
    """Hears what people do. Each method gives what to say in the answer to Slack itself, if anything."""

    def __init__(self, coach: Coach, people: People, replies: Replies, tasks: Tasks, after: After) -> None:
        """``tasks`` keeps what goes on after Slack has its answer."""
        self._coach = coach
        self._people = people
        self._replies = replies
        self._tasks = tasks
        self._after = after
        self._words = coach.library.words

    async def command(self, body: Body) -> Json | None:
        """A typed command. What is not understood brings help, never silence."""
        said = typed(body)
        return await self._do(
            body,
            lambda person: self._coach.say(person, said, act_key(body)),
            opens=self._coach.opens(said),
        )

    async def shortcut(self, body: Body) -> Json | None:
        """A shortcut from Slack's menu; one that is not ours any more brings help."""
        flow = SHORTCUTS.get(str(body.get("callback_id")), "coach")
        return await self._do(
            body, lambda person: self._coach.say(person, flow, act_key(body)), opens=flow != "coach"
        )

    async def button(self, body: Body) -> Json | None:
        """A pressed button; one that is not ours any more brings help."""
        act, ref = pressed(body["actions"][0])
        return await self._do(
            body,
            lambda person: self._coach.press(person, act or Act.HELP, ref, act_key(body)),
            opens=act is not None and self._coach.opens_page(act),
        )

    async def form(self, body: Body) -> Json | None:
        """A form, sent. Durable when this returns; what is wrong with it is said under its fields."""
        identity, form = who(body), sent(body["view"])
        person = await self._people.known(identity)
        if person is None or form is None:
            raise NotThere
        screen = await self._submit(person, form, form_key(body, form))
        if _stands_still(screen, form):
            # the very same wrong answer once more: its key was seen, so its problems were not looked for
            screen = await self._submit(person, form, f"{form_key(body, form)}:{act_key(body)}")
        self._after(identity)
        shown = set(inputs(body["view"]))
        wrong = _problems(screen, form)
        if wrong and shown.issuperset(wrong):
            return {"response_action": "errors", "errors": wrong}
        return self._replies.at_once(body, screen.document)

    async def closed(self, body: Body) -> None:
        """A form closed half-way: what was typed is kept, and offered again."""
        identity, form = who(body), sent(body["view"])
        person = await self._people.known(identity)
        if person and form and form.act is Act.ANSWER:
            key = f"{form_key(body, form)}:close"
            await self._coach.close(person, form.ref, form.page, form.values, key)
            self._after(identity)

    async def _submit(self, person: Person, form: Sent, key: str) -> Screen:
        return await self._coach.fill(person, form, key)

    async def _do(self, body: Body, do: Do, *, opens: bool) -> Json | None:
        """Do something, and show what comes of it.

        Slack waits three seconds. Where its answer can hold nothing, it gets one before anything is done;
        the answer to a command can hold a message.
        """
        identity = who(body)
        if "command" in body and not opens:
            person = await self._people.known(identity)
            if person:
                document = self._shown(identity, await do(person))
                said = self._replies.at_once(body, document)
                if said is None:
                    self._tasks.start(self._replies.bring(body, document, opens=False), "an answer")
                self._after(identity)
                return said
        self._tasks.start(self._later(body, identity, do, opens=opens), "an answer")
        return None

    async def _later(self, body: Body, identity: Identity, do: Do, *, opens: bool) -> None:
        try:
            person = await self._people.known(identity)
            if person is None:
                await self._replies.meet(body, lambda: self._first(identity, do), opens=opens)
            else:
                screen = await do(person)
                await self._replies.bring(body, self._shown(identity, screen), opens=screen.opens)
        except PlatformError:
            raise  # the replies have said so already
        except Exception as error:  # noqa: BLE001  the outermost edge: whoever waits hears of it
            await self._replies.excuse(body, error)
        self._after(identity)  # last: whoever waits comes before what changes elsewhere

    async def _first(self, identity: Identity, do: Do) -> Document:
        return self._shown(identity, await do(await self._people.welcome(identity)))

    def _shown(self, identity: Identity, screen: Screen) -> Document:
        """What to show. What one message does not hold goes into the person's own chat."""
        if not screen.more:
            return screen.document
        pages = (screen.document, *screen.more)
        self._tasks.start(self._replies.send(identity, pages), "pages for a chat")
        text = self._words.say("slack.sent-to-chat")
        return Document(title=screen.document.title, summary=text, blocks=(Text(text=text),))


def _stands_still(screen: Screen, form: Sent) -> bool:
    """Whether an answer led back to its own page, and nothing is said to be wrong with it."""
    back = screen.document.form
    same = back is not None and (back.act, back.ref, back.page) == (form.act, form.ref, form.page)
    return form.act is Act.ANSWER and same and not _problems(screen, form)


def _problems(screen: Screen, form: Sent) -> dict[str, str]:
    """What is wrong with a form that came back as it was sent, by block id."""
    back = screen.document.form
    if back is None or (back.act, back.ref, back.page) != (form.act, form.ref, form.page):
        return {}
    return problems(back)
