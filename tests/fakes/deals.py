"""The port bot.ports.deals in memory."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.ports.deals import Edited, Named
from dialogs.deal import WATCH_MY_BACK, Closing, Condition, Deal, Reflected, Step, name_key
from dialogs.deal_edit import Edit, Reworded
from dialogs.glasses import EMPTIED, Changes, after
from dialogs.near import near
from dialogs.session import Session, Status
from dialogs.story import Call, Filled, Story
from tests.fakes.tables import FakeBase, Tables
from tests.fakes.week import reflections_of


class FakeDeals(FakeBase):
    """Deals, looked at by one person and changed by hand."""

    async def story(self, deal: int, person: int) -> Story | None:
        kept, found = self._kept, self._kept.deals.get(deal)
        if found is None:
            return None
        about = _about(kept, deal)
        full = [each.id for each in found.conditions if each.full and each.id in kept.filled]
        calls = [each for each in reversed(reflections_of(kept, deal)) if each.rep == person]
        return Story(
            filled={each: kept.filled[each] for each in full},
            closed_at=kept.closed_at.get(deal),
            begun=any(each.rep == person for each in about),
            untouched=_untouched(kept, deal, person),
            memory={
                question: values
                for (of, whose, question), values in kept.memory.items()
                if (of, whose) == (deal, person)
            },
            calls=tuple(self._call(each.session, each.at) for each in calls),
        )

    def _call(self, session: int, at: datetime) -> Call:
        reflection = self._kept.sessions[session]
        check = self._kept.sessions.get(reflection.check or 0)
        outcome = next(
            each.outcome for each in reflections_of(self._kept, reflection.deal) if each.session == session
        )
        step = check.answer("step") or check.answer("advance") if check else ""
        said = (step, check.answer("chance") if check else "")
        return Call(at, outcome, *said, reflection.answer("learning"))

    async def became(self, deal: int) -> Deal | None:
        now = self._kept.deals.get(self._kept.merged.get(deal, 0))
        return now and now.model_copy(update={"reflections": reflections_of(self._kept, now.id)})

    async def deal_names(
        self, team: int, rep: int | None = None, limit: int = 100, *, written: bool = False
    ) -> tuple[Named, ...]:
        found = [
            deal
            for deal in self._kept.deals.values()
            if deal.team == team and deal.closed is None
            if rep is None or any(each.rep == rep for each in _about(self._kept, deal.id))
            if not written or has_words(self._kept, deal.id)
        ]
        found.sort(key=lambda deal: (name_key(deal.name), deal.id))
        return tuple(Named(deal.id, deal.name) for deal in found[:limit])

    async def near_deals(self, team: int, name: str, limit: int = 5) -> tuple[Named, ...]:
        found = [each for each in await self.deal_names(team) if has_words(self._kept, each.id)]
        return tuple(found[place] for place in near(name, [each.name for each in found], limit))

    async def edit_deal(self, deal: int, edit: Edit, person: int, at: datetime) -> Edited:
        found = self._kept.deals.get(deal)
        if found is None or (edit.name and edit.name[0] != found.name):
            return Edited.MOVED
        last = next((each for each in reversed(reflections_of(self._kept, deal)) if _theirs(each)), None)
        if edit.due and (last is None or (last.session, _theirs(last)[0].due) != edit.due[:2]):
            return Edited.MOVED
        if edit.name:
            key = name_key(edit.name[1])
            for other in self._kept.deals.values():
                if other.id != deal and other.team == found.team and name_key(other.name) == key:
                    return Edited.TAKEN
            self._kept.former_names[found.team, name_key(found.name)] = deal
            self._kept.former_names.pop((found.team, key), None)
            self._put(found, name=edit.name[1].strip())
        if edit.due and last:
            self._date(last, edit.due.now)
        pour(self._kept, deal, Changes(edit.fill, edit.empty), Filled(at, person))
        return Edited.DONE

    def _date(self, last: Reflected, due: date | None) -> None:
        dated = (step.model_copy(update={"due": due}) if step.theirs else step for step in last.steps)
        self._kept.steps[last.session] = tuple(dated)
        session = self._kept.sessions[last.session]
        if session.rep:
            by = {"by": (due.isoformat(),) if due else ()}
            changes = {"answers": {**session.answers, **by}, "turn": session.turn + 1}
            self._kept.sessions[session.id] = session.model_copy(update=changes)

    async def put_conditions(self, deal: int, texts: Mapping[int, Reworded], new: Sequence[str]) -> Edited:
        found = self._kept.deals[deal]
        standing_as = {each.id: each.text for each in found.conditions}
        if any(standing_as.get(ident) != text.was for ident, text in texts.items()):
            return Edited.MOVED
        standing: dict[str, Condition] = {}
        for each in found.conditions:
            said = (texts[each.id].now if each.id in texts else each.text).strip()[:200].rstrip()
            now = each if each.text == WATCH_MY_BACK else each.model_copy(update={"text": said})
            double = standing.get(name_key(now.text))
            if double is not None:
                standing[name_key(now.text)] = _one(self._kept, deal, each, double)
            elif now.text:
                standing[name_key(now.text)] = now
        for text in new:
            said = text.strip()[:200].rstrip()
            if said and name_key(said) not in standing:
                standing[name_key(said)] = Condition(id=self._ids(), text=said)
        self._put(found, conditions=tuple(standing.values()))
        return Edited.DONE

    async def close_deal(self, deal: int, closing: Closing, at: datetime) -> None:
        if deal in self._kept.deals:
            self._put(self._kept.deals[deal], closed=closing)
            self._kept.closed_at[deal] = at

    async def reopen_deal(self, deal: int) -> None:
        reopen(self._kept, deal)

    async def merge_deals(self, source: int, target: int) -> bool:
        one, two = self._kept.deals.get(source), self._kept.deals.get(target)
        if one is None or two is None or one.id == two.id or one.team != two.team:
            return False
        conditions = {name_key(each.text): each for each in two.conditions}
        for each in one.conditions:
            key = name_key(each.text)
            known = conditions.get(key)
            conditions[key] = _one(self._kept, source, each, known) if known else each
        self._put(two, conditions=tuple(conditions.values()), walk=two.walk or one.walk)
        if one.closed is None:
            reopen(self._kept, target)
        for session in _about(self._kept, source):
            changes = {"deal": target, "turn": session.turn + 1}
            self._kept.sessions[session.id] = self._kept.sessions[session.id].model_copy(update=changes)
        for (of, person, question), values in list(self._kept.memory.items()):
            if of == source:
                self._kept.memory.setdefault((target, person, question), values)
                del self._kept.memory[of, person, question]
        for name, deal in self._kept.former_names.items():
            if deal == source:
                self._kept.former_names[name] = target
        self._kept.former_names[one.team, name_key(one.name)] = target
        merged = {was: target if deal == source else deal for was, deal in self._kept.merged.items()}
        self._kept.merged = {**merged, source: target}
        del self._kept.deals[source]
        return True

    async def remove_deal(self, deal: int, person: int) -> bool:
        if deal not in self._kept.deals or not _untouched(self._kept, deal, person):
            return False
        drop(self._kept, deal)
        return True

    def _put(self, deal: Deal, **changes: object) -> None:
        self._kept.deals[deal.id] = deal.model_copy(update=changes)


def has_words(kept: Tables, deal: int) -> bool:
    """Whether anybody wrote anything about it."""
    begun = (each.submitted or each.draft or any(each.answers.values()) for each in _about(kept, deal))
    return any(begun) or any(each.full or each.text != WATCH_MY_BACK for each in kept.deals[deal].conditions)


def drop(kept: Tables, deal: int) -> None:
    for session in _about(kept, deal):
        del kept.sessions[session.id]
    for place in [place for place in kept.memory if place[0] == deal]:
        del kept.memory[place]
    for name in [name for name, leads in kept.former_names.items() if leads == deal]:
        del kept.former_names[name]
    kept.merged = {was: now for was, now in kept.merged.items() if now != deal}
    del kept.deals[deal]


def drop_unwritten(kept: Tables, before: datetime) -> None:
    """Deals older than that of which there is nothing but a name, unless somebody cared for them by hand."""
    for deal in list(kept.deals.values()):
        old = kept.opened[deal.id] < before and all(each.shown < before for each in _about(kept, deal.id))
        cared = deal.closed or deal.id in kept.former_names.values()
        if old and not cared and not has_words(kept, deal.id):
            drop(kept, deal.id)


def _theirs(reflected: Reflected) -> list[Step]:
    return [step for step in reflected.steps if step.theirs]


def pour(kept: Tables, deal: int, changes: Changes, how: Filled) -> None:
    """Glasses filled and emptied; one that stays full is full since it was filled."""
    found = kept.deals.get(deal)
    if found is None:
        return
    full = after(found, changes)
    for each in found.conditions:
        if each.key not in full:
            kept.filled.pop(each.id, None)
        elif not each.full:
            kept.filled[each.id] = how
    conditions = tuple(each.model_copy(update={"full": each.key in full}) for each in found.conditions)
    kept.deals[deal] = found.model_copy(update={"conditions": conditions})


def reopen(kept: Tables, deal: int) -> None:
    if deal in kept.deals:
        kept.deals[deal] = kept.deals[deal].model_copy(update={"closed": None})
        kept.closed_at.pop(deal, None)


def forget_fillings(kept: Tables, person: int) -> None:
    for condition, filled in kept.filled.items():
        if filled.by == person:
            kept.filled[condition] = filled._replace(by=0)


def _one(kept: Tables, deal: int, gone: Condition, stays: Condition) -> Condition:
    """Two conditions in the same words: one, full if either was, and answers that name it."""
    if gone.full and not stays.full and gone.id in kept.filled:
        kept.filled[stays.id] = kept.filled[gone.id]
    for session in _about(kept, deal):
        named = {
            key: tuple(dict.fromkeys(str(stays.id) if value == str(gone.id) else value for value in values))
            for key, values in session.answers.items()
        }
        now = {f"{sign}{gone.id}": f"{sign}{stays.id}" for sign in ("", EMPTIED)}
        typed = {
            key: tuple(now.get(value, value) for value in values) for key, values in session.draft.items()
        }
        kept.sessions[session.id] = session.model_copy(update={"answers": named, "draft": typed})
    return stays.model_copy(update={"full": stays.full or gone.full})


def _about(kept: Tables, deal: int) -> list[Session]:
    return [each for each in kept.sessions.values() if each.deal == deal]


def _untouched(kept: Tables, deal: int, person: int) -> bool:
    about = _about(kept, deal)
    return all(
        each.rep == person and each.submitted is None and each.status is not Status.SUBMITTED
        for each in about
    )
