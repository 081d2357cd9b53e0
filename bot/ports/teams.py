"""What a team sets in chat needs from the store: its times, its tips, and who was told what."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.sending.outbox import Delivery
from dialogs.people import Person, Role, Team
from dialogs.tips import Given, Wishes


class TeamStore(Protocol):
    """Teams, their tips, and their members."""

    async def team(self, team: int) -> Team | None:
        """The team of that id."""

    async def leaders(self, team: Team) -> tuple[Person, ...]:
        """Who sets that team up, by name: its managers, and the admins of all teams of its workspace."""

    async def put_team(self, team: Team, at: datetime) -> None:
        """Change a team's channel, country, zone and times."""

    async def put_member(
        self, person: int, team: int | None, role: Role, at: datetime, deliveries: Sequence[Delivery] = ()
    ) -> None:
        """Put a person into a team (None: none) in a role; ``deliveries`` tell, in the same transaction."""

    async def wishes(self, team: int) -> Wishes:
        """What a team set for its tips; ``retired`` follows from its "Not for us"."""

    async def put_wishes(self, team: int, wishes: Wishes) -> None:
        """Keep order, pinned, skipped and follow_gaps."""

    async def pause_tips(self, team: int, until: date | None) -> None:
        """No tips up to and with that day; None: tips again."""

    async def tips_paused(self, team: int) -> date | None:
        """The last day without tips, as it was set; None: not paused."""

    async def given(self, team: int, since: date) -> tuple[Given, ...]:
        """The tips that a team got since then, the oldest first."""

    async def give(self, team: int, tip: str, day: date) -> None:
        """A team got a tip that day; a day has one."""

    async def press_tip(
        self, team: int, tip: str, person: int, *, wanted: bool, deliveries: Sequence[Delivery] = ()
    ) -> None:
        """Count a press: "Trying it today" or "Not for us". A person counts once, their last word.

        ``deliveries`` show the counts where the tip stands: the key of one that was sent goes out once more.
        """

    async def pressed(self, team: int, tip: str) -> Mapping[bool, int]:
        """How many people pressed each of a tip's two buttons."""
