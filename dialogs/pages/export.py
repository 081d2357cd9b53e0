"""A person's own data as pages that a chat can show."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from dialogs.digest.facts import Request, Trial
from dialogs.document import Block, Document, Fact, Facts, Heading, Quote, Table, Text, Tone
from dialogs.flow import Flow
from dialogs.frozen import Frozen
from dialogs.measures.facts import Week
from dialogs.moments import local_day
from dialogs.pages.form import labels
from dialogs.pages.week import Looked, Shared, log_table
from dialogs.people import Preferences
from dialogs.recall import RECALLED
from dialogs.session import Session
from dialogs.words import Words

T = TypeVar("T")

SESSIONS_A_PAGE = 8
"""So many sessions fit one message on every channel."""

EXCHANGES_A_PAGE, LOOKS_A_PAGE, FACTS_A_PAGE = 12, 20, 40
"""So many exchanges, rows of the access log, experiments do."""


class Kept(Frozen):
    """One session and what its deal is called.

    ``called`` names what stands in answers by an id of its own: conditions, barriers, what the lens saw.
    """

    session: Session
    deal: str
    called: Mapping[str, str] = {}


class Rest(Frozen):
    """What is kept of a person besides sessions, each the newest first.

    ``experiments`` are those taken, each with its name; ``names`` those of people, by id. ``more_looks``: the
    access log reaches further back than ``looked``.
    """

    person: int
    preferences: Preferences
    exchanges: tuple[Request, ...] = ()
    experiments: tuple[tuple[str, Trial], ...] = ()
    looked: tuple[Looked, ...] = ()
    more_looks: bool = False
    names: Mapping[int, str] = {}


def export_pages(
    kept: tuple[Kept, ...], flows: Mapping[str, Flow], zone: str, words: Words, rest: Rest | None = None
) -> tuple[Document, ...]:
    """Everything that is kept of the person, the newest first, in as many pages as it takes.

    A form that was opened and left empty is no check and no reflection: those are counted.
    """
    title = words.say("export.title")
    written = [each for each in kept if each.session.submitted or each.session.written]
    parts = [
        [block for each in part for block in _session(each, flows.get(each.session.flow), zone, words)]
        for part in _parts(written, SESSIONS_A_PAGE)
    ]
    parts += _rest(rest, zone, words) if rest else []
    count = len(kept) - len(written)
    opened = (Text(text=words.say("export.opened", count=count), tone=Tone.MUTED),) if count else ()
    if not parts:
        none = words.say("export.none")
        return (Document(title=title, summary=none, blocks=(Text(text=none), *opened)),)
    parts[-1] += opened
    pages = []
    for number, part in enumerate(parts, 1):
        said = words.say("export.part", part=number, parts=len(parts))
        blocks = (Text(text=words.say("export.summary")), Text(text=said), *part)
        pages.append(Document(title=title, summary=said, blocks=blocks))
    return tuple(pages)


def _rest(rest: Rest, zone: str, words: Words) -> list[list[Block]]:
    """Pages of exchanges, of experiments, of the access log, of settings; none that is empty."""
    pages: list[list[Block]] = []
    for exchanges in _parts(rest.exchanges, EXCHANGES_A_PAGE):
        blocks: list[Block] = [Heading(text=words.say("shared.exchanges"))]
        pages.append(
            [*blocks, *(quote for each in exchanges for quote in _exchange(each, rest, zone, words))]
        )
    own: list[Block] = []
    if rest.experiments:
        taken = tuple(_experiment(*each, zone, words) for each in rest.experiments)
        own += [Heading(text=words.say("export.experiments")), Facts(items=taken[:FACTS_A_PAGE])]
        if (more := len(taken) - FACTS_A_PAGE) > 0:
            own.append(Text(text=words.say("export.more-experiments", count=more), tone=Tone.MUTED))
    if rest.preferences != Preferences():
        own += [
            Heading(text=words.say("settings.title")),
            Facts(items=tuple(_settings(rest.preferences, zone, words))),
        ]
    pages += [own] if own else []
    looks = [_log(looked, zone, words) for looked in _parts(rest.looked, LOOKS_A_PAGE)]
    pages += [[Heading(text=words.say("access.title")), look] for look in looks]
    if rest.more_looks:
        pages[-1].append(Text(text=words.say("export.more-looks"), tone=Tone.MUTED))
    return pages


def _experiment(label: str, trial: Trial, zone: str, words: Words) -> Fact:
    """When it was taken, and what became of it: judged, ended early, or neither so far."""
    value = label
    if trial.judged:
        monday = words.day(Week.named(trial.judged).monday.isoformat())
        value = words.say("export.experiment-judged", label=label, monday=monday)
    elif trial.ended is not None:
        value = words.say("export.experiment-early", label=label, day=_day(trial.ended, zone, words))
    return Fact(label=_day(trial.taken, zone, words), value=value)


def _exchange(exchange: Request, rest: Rest, zone: str, words: Words) -> Iterator[Block]:
    """Both sides of it, each with who wrote it and when."""

    def quote(text: str, writer: int | None, at: datetime) -> Quote:
        who = words.say("shared.you") if writer == rest.person else rest.names.get(writer or 0, "")
        who = who or words.say("export.somebody")
        return Quote(text=text, source=words.say("shared.wrote", who=who, day=_day(at, zone, words)))

    yield quote(exchange.text, exchange.rep if exchange.asked else exchange.manager, exchange.at)
    if exchange.answer and exchange.answered:
        writer = exchange.manager if exchange.asked else exchange.rep
        yield quote(exchange.answer, writer, exchange.answered)


def _settings(preferences: Preferences, zone: str, words: Words) -> Iterator[Fact]:
    quiet = "settings.quiet-on" if preferences.quiet else "settings.quiet-off"
    yield Fact(label=words.say("settings.zone"), value=zone)
    yield Fact(label=words.say("settings.quiet"), value=words.say(quiet))
    if preferences.away_until:
        yield Fact(label=words.say("settings.away"), value=words.day(preferences.away_until.isoformat()))


def _log(looked: Sequence[Looked], zone: str, words: Words) -> Table:
    return log_table(Shared(zone=zone, looked=tuple(looked)), words)


def _day(at: datetime, zone: str, words: Words) -> str:
    return words.day(local_day(at, zone).isoformat())


def _parts(whole: Sequence[T], most: int) -> list[Sequence[T]]:
    return [whole[start : start + most] for start in range(0, len(whole), most)]


def _session(kept: Kept, flow: Flow | None, zone: str, words: Words) -> list[Block]:
    session = kept.session
    day = words.day(local_day(session.submitted or session.began, zone).isoformat())
    heading = words.say("export.session", flow=flow.title if flow else session.flow, deal=kept.deal, day=day)
    facts = tuple(_facts(kept, flow, words))
    return [Heading(text=heading), Facts(items=facts)] if facts else [Heading(text=heading)]


def _facts(kept: Kept, flow: Flow | None, words: Words) -> Iterator[Fact]:
    """What was written, in the order in which it was asked, in the words it was chosen in."""
    written = {**kept.session.draft, **kept.session.answers}
    asked = [question.id for question in flow.questions] if flow else []
    for question in sorted(written, key=lambda each: asked.index(each) if each in asked else len(asked)):
        if values := written[question]:
            named = labels(flow, question, values) if flow else values
            called = (kept.called.get(value, value) for value in named)
            yield Fact(label=_asked(flow, question, words), value="; ".join(called))


def _asked(flow: Flow | None, question: str, words: Words) -> str:
    if question == RECALLED:  # a digest asked it
        return words.say("digest.learning.ask")
    found = flow.question(question) if flow else None
    return found.ask if found else question
