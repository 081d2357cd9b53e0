"""What caring for people's data, and for the house, needs from the store."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.sending.outbox import State
from dialogs.digest.facts import Request, Trial
from dialogs.frozen import Frozen
from dialogs.people import Role


class Enrolled(NamedTuple):
    """So many people of one role in one team; None: in no team."""

    team: int | None
    role: Role
    number: int


class LeftOver(NamedTuple):
    """So many deliveries of one team (None: of nobody's) that failed or were parked."""

    team: int | None
    state: State
    number: int


class Overview(Frozen):
    """How the house is, in counts: no person, no text.

    ``digests`` is when digests were written last, None: never. ``size`` is what the database takes, in bytes.
    """

    enrolled: tuple[Enrolled, ...]
    left_over: tuple[LeftOver, ...]
    digests: datetime | None
    size: int


TERMINAL = "terminal"
"""The platform of whoever came in by `kairos chat`."""


class Frail(Frozen):
    """Teams and people that something is missing for, by name or e-mail.

    Nothing is missing for a team that came about in a terminal: nobody wants a channel or a manager there.
    ``zones`` are all time zones that are set, each with whose they are.
    """

    no_channel: tuple[str, ...] = ()
    no_manager: tuple[str, ...] = ()
    no_people: tuple[str, ...] = ()
    no_identity: tuple[str, ...] = ()
    zones: Mapping[str, tuple[str, ...]] = {}


class CareStore(Protocol):
    """The part of the store that an export, an admin and the metrics ask."""

    async def exchanges(self, person: int) -> tuple[Request, ...]:
        """Every exchange with a text that a person is one side of, the newest first."""

    async def trials(self, rep: int) -> tuple[Trial, ...]:
        """Every experiment that a rep took, the newest first."""

    async def overview(self, since: datetime) -> Overview:
        """How the house is; what is left over counts if it was settled since then."""

    async def frail(self) -> Frail:
        """Teams and people that something is missing for."""

    async def unsettled(self) -> Mapping[State, int]:
        """How many deliveries wait, are claimed, failed or are parked now."""
