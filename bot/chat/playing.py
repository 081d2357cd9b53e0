"""Takes answers through a flow, page by page, the way a person would: through the coach."""

from collections.abc import Callable

from bot.chat.answers import Answers, AnswersError, refused
from bot.coach.coach import Coach
from bot.coach.scenes import Screen
from bot.ids import Ids
from dialogs.document import Act, Form
from dialogs.flow import Flow
from dialogs.people import Person

Pause = Callable[[Form], None]
"""Called before each page is sent: time may pass."""


class Player:
    """One person at the coach."""

    def __init__(self, coach: Coach, ids: Ids, person: Person, pause: Pause = lambda _form: None) -> None:
        """``ids`` make the keys that a platform would send."""
        self._coach = coach
        self._ids = ids
        self._person = person
        self._pause = pause

    async def play(self, flow: Flow, deal: str, answers: Answers) -> Screen:
        """A session from its first page to its verdict; an unfinished one is begun anew.

        Raises AnswersError where a page does not take its answers.
        """
        screen = await self._coach.flows.begin(self._person, flow.id, deal, self._key())
        form = screen.document.form
        if form and any(other.act is Act.ANEW for other in form.others):
            screen = await self._coach.press(self._person, Act.ANEW, form.ref, self._key())
        while (form := screen.document.form) and (form.page != flow.pages[-1].id or answers.named(form)):
            if problems := refused(answers, form):
                raise AnswersError("\n".join([*problems, answers.file]))
            self._pause(form)
            screen = await self._send(form, answers.reply(form))
        return screen

    async def stop(self, flow: Flow, deal: str, answers: Answers) -> None:
        """A session begun, and closed half-way with these answers."""
        screen = await self._coach.flows.begin(self._person, flow.id, deal, self._key())
        if form := screen.document.form:
            self._pause(form)
            await self._coach.close(self._person, form.ref, form.page, answers.values, self._key())

    async def _send(self, form: Form, values: dict[str, tuple[str, ...]] | None) -> Screen:
        if values is None:
            return await self._coach.press(self._person, Act.KEEP, form.ref, self._key())
        return await self._coach.submit(self._person, form.ref, form.page, values, self._key())

    def _key(self) -> str:
        return f"played:{self._ids()}"
