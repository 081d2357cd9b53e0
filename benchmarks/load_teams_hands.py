"""A rep's hands at Teams' stand-in: each is done when what it brings stands before the rep."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.load_book import Answers, Page, Unexpected, page
from tests.teams.standin import activities
from tests.teams.standin.cards import every
from tests.teams.standin.driver import TeamsUser
from tests.teams.standin.state import Answer, Json, Message

if TYPE_CHECKING:  # it makes these hands
    from benchmarks.load_teams import TeamsSide

FORGERIES = 3
FINE = {200, 201, 202}


def carried(card: Json) -> Iterator[Json]:
    """What the buttons of a card carry."""
    for each in every(card):
        data = each.get("data")
        if isinstance(data, dict) and "kairos" in data:
            yield data["kairos"]


def form(card: Json) -> Iterator[Json]:
    """The button that sends a card's form."""
    return (each for each in carried(card) if each["page"])


@dataclass
class TeamsHands:
    """A rep at Teams."""

    side: "TeamsSide"
    user: TeamsUser
    card: Message | None = None
    presses: int = 0

    async def begin(self, flow: str, deal: str, *, again: bool = False) -> Page:
        """``precall`` or ``postcall``: done when the card with the form stands in the chat."""
        with self.side.times.each(f"{flow}, taken up again" if again else flow):
            self.card = await self._says(f"{flow} {deal}")
        return _page(self.card.card)

    async def send(self, kind: str, answers: Answers, *, twice: bool = False) -> Page:
        """Fill in the card and press its button: done with the answer, which is the next card."""
        card = self._card()
        button = next(each["title"] for each in every(card.seen_by(self.user.person)) if _sends(each))
        wishes: dict[str, object] = {name: list(said) for name, said in answers.items()}
        if twice:
            self.presses += 1
            same = f"f:twice-{self.user.person.object_id}-{self.presses}"
            with self.side.times.each(f"{kind}, twice at once"):
                said = await asyncio.gather(
                    *(self.user.presses(card, button, wishes, id=same) for _ in range(2))
                )
        else:
            with self.side.times.each(kind):
                said = [await self.user.presses(card, button, wishes)]
        return [_changed(each) for each in said][-1]

    async def keep(self) -> Page:
        """Keep mine."""
        return await self._pressed("Keep mine", "a push-back kept")

    async def edit(self) -> Page:
        """Reopen the check, from the verdict's card."""
        return await self._pressed("Edit", "a check reopened")

    async def _pressed(self, title: str, kind: str) -> Page:
        card = self._card()
        with self.side.times.each(kind):
            said = await self.user.presses(card, title)
        return _changed(said)

    async def leave(self, _answers: Answers) -> bool:
        """Go away: Teams tells nobody what was typed."""
        return False

    async def done(self) -> None:
        """The card stays where it is."""
        self.card = None

    async def ask(self, what: str) -> None:
        """A word: done when the card stands in the chat."""
        with self.side.times.each(what.split(" ", maxsplit=1)[0]):
            await self._says(what)

    async def look(self) -> bool:
        """There is no Home."""
        return False

    async def forge(self, number: int) -> int:
        """A message with somebody else's token, one for another bot, or none at all."""
        teams, place = self.side.teams, self.user.place
        base = activities.activity(
            teams.clock, teams.service_url, teams.tenant, teams.bot, self.user.person, place
        )
        said = activities.message(
            base, activities.client(self.user.person, teams.clock), "help", mention=False, bot=teams.bot
        )
        token = ("x.y.z", teams.token(aud="another bot"), "")[number % FORGERIES]
        with self.side.times.each("a bad token"):
            return (await teams.deliver(said, token=token)).status

    async def _says(self, text: str) -> Message:
        standing, place = self.side.standing, self.user.place.id
        before = standing.seen[place]

        def answer() -> Message | None:
            return standing.newest[place] if standing.seen[place] > before else None

        _fine(await self.user.says(text))
        return await self.side.teams.until(answer, text)

    def _card(self) -> Message:
        if self.card is None:
            raise Unexpected("no card to press")
        return self.card


def _page(card: Json) -> Page:
    data = next(form(card), None) or {"ref": 0, "page": ""}
    return page(data["ref"], data["page"])


def _changed(answer: Answer) -> Page:
    """The page in the answer to a press: what the rep sees at once, whatever changes the card later."""
    _fine(answer)
    if not isinstance(answer.body, dict) or not isinstance(answer.body.get("value"), dict):
        raise Unexpected(f"no card in the answer: {answer.body}")
    return _page(answer.body["value"])


def _sends(action: Json) -> bool:
    data = action.get("data")
    return isinstance(data, dict) and "kairos" in data and bool(data["kairos"]["page"])


def _fine(answer: Answer) -> None:
    body = answer.body or {}
    if answer.status not in FINE or body.get("statusCode", 200) not in FINE:
        raise Unexpected(f"answered {answer}")
