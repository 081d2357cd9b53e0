"""A rep's hands at Slack's stand-in: each is done when what it brings stands before the rep."""

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.load_book import Answers, Page, Unexpected, page
from tests.slack.standin import payloads
from tests.slack.standin.delivery import Delivery, HttpTransport
from tests.slack.standin.driver import SlackUser
from tests.slack.standin.state import Ack, View

if TYPE_CHECKING:  # it makes these hands
    from benchmarks.load_slack import SlackSide

FORGERIES = 3
FINE = 200
PATIENCE = 60.0


@dataclass
class SlackHands:
    """A rep at Slack."""

    side: "SlackSide"
    user: SlackUser

    async def begin(self, flow: str, deal: str, *, again: bool = False) -> Page:
        """``/precall`` or ``/postcall``: done when the modal stands there."""
        with self.side.times.each(f"/{flow}, taken up again" if again else f"/{flow}"):
            _fine(await self.user.command(f"/{flow}", deal))
            view = await self.user.sees_modal()
        return _page(view)

    async def send(self, kind: str, answers: Answers, *, twice: bool = False) -> Page:
        """Fill in the modal and press its button: done with the answer, which shows the next page."""
        view = self._modal()
        ids = {block["block_id"].rpartition(":")[2]: block["block_id"] for block in view.blocks}
        several = {"checkboxes", "multi_static_select"}
        kinds = {
            block["block_id"]: block["element"]["type"] for block in view.blocks if block["type"] == "input"
        }
        wishes: dict[str, Any] = {
            ids[name]: list(said) if kinds[ids[name]] in several else said[0]
            for name, said in answers.items()
        }
        await self.user.fill(view, wishes)
        if twice:
            with self.side.times.each(f"{kind}, twice at once"):
                acks = list(await asyncio.gather(self.user.submit(view), self.user.submit(view)))
        else:
            with self.side.times.each(kind):
                acks = [await self.user.submit(view)]
        while all(ack.status == FINE and not ack.ok for ack in acks):
            self.side.again += 1  # too late for Slack: it says so, and what was typed is sent once more
            acks = [await self.user.submit(view)]
        for ack in acks:
            _fine(ack)
        if view.errors.keys() - {""}:
            raise Unexpected(f"refused: {view.errors}")
        return _page(view)

    async def keep(self) -> Page:
        """Keep mine: done when the modal has changed."""
        view = self._modal()
        return await self._pressed(view, "Keep mine", "a push-back kept")

    async def edit(self) -> Page:
        """Reopen the check, from the verdict in the modal."""
        return await self._pressed(self._modal(), "Edit", "a check reopened")

    async def _pressed(self, view: View, label: str, kind: str) -> Page:
        before = view.hash
        with self.side.times.each(kind):
            _fine(await self.user.press(view, label))
            await self.side.slack.until(lambda: view.hash != before or None, label)
        return _page(view)

    async def leave(self, answers: Answers) -> bool:
        """Type something and close the modal: Slack tells what was typed."""
        view = self._modal()
        ids = {block["block_id"].rpartition(":")[2]: block["block_id"] for block in view.blocks}
        await self.user.fill(view, {ids[name]: said[0] for name, said in answers.items()})
        with self.side.times.each("a form closed half-way"):
            _fine(await self.user.close(view))
        return True

    async def done(self) -> None:
        """Close whatever is open."""
        while self.user.modal:
            await self.user.close(self.user.modal)

    async def ask(self, what: str) -> None:
        """``/coach`` something: done when the message stands there."""
        seen, me = self.side.standing.seen, self.user.id
        before = seen[me]
        with self.side.times.each(f"/coach {what.split(' ', maxsplit=1)[0]}"):
            ack = await self.user.command("/coach", what)
            _fine(ack)
            if ack.ok:  # else it came too late for Slack, which shows nothing of it
                await self.side.slack.until(lambda: seen[me] > before or None, what)

    async def look(self) -> bool:
        """Open the Home, and the event comes twice: done when the Home was published."""
        space = self.side.slack.workspace
        before = home.hash if (home := self.user.home) else ""
        inner: dict[str, Any] = {"user": self.user.id, "tab": "home", "channel": "D1"}
        if home:
            inner["view"] = payloads.view_state(home)
        with self.side.times.each("Home opened, told twice"):
            for ack in await self.side.slack.event("app_home_opened", deliveries=2, **inner):
                _fine(ack)
            await self.side.slack.until(
                lambda: space.homes.get(self.user.id) and space.homes[self.user.id].hash != before, "a Home"
            )
        return True

    async def forge(self, number: int) -> int:
        """A command that is signed with another secret, or an hour ago, or not at all."""
        good = self.side.slack.transport
        if not isinstance(good, HttpTransport):
            raise Unexpected("not over HTTP")
        shown = {"id": "D1", "name": "directmessage"}
        body = payloads.command(self.user.person, "/precall", "Acme", shown, {"trigger_id": "1.1.forged"})
        forger = HttpTransport(good.session, good.url, good.secret)
        if number % FORGERIES == 0:
            forger.secret = "another one"  # noqa: S105  made up
        elif number % FORGERIES == 1:
            forger.skew = -3600
        with self.side.times.each("a bad signature"):
            if number % FORGERIES == FORGERIES - 1:
                ack = await forger.post("slash_commands", "a=b", "application/x-www-form-urlencoded", {}, 60)
            else:
                ack = await forger.deliver(Delivery("slash_commands", body), PATIENCE)
        return ack.status or 0

    def _modal(self) -> View:
        view = self.user.modal
        if view is None:
            raise Unexpected("no modal is open")
        return view


def _page(view: View) -> Page:
    said = view.body.get("private_metadata") or "{}"
    data = json.loads(said)
    is_form = "submit" in view.body
    return page(data.get("ref"), data.get("page", "") if is_form else "")


def _fine(ack: Ack | None) -> None:
    if ack is None or ack.status != FINE:
        raise Unexpected(f"answered {ack}")
