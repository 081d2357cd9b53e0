"""A person at Teams: writes, presses buttons, fills in cards and dialogs, adds and removes the app."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.teams.standin import activities
from tests.teams.standin.cards import action, filled
from tests.teams.standin.state import Answer, CannotDo, Dialog, Json, Message, Person, Place

if TYPE_CHECKING:
    from tests.teams.standin.standin import TeamsStandIn

CARD = "application/vnd.microsoft.card.adaptive"
TOAST = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"


class TeamsUser:
    """One member, doing what the screen offers. What it does not offer raises CannotDo."""

    def __init__(self, teams: "TeamsStandIn", person: Person) -> None:
        self._teams = teams
        self._service = teams.service
        self.person = person
        self.dialog: Dialog | None = None
        self.toasts: list[str] = []

    @property
    def place(self) -> Place:
        """The bot's own chat with this person."""
        return self._service.personal(self.person)

    @property
    def chat(self) -> list[Message]:
        """The bot's messages in that chat."""
        return self.reads(self.place)

    def reads(self, place: Place) -> list[Message]:
        """The bot's messages in a conversation."""
        return [one for one in self._service.messages if one.place == place.id and not one.deleted]

    async def sees(self, containing: str = "", place: Place | None = None) -> Message:
        """Wait for a message that says this, in the chat with the bot or elsewhere; the latest one."""

        def there() -> Message | None:
            found = [
                one
                for one in self.reads(place or self.place)
                if containing in str(one.seen_by(self.person) or one.activity) or containing in one.text
            ]
            return found[-1] if found else None

        return await self._teams.until(there, f"message with {containing!r} for {self.person.name}")

    async def says(
        self, text: str, place: Place | None = None, /, *, thread: str = "", **more: Any
    ) -> Answer:
        """Write something; in a channel or a group the bot is mentioned."""
        where = place or self.place
        base, common = self._base(where, thread), self._common()
        bot = self._teams.bot
        mention = where.kind != "personal"
        said = activities.message(base, common, text, mention=mention, bot=bot)
        return await self._teams.deliver(said | more)

    async def presses(
        self, on: Message, title: str, values: Mapping[str, object] | None = None, **more: Any
    ) -> Answer:
        """Fill in what stands on a card, by label or id, and press a button of it by its title."""
        card = on.seen_by(self.person)
        pressed = action(card, title)
        data = _carried(pressed, card, values or {})
        base, common = (
            self._base(self._service.places.get(on.place, self.place), on.thread or on.id),
            self._common(),
        )
        if pressed["type"] == "Action.Execute":
            sent = activities.execute(base, common, on, pressed, data)
            answer = await self._teams.deliver(sent | more)
            self._shown(on, answer)
            return answer
        if (data.get("msteams") or {}).get("type") == "task/fetch":
            answer = await self._teams.deliver(activities.task(base, common, "task/fetch", data, on) | more)
            self._opened(answer)
            return answer
        return await self._teams.deliver(activities.submit(base, common, on, data) | more)

    async def executes(self, on: Message, data: Json, verb: str = "", **more: Any) -> Answer:
        """Send an Execute with any data at all, as a client could that somebody tampered with."""
        base = self._base(self._service.places.get(on.place, self.place), on.thread or on.id)
        sent = activities.execute(base, self._common(), on, {"type": "Action.Execute", "verb": verb}, data)
        answer = await self._teams.deliver(sent | more)
        self._shown(on, answer)
        return answer

    async def asks(self, data: Json, on: Message | None = None, **more: Any) -> Answer:
        """Ask for a dialog with any data at all, in the chat with the bot or where a message stands."""
        place = self._service.places.get(on.place, self.place) if on else self.place
        asked = {"msteams": {"type": "task/fetch"}, **data}
        base = self._base(place, on.thread or on.id if on else "")
        answer = await self._teams.deliver(
            activities.task(base, self._common(), "task/fetch", asked, on) | more
        )
        self._opened(answer)
        return answer

    async def submits(self, values: Mapping[str, object], title: str = "", **more: Any) -> Answer:
        """Fill in the open dialog and press its button."""
        if self.dialog is None or self.dialog.says:
            raise CannotDo("no dialog is open")
        card = self.dialog.card
        pressed = action(card, title)
        if pressed["type"] != "Action.Submit":
            raise CannotDo("a dialog is sent by Action.Submit")
        data = _carried(pressed, card, values)
        base, common = self._base(self.place), self._common()
        answer = await self._teams.deliver(activities.task(base, common, "task/submit", data, None) | more)
        self._opened(answer)
        return answer

    def closes(self) -> None:
        """Close the dialog; the bot hears nothing of it."""
        self.dialog = None

    async def installs(self, place: Place | None = None, action: str = "add") -> Answer:
        """Add the app to the own chat, or to a team; Teams tells it twice."""
        where = place or self.place
        where.installed = True
        base = self._base(where)
        answer = await self._teams.deliver(activities.installation(base, action, where))
        second = self._base(where)
        await self._teams.deliver(activities.members_added(second, self._teams.bot))
        return answer

    async def renames(self, place: Place, name: str) -> Answer:
        """Call a channel something else."""
        place.name = name
        return await self._teams.deliver(activities.renamed(self._base(place), place))

    async def removes(self, place: Place | None = None, action: str = "remove") -> Answer:
        """Remove the app."""
        where = place or self.place
        where.installed = action != "remove"
        return await self._teams.deliver(activities.installation(self._base(where), action, where))

    def _base(self, place: Place, thread: str = "") -> Json:
        teams = self._teams
        return activities.activity(
            teams.clock, teams.service_url, teams.tenant, teams.bot, self.person, place, thread
        )

    def _common(self) -> Json:
        return activities.client(self.person, self._teams.clock)

    def _shown(self, on: Message, answer: Answer) -> None:
        """What a client does with the answer to an Execute."""
        if answer.status != 200 or answer.body is None:
            return
        said = answer.body
        assert set(said) <= {"statusCode", "type", "value"}, f"Teams knows no {set(said)}"
        match said["type"]:
            case activity_type if activity_type == CARD:
                assert said["statusCode"] == 200
                self._teams.look_at(said["value"])
                on.private[self.person.object_id] = said["value"]
            case activity_type if activity_type == TOAST:
                assert isinstance(said["value"], str)
                self.toasts.append(said["value"])
            case activity_type if activity_type == ERROR:
                assert set(said["value"]) == {"code", "message"}
                self.toasts.append(said["value"]["message"])
            case other:
                raise AssertionError(f"Teams knows no answer of type {other}")
        self._service.tell()

    def _opened(self, answer: Answer) -> None:
        """What a client does with the answer to a dialog."""
        if answer.status != 200 or not answer.body:
            self.dialog = None
            return
        task = answer.body["task"]
        if task["type"] == "message":
            self.dialog = Dialog("", {}, task["value"])
            return
        assert task["type"] == "continue", f"a task has no type {task['type']}"
        value = task["value"]
        assert value["card"]["contentType"] == CARD
        self._teams.look_at(value["card"]["content"])
        self.dialog = Dialog(value.get("title", ""), value["card"]["content"])
        self._service.tell()


def _carried(pressed: Json, card: Json, values: Mapping[str, object]) -> Json:
    data = pressed.get("data") or {}
    if pressed.get("associatedInputs") == "none":
        if values:
            raise CannotDo(f"{pressed.get('title')!r} takes nothing along")
        return dict(data)
    return {**data, **filled(card, values)}
