"""What Slack tells unasked: somebody opened their Home, moved to another zone, left; the app was removed."""

from collections import OrderedDict

from bot.clock import Clock
from bot.ports import Store
from bot.serving.tasks import Tasks
from bot.slack.home import Homes
from bot.slack.inbound import PLATFORM, who
from bot.slack.people import People
from bot.slack.replies import Body

REMEMBERED = 10_000
"""So many events are remembered: for some minutes Slack repeats what it thinks nobody heard."""


class Events:
    """Hears events, each once. Every one of them may be heard twice all the same: after a restart, say."""

    def __init__(self, store: Store, clock: Clock, people: People, homes: Homes, tasks: Tasks) -> None:
        """``tasks`` keeps what goes on after Slack has its answer."""
        self._store = store
        self._clock = clock
        self._people = people
        self._homes = homes
        self._tasks = tasks
        self._heard: OrderedDict[str, None] = OrderedDict()

    async def hear(self, body: Body) -> None:
        """One event. What can fail for want of the database is done before Slack has its answer."""
        event_id = str(body.get("event_id", ""))
        if event_id in self._heard:
            return
        self._heard[event_id] = None
        if len(self._heard) > REMEMBERED:
            self._heard.popitem(last=False)
        try:
            await self._hear(body)
        except Exception:
            self._heard.pop(event_id, None)  # Slack will send it again, and then it is new
            raise

    async def _hear(self, body: Body) -> None:
        event, identity = body["event"], who(body)
        match event.get("type"):
            case "app_home_opened" if event.get("tab") == "home":
                self._tasks.start(self._homes.opened(identity), "a Home")
            case "user_change":
                if await self._people.changed(identity, event["user"]):
                    self._homes.changed(identity)
            case "app_uninstalled":
                await self._gone(identity.workspace)
            case "tokens_revoked" if (event.get("tokens") or {}).get("bot"):
                await self._gone(identity.workspace)
            case _:
                return

    async def _gone(self, workspace: str) -> None:
        await self._store.workspace_left(PLATFORM, workspace, self._clock.now())
