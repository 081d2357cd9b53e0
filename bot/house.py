"""The house: everything wired, as the adapters need it. ``bot.app`` builds it."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.coach.coach import Coach
from bot.ids import Ids
from bot.ports import Store
from bot.sending.courier import Courier
from bot.sending.schedule import Schedule
from bot.settings import Settings
from dialogs.library import Library


@dataclass(frozen=True)
class House:
    """One of each."""

    settings: Settings
    library: Library
    store: Store
    clock: Clock
    ids: Ids
    coach: Coach
    courier: Courier
    rounds: Schedule
    """Works out what is due and has the courier carry it: what serves calls for its rounds."""
