"""What the stand-in for Teams remembers: people, conversations, messages, calls."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

Kind = Literal["personal", "groupChat", "channel"]


class CannotDo(AssertionError):
    """The person's screen does not offer this."""


@dataclass
class Person:
    """A member of the organisation. ``object_id`` is Entra's, ``mri`` Teams' own."""

    name: str
    object_id: str
    mri: str
    email: str = ""
    zone: str = "Europe/Lisbon"


@dataclass
class Place:
    """A conversation. ``team`` is the team that a channel is in; ``installed``: the bot is there."""

    id: str
    kind: Kind
    members: list[Person]
    name: str = ""
    team: str = ""
    installed: bool = True
    blocked: bool = False


@dataclass
class Message:
    """A message of the bot's. ``private`` are the cards that only one person sees in its stead."""

    id: str
    place: str
    thread: str
    activity: Json
    edits: int = 0
    deleted: bool = False
    private: dict[str, Json] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that it says, as one text."""
        return str(self.activity)

    @property
    def card(self) -> Json:
        """The card that everybody sees."""
        attachments = self.activity.get("attachments") or [{}]
        card: Json = attachments[0].get("content") or {}
        return card

    def seen_by(self, person: Person) -> Json:
        """The card that this person sees."""
        return self.private.get(person.object_id, self.card)


@dataclass
class Dialog:
    """An open dialog, or the text that one ended with."""

    title: str
    card: Json
    says: str = ""


@dataclass(frozen=True)
class Call:
    """A call that the bot made, and the status it got; 0 where it got none."""

    method: str
    path: str
    body: Json
    authorization: str
    status: int


@dataclass(frozen=True)
class Answer:
    """What the bot answered to an activity; ``body`` is None where there was none."""

    status: int
    body: Any = None
