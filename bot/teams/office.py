"""Kairos's desk in Teams, put together from the house and the line."""

from collections.abc import Callable

from bot.house import House
from bot.serving.server import Common
from bot.serving.trouble import Troubles
from bot.teams.desk import Desk
from bot.teams.heard import Handle
from bot.teams.people import People
from bot.teams.reach import Reach
from bot.teams.replies import Replies, Sleep
from bot.teams.server import Line
from dialogs.people import Identity


def office(house: House, line: Line, sleep: Sleep | None = None) -> Callable[[Common], Handle]:
    """What ``bot.teams.server.part`` wants for its desk. ``sleep`` waits while Teams is busy."""

    def desk(common: Common) -> Handle:
        def after(_who: Identity) -> None:
            common.clockwork.kick()

        words = house.library.words
        more = {"sleep": sleep} if sleep else {}
        return Desk(
            house.coach,
            house.store,
            People(house.store, house.clock, words),
            Reach(line.connector, house.store),
            Replies(line.connector, words, common.tasks, house.ids, **more),
            Troubles(words, house.ids, "Teams"),
            house.ids,
            after,
        ).hear

    return desk
