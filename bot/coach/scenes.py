"""What a session looks like now: gathers what is known, and builds the screen from it. Reads only."""

from datetime import datetime

from bot.ports import Background, Store
from dialogs.document import Document
from dialogs.effects import Effect, ShowPage, ShowVerdict
from dialogs.errors import NotThere
from dialogs.flow import Flow, PageKind
from dialogs.frozen import Frozen
from dialogs.known import Known, Scene
from dialogs.library import Library
from dialogs.pages.after import verdict_after
from dialogs.pages.before import verdict_before
from dialogs.pages.deal_verdict import verdict_deal
from dialogs.pages.form import form_page
from dialogs.session import Session, Status
from dialogs.trying import NOTHING, Tried
from dialogs.words import Words

VERDICTS = {"after": verdict_after, "deal": verdict_deal}
"""By what a flow is about; any other has a check's."""


class Screen(Frozen):
    """What the person sees now: a page to open (a form, a verdict), or a message in their chat.

    ``more`` are further messages, where one does not hold it all.
    """

    document: Document
    session: int | None = None
    opens: bool = False
    more: tuple[Document, ...] = ()


class Scenes:
    """Scenes and screens from a store and a library."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._library = library
        self._plans = library.plans  # the same for everybody, and made anew at each asking

    @property
    def words(self) -> Words:
        """The library's words."""
        return self._library.words

    async def flow(self, session: Session) -> Flow:
        """The flow that the session began with, which may be older than today's.

        Raises NotThere if its text was never kept.
        """
        today = self._library.flows.get(session.flow)
        if today and today.digest == session.digest:
            return today
        text = await self._store.flow_text(session.digest)
        if text is None:
            raise NotThere(session.flow)
        return Flow.model_validate_json(text)

    async def scene(self, session: Session) -> Scene:
        """All that a turn of this session needs. Raises NotThere if its deal is gone."""
        gathered = await self._store.gathered(session.id)
        if gathered is None or gathered.background is None:
            raise NotThere(str(session.deal))
        return await self.set_up(session, gathered.background, gathered.check, gathered.tried)

    async def set_up(
        self, session: Session, background: Background, check: Session | None, tried: Tried = NOTHING
    ) -> Scene:
        """The scene of what was read already."""
        theme = self._library.themes.get(session.theme)
        known = Known(
            deal=background.deal,
            memory=background.memory,
            check=check,
            check_flow=await self.flow(check) if check else None,
            learning=background.learning,
            barriers=background.barriers,
            lens=theme.lens if theme else None,
            plans=self._plans,
            watch_my_back=self._library.words.say("deal.watch-my-back"),
            tried=tried,
            experiments=self._library.experiments,
        )
        return Scene(flow=await self.flow(session), rules=self._library.rules, known=known)

    def screen(self, session: Session, scene: Scene, now: datetime, *effects: Effect) -> Screen:
        """The screen that the effects ask for; without one, where the session stands."""
        page = next((effect for effect in effects if isinstance(effect, ShowPage)), None)
        verdict = next((effect for effect in effects if isinstance(effect, ShowVerdict)), None)
        if page and scene.flow.page(session.page).kind is PageKind.VERDICT:
            verdict = ShowVerdict(plans=True, problems=page.problems)
        if verdict or (page is None and session.status is Status.SUBMITTED):
            document = self.verdict(session, scene, now, verdict or ShowVerdict())
        else:
            document = form_page(session, scene, self._library.words, now, page or ShowPage())
        return Screen(document=document, session=session.id, opens=True)

    def verdict(
        self, session: Session, scene: Scene, now: datetime, show: ShowVerdict | None = None
    ) -> Document:
        """The verdict before or after the call; with ``show`` as a page, without as a card."""
        page = VERDICTS.get(scene.flow.about, verdict_before)
        return page(session, scene, self._library.words, now, show)
