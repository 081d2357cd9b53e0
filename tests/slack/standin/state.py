"""What a workspace holds, in plain objects."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """Slack answered ok: false."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.body: Json = {"ok": False, "error": error, **more}


class CannotDo(AssertionError):
    """A person could not have done this in Slack: the test asks for what the screen does not offer."""


class VirtualClock:
    """Time that stands still until a test moves it."""

    def __init__(self, now: float = 1_772_442_000.0) -> None:
        self._now = now
        self._ticks = 0

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let that much time pass."""
        self._now += seconds

    def ts(self) -> str:
        """A message's ts: this instant, and never the same twice."""
        self._ticks += 1
        return f"{int(self._now)}.{self._ticks:06d}"


@dataclass
class Person:
    """A member of the workspace."""

    id: str
    name: str
    real_name: str = ""
    email: str = ""
    tz: str | None = "Europe/London"
    tz_offset: int = 0
    locale: str = "en-GB"
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False

    def profile(self, team: str, *, with_email: bool = False, with_locale: bool = False) -> Json:
        """The user object as users.info and user_change show it."""
        shown = self.real_name or self.name
        user: Json = {
            "id": self.id,
            "team_id": team,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": shown,
            "profile": {"real_name": shown, "display_name": self.name, "team": team},
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "updated": 0,
        }
        if not self.deleted and self.tz is not None:
            user |= {"tz": self.tz, "tz_label": self.tz, "tz_offset": self.tz_offset}
        if with_email and self.email:
            user["profile"]["email"] = self.email
        if with_locale:
            user["locale"] = self.locale
        return user


@dataclass
class Channel:
    """A channel, or a direct message where ``dm_with`` is set."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    members: set[str] = field(default_factory=set)
    dm_with: str = ""


@dataclass
class Message:
    """A message as it stands; ``ephemeral_for`` names the only one who sees it."""

    channel: str
    ts: str
    author: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    client_msg_id: str = ""
    thread_ts: str = ""
    ephemeral_for: str = ""
    edited: bool = False
    deleted: bool = False
    typed: dict[str, Json] = field(default_factory=dict)

    def shown(self, *, with_metadata: bool = False) -> Json:
        """The message object of API answers and payloads."""
        body: Json = {
            "type": "message",
            "subtype": "bot_message",
            "ts": self.ts,
            "user": self.author,
            "bot_id": "B0STANDIN",
            "app_id": "A0STANDIN",
            "team": "T0STANDIN",
            "text": self.text,
        }
        body |= {"blocks": self.blocks} if self.blocks else {}
        body |= {"thread_ts": self.thread_ts} if self.thread_ts else {}
        body |= {"edited": {"user": self.author, "ts": self.ts}} if self.edited else {}
        body |= {"client_msg_id": self.client_msg_id} if self.client_msg_id else {}
        body |= {"metadata": self.metadata} if with_metadata and self.metadata else {}
        return body


@dataclass
class View:
    """A modal or a Home. ``typed`` holds what its person entered, by block_id and action_id."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    typed: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        found: list[Json] = self.body["blocks"]
        return found

    @property
    def title(self) -> str:
        """Its title; empty for a Home."""
        return str(self.body.get("title", {}).get("text", ""))


@dataclass
class Trigger:
    """Leave to open one modal, soon."""

    user: str
    issued: float
    inside: str = ""
    used: bool = False


@dataclass
class ResponseUrl:
    """Leave to answer an interaction, a few times, for a while."""

    user: str
    channel: str
    issued: float
    message: str = ""
    uses: int = 0


@dataclass
class Token:
    """What a token may do; status is ok, or the error that it gives."""

    kind: str
    scopes: set[str]
    user: str = "U0KAIROS"
    status: str = "ok"


@dataclass(frozen=True)
class Call:
    """One call of the Web API, and what came back."""

    method: str
    args: Json
    answer: Json
    at: float


@dataclass(frozen=True)
class Ack:
    """What the app answered to a delivery. No status: nothing came in time, or at all."""

    kind: str
    status: int | None
    body: Any = None
    seconds: float = 0.0
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Whether Slack counts it as an acknowledgement."""
        return self.status is not None and 200 <= self.status < 300 and self.seconds <= 3.0
