"""A person's pages of the week: what managers were told of them, who looked, experiments, kind refusals."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dialogs.digest.came import ended_early
from dialogs.digest.facts import Request
from dialogs.digest.rep import offer_blocks
from dialogs.digest.trials import Judged
from dialogs.document import Act, Block, Button, Buttons, Document, Heading, Quote, Table, Text, Tone
from dialogs.experiment import Experiment
from dialogs.flow import shorten
from dialogs.frozen import Frozen
from dialogs.measures.facts import Week
from dialogs.moments import local_day
from dialogs.recall import Came
from dialogs.words import Words

OF_A_WEEK = ("access.digest", "access.team")
"""What in an access log is about a week, and names its period."""


TOLD_A_PAGE, EXCHANGES_A_PAGE, QUOTED_A_PAGE = 3, 5, 15
"""A part is eleven blocks at most and an exchange two; a message of Slack's holds fifty."""


class Told(NamedTuple):
    """What a manager's digest said of the rep: its very blocks."""

    period: str
    at: datetime
    manager: str
    document: Document
    asked: bool = False
    """It was no digest: the manager opened the team's week."""


class Looked(NamedTuple):
    """Somebody saw something of the rep's: ``what`` is a key of words, ``name`` a deal's name or a period."""

    who: str
    what: str
    at: datetime
    name: str


class Shared(Frozen):
    """All that managers know of a rep, and from where. ``names`` are those of people, by id.

    Each is ordered as it is shown: the newest first. ``asked_of``: whose page was asked for instead.
    """

    zone: str
    asked_of: str = ""
    told: tuple[Told, ...] = ()
    requests: tuple[Request, ...] = ()
    looked: tuple[Looked, ...] = ()
    names: Mapping[int, str] = {}
    in_team: bool = True


def shared_page(shared: Shared, words: Words) -> Document:
    """What managers read of a rep, word for word; what both wrote to each other; who looked at what.

    It holds the newest, so that it fits every channel's message; ``older_pages`` hold the rest.
    """
    title = words.say("shared.title")
    first: list[Block] = [] if shared.in_team else [_muted("shared.no-team", words)]
    if name := shorten(shared.asked_of):
        first.append(Text(text=words.say("shared.own-alone", name=name), tone=Tone.CARE))
    if not (shared.told or shared.requests or shared.looked):
        empty = Text(text=words.say("shared.empty"))
        ways = [Buttons(items=(_my_week(words),))] if shared.in_team else []
        return Document(title=title, summary=empty.text, blocks=(*first, empty, *ways))
    blocks: list[Block] = [*first, Text(text=words.say("shared.summary"))]
    told = _told(shared.told[:TOLD_A_PAGE], shared.zone, words)
    blocks += told or [_muted("shared.none-told", words)]
    blocks.append(Heading(text=words.say("shared.exchanges")))
    exchanges = _exchanges(shared.requests[:EXCHANGES_A_PAGE], shared, words)
    blocks += exchanges or [_muted("shared.no-exchanges", words)]
    if len(shared.told) > TOLD_A_PAGE or len(shared.requests) > EXCHANGES_A_PAGE:
        blocks.append(_muted("shared.older", words))
    blocks.append(Heading(text=words.say("access.title")))
    blocks.append(log_table(shared, words) if shared.looked else _muted("access.none", words))
    return Document(title=title, summary=words.say("shared.summary"), blocks=tuple(blocks))


def older_pages(shared: Shared, words: Words) -> tuple[Document, ...]:
    """What the first page has no room for, the newest first."""
    told, requests = shared.told[TOLD_A_PAGE:], shared.requests[EXCHANGES_A_PAGE:]
    pages = [_told(told[n : n + TOLD_A_PAGE], shared.zone, words) for n in range(0, len(told), TOLD_A_PAGE)]
    pages += [
        _exchanges(requests[n : n + QUOTED_A_PAGE], shared, words)
        for n in range(0, len(requests), QUOTED_A_PAGE)
    ]
    title = words.say("shared.older-title")
    return tuple(Document(title=title, summary=title, blocks=tuple(blocks)) for blocks in pages)


def _told(some: Sequence[Told], zone: str, words: Words) -> list[Block]:
    blocks: list[Block] = []
    for told in some:
        monday = _monday(told.period, words)
        sent = words.day(local_day(told.at, zone).isoformat())
        blocks.append(Heading(text=words.say("shared.week", monday=monday)))
        blocks.append(
            Text(
                text=words.say(
                    "shared.opened-by" if told.asked else "shared.read-by",
                    manager=told.manager or words.say("shared.a-manager"),
                    day=sent,
                ),
                tone=Tone.MUTED,
            )
        )
        blocks += told.document.blocks
    return blocks


def _exchanges(some: Sequence[Request], shared: Shared, words: Words) -> list[Block]:
    return [block for each in some for block in _exchange(each, shared, words)]


