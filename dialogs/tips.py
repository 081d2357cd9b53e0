"""Which tip a team gets on a day. Pure: its history, its wishes and its gaps are arguments.

The themes stand in line: the pinned one, those of the gaps if the team follows them, the week's own, then
those of the weeks to come. Monday has a theme's first tip, Friday its fifth; a holiday leaves its tip out and
shifts no other. Where that tip may not be given, the theme's next one that may be is; where none may, the
next theme in line is asked in the same way.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from dialogs.flow import Ground
from dialogs.frozen import Frozen
from dialogs.library import Library
from dialogs.theme import Theme, Tip, theme_of_week

NO_REPEAT = timedelta(weeks=13)
"""No tip comes again sooner. To the day it may: then its theme comes round."""

RETIRES = 3
"""So many "Not for us", and a team does not get the tip again."""

GAP_WEEKS = 4
"""Gaps are counted over so many whole weeks, up to the Monday of this one: so a week keeps its theme."""

FRIDAY = 4


class Given(Frozen):
    """A tip that a team got."""

    tip: str
    day: date


class Wishes(Frozen):
    """What a team set for its tips, by command or by button.

    ``order``: its own order of the themes; those it leaves out come behind. ``pinned``: this theme first.
    ``skipped``: themes it does not want; ``retired``: tips. ``follow_gaps``: the themes of its gaps come
    before the week's.
    """

    order: tuple[str, ...] = ()
    pinned: str = ""
    skipped: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    follow_gaps: bool = False


class Gaps(Frozen):
    """What a team lacked: how often its checks left a ground empty, how often its reflections met a barrier.

    These are private answers: ``reps``, the number of people they come from, has to be large enough.
    """

    empty: Mapping[Ground, int] = {}
    checks: int = 0
    barriers: Mapping[str, int] = {}
    reflections: int = 0
    reps: int = 0

    def ranked(self, min_group: int) -> tuple[str, ...]:
        """Grounds and barriers, the largest share first; none for a group that is too small."""
        if self.reps < min_group:
            return ()
        shares = {ground.value: count / max(self.checks, 1) for ground, count in self.empty.items()}
        shares |= {barrier: count / max(self.reflections, 1) for barrier, count in self.barriers.items()}
        return tuple(sorted((gap for gap in shares if shares[gap]), key=lambda gap: (-shares[gap], gap)))


def retired(not_for_us: Mapping[str, int]) -> frozenset[str]:
    """The tips that a team said "Not for us" to often enough."""
    return frozenset(tip for tip, count in not_for_us.items() if count >= RETIRES)


def next_tip(
    history: Iterable[Given], library: Library, day: date, wishes: Wishes, gaps: tuple[str, ...] = ()
) -> Tip | None:
    """The tip of that day; None when there is none left to give. ``gaps``: ids, the widest first.

    A day that has had its tip gets the same again: the text may be made more than once before it is sent.
    """
    tips = {tip.id: tip for theme in library.themes.values() for tip in theme.tips}
    given = [each for each in history if each.tip in tips]
    for each in given:
        if each.day == day:
            return tips[each.tip]
    left_out = wishes.retired | {each.tip for each in given if each.day > day - NO_REPEAT}
    line = (tip for theme in themes_in_line(library, day, wishes, gaps) for tip in _from_weekday(theme, day))
    return next((tip for tip in line if tip.id not in left_out), None)


def themes_in_line(
    library: Library, day: date, wishes: Wishes, gaps: tuple[str, ...] = ()
) -> tuple[Theme, ...]:
    """The themes in the order in which they are asked for that day's tip. The first one is the week's."""
    order = tuple(
        theme
        for theme in dict.fromkeys((*wishes.order, *library.order))
        if theme in library.themes and theme not in wishes.skipped
    )
    start = order.index(theme_of_week(day, order)) if order else 0
    helping = (library.gaps.get(gap, "") for gap in gaps) if wishes.follow_gaps else ()
    line = (wishes.pinned, *helping, *order[start:], *order[:start])
    return tuple(library.themes[theme] for theme in dict.fromkeys(line) if theme in order)


def _from_weekday(theme: Theme, day: date) -> tuple[Tip, ...]:
    """The weekday's tip, then the others behind it, round."""
    first = min(day.weekday(), FRIDAY)
    return theme.tips[first:] + theme.tips[:first]
