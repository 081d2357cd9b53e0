"""A person's own data as pages that a chat can show."""

from collections.abc import Iterator, Mapping

from dialogs.document import Block, Document, Fact, Facts, Heading, Text
from dialogs.flow import Flow
from dialogs.frozen import Frozen
from dialogs.moments import local_day
from dialogs.pages.form import labels
from dialogs.session import Session
from dialogs.words import Words

SESSIONS_A_PAGE = 8
"""So many sessions fit one message on every channel."""


class Kept(Frozen):
    """One session and what its deal is called.

    ``called`` names what stands in answers by an id of its own: conditions, barriers, what the lens saw.
    """

    session: Session
    deal: str
    called: Mapping[str, str] = {}


def export_pages(
    kept: tuple[Kept, ...], flows: Mapping[str, Flow], zone: str, words: Words
) -> tuple[Document, ...]:
    """Everything the person wrote, the newest first, in as many pages as it takes."""
    title = words.say("export.title")
    if not kept:
        none = words.say("export.none")
        return (Document(title=title, summary=none, blocks=(Text(text=none),)),)
    parts = [kept[start : start + SESSIONS_A_PAGE] for start in range(0, len(kept), SESSIONS_A_PAGE)]
    pages = []
    for number, part in enumerate(parts, 1):
        said = words.say("export.part", part=number, parts=len(parts))
        blocks: list[Block] = [Text(text=words.say("export.summary")), Text(text=said)]
        for each in part:
            blocks += _session(each, flows.get(each.session.flow), zone, words)
        pages.append(Document(title=title, summary=said, blocks=tuple(blocks)))
    return tuple(pages)


def _session(kept: Kept, flow: Flow | None, zone: str, words: Words) -> list[Block]:
    session = kept.session
    day = words.day(local_day(session.submitted or session.began, zone).isoformat())
    heading = words.say("export.session", flow=flow.title if flow else session.flow, deal=kept.deal, day=day)
    facts = tuple(_facts(kept, flow))
    return [Heading(text=heading), Facts(items=facts)] if facts else [Heading(text=heading)]


def _facts(kept: Kept, flow: Flow | None) -> Iterator[Fact]:
    """What was written, in the order in which it was asked, in the words it was chosen in."""
    written = {**kept.session.draft, **kept.session.answers}
    asked = [question.id for question in flow.questions] if flow else []
    for question in sorted(written, key=lambda each: asked.index(each) if each in asked else len(asked)):
        if values := written[question]:
            named = labels(flow, question, values) if flow else values
            called = (kept.called.get(value, value) for value in named)
            yield Fact(label=_asked(flow, question), value="; ".join(called))


def _asked(flow: Flow | None, question: str) -> str:
    found = flow.question(question) if flow else None
    return found.ask if found else question
