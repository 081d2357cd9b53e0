"""What is kept of people, their teams, and how platforms know them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from dialogs.frozen import Frozen
from dialogs.people import Identity, Person, Preferences, Team


class Member(Frozen):
    """One row of the roster: a person as one platform knows them."""

    name: str
    email: str
    role: str
    team: str
    identity: Identity
    zone: str = ""


class Roster(Frozen):
    """A whole roster, checked already: applied as one, or not at all.

    With a ``welcome`` (the payload of the delivery) everybody who is new gets one; without, nobody.
    """

    members: tuple[Member, ...]
    teams: tuple[Team, ...] = ()
    welcome: Mapping[str, str] | None = None


class PeopleStore(Protocol):
    """People, teams and workspaces."""

    async def person(self, person: int) -> Person | None:
        """The person of that id."""

    async def known_as(self, identity: Identity) -> Person | None:
        """The person behind a platform's identity."""

    async def with_email(self, email: str) -> Person | None:
        """The person of that e-mail, case aside."""

    async def identities(self, person: int) -> tuple[Identity, ...]:
        """How platforms know that person."""

    async def people(self, team: int) -> tuple[Person, ...]:
        """A team's people by name."""

    async def teams(self) -> tuple[Team, ...]:
        """All teams by name."""

    async def apply(self, roster: Roster, at: datetime) -> Mapping[str, int]:
        """Bring people, identities and teams to what the roster says; counts of added and changed."""

    async def join(self, identity: Identity, name: str, zone: str, workspace: str, at: datetime) -> Person:
        """The person behind an identity; made, in the workspace's own team, if unknown.

        A known person's zone follows the platform, unless they chose one themselves.
        """

    async def leave(self, identity: Identity, at: datetime) -> None:
        """That account is gone from its workspace: nothing more is delivered there."""

    async def workspace_left(self, platform: str, workspace: str, at: datetime) -> None:
        """The app was removed there: what waits for people whom only it reached is skipped."""

    async def workspace_joined(self, platform: str, workspace: str) -> None:
        """The app is installed there (again)."""

    async def preferences(self, person: int) -> Preferences:
        """A person's own settings."""

    async def put_preferences(self, person: int, preferences: Preferences) -> None:
        """Keep them; a zone of their own becomes the person's zone."""
