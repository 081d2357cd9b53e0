"""What stands in the three places at this moment: people, messages, unfinished sessions, the time."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.house import House
from bot.ports import Post
from bot.web.channel import PLATFORM, channel, chat
from bot.web.jumps import Jump
from bot.web.render import Renderer, tag
from dialogs.errors import NotThere
from dialogs.frozen import Frozen
from dialogs.people import Person, Role, Team
from dialogs.words import Words

NEWEST = 60
"""So many messages of a place are shown."""

OWN = "said:"
"""How the marks of a person's own messages begin."""

REP, MANAGER, TEAM = "rep", "manager", "team"
"""The three places."""

COMMANDS = {
    REP: (
        "/precall", "/postcall", "/coach week", "/coach ask", "/coach deals", "/coach shared", "/coach tip",
        "/coach help",
    ),
    MANAGER: ("/coach team", "/coach note", "/coach deals", "/coach setup", "/precall", "/coach help"),
}  # fmt: skip
"""What stands ready to be said in each chat."""


class Cast(Frozen):
    """The made-up team, and who of it is looked at."""

    team: Team
    reps: tuple[Person, ...]
    managers: tuple[Person, ...]
    rep: Person | None
    manager: Person | None

    def member(self, person: str) -> Person:
        """Somebody of this team. Raises NotThere for anybody else."""
        for each in (*self.reps, *self.managers):
            if str(each.id) == person:
                return each
        raise NotThere(person)


class Places:
    """Reads the places and makes their HTML."""

    def __init__(self, house: House, renderer: Renderer) -> None:
        """Nothing is read here."""
        self._house = house
        self._renderer = renderer
        self._words: Words = house.library.words

    async def cast(self, rep: str = "", manager: str = "") -> Cast | None:
        """The playground's team, with the wished-for people if it has them; None before there is a team."""
        teams = await self._house.store.teams()
        team = next((each for each in teams if each.platform == PLATFORM), teams[0] if teams else None)
        if team is None:
            return None
        people = await self._house.store.people(team.id)
        reps = tuple(person for person in people if person.role is Role.REP)
        managers = tuple(person for person in people if person.role is Role.MANAGER)
        chosen, boss = _wished(reps, rep), _wished(managers, manager)
        return Cast(team=team, reps=reps, managers=managers, rep=chosen, manager=boss)

    async def look(self, cast: Cast) -> dict[str, Any]:
        """The places as the page wants them, each with the local time of whoever reads there."""
        team = cast.team
        posts = await self._posts(channel(team.id), TEAM, team.zone)
        return {
            "places": {
                REP: await self._chat(cast.rep, REP, team.zone),
                MANAGER: await self._chat(cast.manager, MANAGER, team.zone),
                TEAM: {"clock": self._clock(team.zone), "posts": posts, "unfinished": ""},
            },
        }

    def _clock(self, zone: str) -> dict[str, str]:
        """The playground's own time, as it is there."""
        local = self._house.clock.now().astimezone(ZoneInfo(zone))
        return {
            "day": self._words.day(local.date().isoformat()),
            "hour": local.strftime("%H:%M"),
            "iso": local.isoformat(timespec="minutes"),
            "zone": zone.rpartition("/")[2].replace("_", " "),
        }

    def jumps(self) -> tuple[tuple[Jump, str], ...]:
        """The clock's buttons."""
        return tuple((jump, self._words.say(f"playground.jump-{jump}")) for jump in Jump)

    async def _chat(self, person: Person | None, place: str, zone: str) -> dict[str, Any]:
        """``zone`` is for a chat without a person."""
        if person is None:
            return {"clock": self._clock(zone), "posts": [], "unfinished": ""}
        unfinished = await self._house.coach.own.unfinished(person)
        lines = [(str(each.session.id), each.flow, each.deal) for each in unfinished[:3]]
        return {
            "clock": self._clock(person.zone),
            "posts": await self._posts(chat(person.id), place, person.zone),
            "unfinished": self._renderer.template("unfinished.html", lines=lines) if lines else "",
        }

    async def _posts(self, place: str, kind: str, zone: str) -> list[dict[str, str]]:
        posts = await self._house.store.posts(place, NEWEST)
        if not posts:
            html = self._renderer.template("empty.html", place=kind)
            return [{"mark": "empty", "tag": kind, "html": html, "own": "", "says": ""}]
        now = self._house.clock.now()
        return [self._post(post, now, zone) for post in posts]

    def _post(self, post: Post, now: datetime, zone: str) -> dict[str, str]:
        own = post.mark.startswith(OWN)
        local, today = post.at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
        time = local.strftime("%H:%M")
        if local.date() != today:
            day = self._words.day(local.date().isoformat())
            time = self._words.say("playground.moment", day=day, time=time)
        html = self._renderer.template(
            "post.html", post=post, own=own, time=time, iso=local.isoformat(timespec="minutes")
        )
        return {
            "mark": post.mark,
            "tag": tag(html),
            "html": html,
            "own": "own" if own else "",
            "says": post.document.summary or post.document.title,
        }


def _wished(people: tuple[Person, ...], wish: str) -> Person | None:
    return next((person for person in people if str(person.id) == wish), people[0] if people else None)