def _exchange(exchange: Request, shared: Shared, words: Words) -> list[Block]:
    """Both sides of it, each with who wrote it and when."""

    def day(at: datetime) -> str:
        return words.day(local_day(at, shared.zone).isoformat())

    manager = shared.names.get(exchange.manager or 0, "") or words.say("shared.a-manager")
    began = words.say("shared.you") if exchange.asked else manager
    said: list[Block] = [
        Quote(text=exchange.text, source=words.say("shared.wrote", who=began, day=day(exchange.at)))
    ]
    if exchange.answer and exchange.answered:
        replied = manager if exchange.asked else words.say("shared.you")
        source = words.say("shared.wrote", who=replied, day=day(exchange.answered))
        said.append(Quote(text=exchange.answer, source=source))
    elif exchange.asked:
        said.append(_muted("shared.waits", words))
    return said


def log_table(shared: Shared, words: Words) -> Table:
    """Who looked, when, at what."""
    there = ZoneInfo(shared.zone)
    rows = []
    for looked in shared.looked:
        day = words.day(local_day(looked.at, shared.zone).isoformat())
        when = words.say("access.moment", day=day, clock=looked.at.astimezone(there).strftime("%H:%M"))
        name = _monday(looked.name, words) if looked.what in OF_A_WEEK else looked.name
        rows.append((when, looked.who or words.say("shared.a-manager"), words.say(looked.what, name=name)))
    columns = (words.say("access.when"), words.say("access.who"), words.say("access.what"))
    return Table(title=words.say("access.summary"), columns=columns, rows=tuple(rows))


def quiet_week_page(words: Words, trying: tuple[Block, ...] = ()) -> Document:
    """Nothing happened this week so far, and what to do about it; ``trying``: how far an experiment is."""
    text = words.say("week.nothing")
    begin = (
        Button(label=words.say("button.before"), act=Act.BEGIN, ref="precall", main=True),
        Button(label=words.say("button.after"), act=Act.BEGIN, ref="postcall"),
    )
    blocks = (Text(text=text), Buttons(items=begin), *trying)
    return Document(title=words.say("week.title"), summary=text, blocks=blocks)


def quiet_team_page(words: Words) -> Document:
    """The whole team is silent so far this week."""
    text = words.say("team.nothing")
    return Document(title=words.say("team.title"), summary=text, blocks=(Text(text=text),))


def refused_page(words: Words) -> Document:
    """The team's week is the manager's; a rep has their own, and sees what the manager is told of them."""
    text = words.say("team.refused")
    ways = (
        _my_week(words),
        Button(label=words.say("button.shared"), act=Act.SHARED),
    )
    blocks = (Text(text=text), Buttons(items=ways))
    return Document(title=words.say("team.title"), summary=text, blocks=blocks)


def recalled_page(learning: str, came: Came, words: Words) -> Document:
    """The learning that was asked back, and what is kept of it now: a later press says another thing."""
    said = words.say("digest.learning.done", came=words.say(f"digest.came.{came}"))
    quote = Quote(text=words.say("form.last-learning", learning=learning.strip()))
    blocks = (quote, Text(text=said, tone=Tone.GOOD))
    return Document(title=words.say("digest.learning.title"), summary=said, blocks=blocks)


def taken_page(
    experiment: Experiment, told: date | None, words: Words, early: Judged | None = None
) -> Document:
    """The word that an experiment is taken: what it is, how long it is counted, when it is told of first.

    ``told``: the day of the digest that does; None: none comes, and the rep asks. ``early`` ended with that.
    """
    if told is None:
        text = words.say("week.taken-asked", calls=experiment.calls)
    else:
        text = words.say("week.taken", calls=experiment.calls, day=words.day(told.isoformat()))
    blocks: list[Block] = [Text(text=experiment.label), Text(text=text, tone=Tone.GOOD)]
    if early is not None:
        blocks.append(Text(text=ended_early(early, words), tone=Tone.MUTED))
    if told is None:
        blocks.append(Buttons(items=(_my_week(words),)))
    return Document(title=words.say("week.experiment"), summary=text, blocks=tuple(blocks))


def offered_page(
    experiment: Experiment | None, words: Words, where: str = "", last: Judged | None = None
) -> Document:
    """Another experiment, to take or to swap again; or the word that there is no other now.

    ``where`` it was offered stands behind its id in the buttons' refs. ``last``: the one that they are
    trying, and what becomes of it if another one is taken.
    """
    title = words.say("week.experiment")
    if experiment is None:
        none = Text(text=words.say("week.no-other"))
        return Document(title=title, summary=none.text, blocks=(none,))
    blocks = (*_instead(last, words), *offer_blocks(experiment, words, where))
    return Document(title=title, summary=experiment.label, blocks=blocks)


def _instead(last: Judged | None, words: Words) -> Iterator[Block]:
    """What runs, how far it is, and what becomes of it."""
    if last is not None:
        key = "experiment.would-stay" if last.ended else "experiment.would-end"
        so_far = words.say(key, count=last.done, calls=last.experiment.calls)
        yield Text(text=words.say("experiment.now", label=last.experiment.label))
        yield Text(text=so_far, tone=Tone.CARE)
        yield Heading(text=words.say("week.another"))


def _my_week(words: Words) -> Button:
    return Button(label=words.say("button.my-week"), act=Act.WEEK, main=True)


def _muted(key: str, words: Words) -> Text:
    return Text(text=words.say(key), tone=Tone.MUTED)


def _monday(period: str, words: Words) -> str:
    return words.day(Week.named(period).monday.isoformat())
