"""A person at Slack: types commands, presses buttons, fills in modals; HTTP or socket is all the same."""

from typing import TYPE_CHECKING, Any

from tests.slack.standin import acks, payloads
from tests.slack.standin.answers import KEYS, enter, option, said, values
from tests.slack.standin.state import Ack, CannotDo, Json, Message, Person, ResponseUrl, View
from tests.slack.standin.validator import elements_of, every_block, stateful

if TYPE_CHECKING:
    from tests.slack.standin.standin import StandIn

Place = Message | View


class SlackUser:
    """One member of the workspace, doing what its screen offers. What it does not offer raises CannotDo."""

    def __init__(self, slack: "StandIn", person: Person) -> None:
        self._slack = slack
        self._ws = slack.workspace
        self.person = person
        self.id = person.id

    @property
    def modal(self) -> View | None:
        """The modal in front, if one is open."""
        stack = self._ws.stacks.get(self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        """The app's Home as published for this person."""
        return self._ws.homes.get(self.id)

    @property
    def dm(self) -> list[Message]:
        """What stands in the conversation with the app."""
        channel = self._ws.dm(self.id, make=False)
        return self.reads(channel.id) if channel else []

    def reads(self, channel: str) -> list[Message]:
        """What this person sees in a channel."""
        found = [one for one in self._ws.messages if one.channel == channel and not one.deleted]
        return [one for one in found if one.ephemeral_for in {"", self.id}]

    async def sees_modal(self, title: str = "") -> View:
        """Wait for a modal (of that title) to be in front."""

        def there() -> View | None:
            return self.modal if self.modal and title in ("", self.modal.title) else None

        return await self._slack.until(there, f"modal {title!r} for {self.id}")

    async def sees_home(self, containing: str = "") -> View:
        """Wait for a Home (that says this)."""

        def there() -> View | None:
            return self.home if self.home and containing in str(self.home.body) else None

        return await self._slack.until(there, f"Home with {containing!r} for {self.id}")

    async def sees_message(self, containing: str = "", channel: str = "") -> Message:
        """Wait for a message (that says this), in the conversation with the app or in a channel."""

        def there() -> Message | None:
            found = self.reads(channel) if channel else self.dm
            said_so = [one for one in found if containing in one.text or containing in str(one.blocks)]
            return said_so[-1] if said_so else None

        return await self._slack.until(there, f"message with {containing!r} for {self.id}")

    async def command(self, name: str, text: str = "", channel: str = "") -> Ack:
        """Type a slash command."""
        self._slack.must_know("slash_commands", "command", name)
        place = self._ws.channels[channel] if channel else self._ws.dm(self.id)
        assert place is not None
        url = self._slack.server.new_response_url(self.id, place.id)
        reply = {"response_url": url, "trigger_id": self._ws.trigger(self.id)}
        shown = {"id": place.id, "name": place.name}
        body = payloads.command(self.person, name, text, shown, reply)
        ack = await self._slack.deliver("slash_commands", body)
        acks.after_command(self._ws, ack, ResponseUrl(self.id, place.id, self._ws.clock.now()))
        return ack

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Ack:
        """Choose a shortcut, global or of a message."""
        self._slack.must_know("shortcuts", "callback_id", callback_id)
        if message is None:
            body = payloads.shortcut(self._ws, self.person, callback_id)
        else:
            url = self._slack.server.new_response_url(self.id, message.channel, message.ts)
            body = payloads.message_shortcut(self._ws, self.person, callback_id, message, url)
        ack = await self._slack.deliver("interactive", body)
        acks.after_action(self._ws, ack, body["type"])
        return ack

    async def press(self, where: Place, what: str) -> Ack:
        """Press the button of that label or action_id. A question asked first is answered yes."""
        block, element = _find(where, what, {"button", "icon_button"})
        more: Json = {key: element[key] for key in ("value", "url", "style", "confirm") if key in element}
        return await self._act(where, block, element, {"text": element["text"], **more})

    async def choose(self, where: Place, what: str, wish: Any) -> Ack:
        """Choose in a select, a menu, radio buttons or the like that stand outside a form."""
        block, element = _find(where, what, {*KEYS, "overflow"})
        if element["type"] == "overflow":
            return await self._act(where, block, element, {"selected_option": option(element, wish)})
        self._keep(where, block, element, wish)
        entered = values(where.blocks, where.typed)[block["block_id"]][element["action_id"]]
        return await self._act(where, block, element, entered)

    async def fill(self, view: View, answers: dict[str, Any]) -> View:
        """Enter answers by label or block_id. Inputs that report at once do."""
        self._in_front(view)
        for what, wish in answers.items():
            block, element = _input(view, what)
            self._keep(view, block, element, wish)
            if block.get("dispatch_action"):
                entered = values(view.blocks, view.typed)[block["block_id"]][element["action_id"]]
                await self._act(view, block, element, entered)
        return view

    async def submit(self, view: View, answers: dict[str, Any] | None = None) -> Ack:
        """Enter answers and press the button at the foot."""
        await self.fill(view, answers or {})
        if "submit" not in view.body:
            raise CannotDo(f"{view.title} has no submit button")
        if view.body.get("submit_disabled"):
            raise CannotDo(f"the submit button of {view.title} is disabled")
        _all_required(view)
        body = payloads.view_submission(self._ws, self.person, view)
        ack = await self._slack.deliver("interactive", body)
        acks.after_submission(self._ws, ack, view)
        return ack

    async def close(self, view: View) -> Ack | None:
        """Close a modal unsent. The app hears of it only if it asked to."""
        self._in_front(view)
        stack = self._ws.stacks[self.id]
        going = [*stack] if view.body.get("clear_on_close") else [view]
        cleared = len(going) > 1 or bool(view.body.get("clear_on_close"))
        bodies = [
            payloads.view_closed(self.person, one, cleared=cleared)
            for one in going
            if one.body.get("notify_on_close")
        ]
        for one in reversed(going):
            acks.close(self._ws, one)
        ack = None
        for body in bodies:
            ack = await self._slack.deliver("interactive", body)
            acks.after_action(self._ws, ack, "view_closed")
        return ack

    async def open_home(self, tab: str = "home") -> list[Ack]:
        """Open the app's Home, or its messages tab."""
        channel = self._ws.dm(self.id)
        assert channel is not None
        inner: Json = {"user": self.id, "channel": channel.id, "tab": tab}
        if tab == "home" and self.home:
            inner["view"] = payloads.view_state(self.home)
        return await self._slack.event("app_home_opened", **inner)

    def _in_front(self, view: View) -> None:
        if view.body["type"] == "modal" and self.modal is not view:
            raise CannotDo(f"the modal {view.title!r} is not in front of {self.id}")

    def _keep(self, where: Place, block: Json, element: Json, wish: Any) -> None:
        self._slack.plant(wish)
        where.typed.setdefault(block["block_id"], {})[element["action_id"]] = enter(element, wish)

    async def _act(self, where: Place, block: Json, element: Json, more: Json) -> Ack:
        url = ""
        if isinstance(where, Message):
            url = self._slack.server.new_response_url(self.id, where.channel, where.ts)
        else:
            self._in_front(where)
        named = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        body = payloads.block_actions(self._ws, self.person, where, {**named, **more}, url)
        ack = await self._slack.deliver("interactive", body)
        acks.after_action(self._ws, ack, "block_actions")
        return ack


def _find(where: Place, what: str, kinds: set[str]) -> tuple[Json, Json]:
    """The element of those kinds by action_id, or by its own label, placeholder or its block's text."""
    offered = [
        (block, element)
        for block in every_block(where.blocks)
        for element in elements_of(block)
        if element["type"] in kinds
    ]
    by_id = [one for one in offered if one[1]["action_id"] == what]
    found = by_id or [one for one in offered if what in _labels(*one)]
    if len(found) != 1:
        seen = [(element["action_id"], *_labels(block, element)) for block, element in offered]
        raise CannotDo(f"{len(found)} things to press are called {what!r}; there are {seen}")
    return found[0]


def _labels(block: Json, element: Json) -> list[str]:
    texts = [element.get("text"), element.get("placeholder"), block.get("text"), block.get("label")]
    return [*(said(one) for one in texts if isinstance(one, dict)), block["block_id"]]


def _input(view: View, what: str) -> tuple[Json, Json]:
    offered = [(block, element) for block, element in stateful(view.blocks) if block["type"] == "input"]
    found = [one for one in offered if what in (one[0]["block_id"], said(one[0]["label"]))]
    if len(found) != 1:
        seen = [(block["block_id"], said(block["label"])) for block, _ in offered]
        raise CannotDo(f"{len(found)} questions are called {what!r}; there are {seen}")
    return found[0]


def _all_required(view: View) -> None:
    """Slack itself holds a modal back while a required answer is missing."""
    entered = values(view.blocks, view.typed)
    for block, element in stateful(view.blocks):
        answer = entered[block["block_id"]][element["action_id"]]
        missing = not answer.get(KEYS[element["type"]][0])
        if block["type"] == "input" and missing and not block.get("optional"):
            raise CannotDo(f"{said(block['label'])!r} has to be answered")
