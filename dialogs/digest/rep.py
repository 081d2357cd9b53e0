"""The rep's digest: one phone screen, theirs alone. Silence where nothing happened."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dialogs.digest import told, trials
from dialogs.digest.came import came, ended_early
from dialogs.digest.chosen import RepWeek, rep_week, stuck_deals
from dialogs.digest.chosen import facts as facts_of
from dialogs.digest.facts import Learning, TeamFacts
from dialogs.digest.own import Own, own_facts
from dialogs.document import Act, Block, Button, Buttons, Chart, Document, Heading, Quote, Series, Text, Tone
from dialogs.experiment import Experiment
from dialogs.flow import shorten
from dialogs.library import Library
from dialogs.measures.calibration import Band
from dialogs.measures.facts import Week, span, within
from dialogs.moments import local_day
from dialogs.pages.trying import swap_button, take_button
from dialogs.people import Person
from dialogs.recall import Came, Recall
from dialogs.words import Words

LEARNED_WEEKS = (2, 4)
"""A learning is asked back after so many weeks: soon enough to be of use, late enough to be recalled."""


class RepDigest(NamedTuple):
    """A rep's digest. ``judges``: the trial that it tells to its end, if any."""

    document: Document
    judges: int | None


def rep_digest(
    facts: TeamFacts, rep: Person, week: Week, library: Library, *, so_far: bool = False
) -> Document | None:
    """A rep's digest of that week; None where there was no reflection and no check in it.

    ``facts`` may hold the whole team's or only this rep's. ``so_far``: the week is not over yet.
    """
    own = own_facts(facts).get(rep.id)
    if own is None:
        return None
    of_week = rep_week(own, week, facts.team.zone, library)
    digest = _digest(of_week, rep, _foot(library.words), so_far=so_far)
    return digest.document if digest else None


def rep_digests(facts: TeamFacts, week: Week, library: Library) -> dict[int, Document]:
    """The digests of all of a team's people for whom something happened that week, by person."""
    return {rep: digest.document for rep, digest in each_rep_digest(facts, week, library)}


def each_rep_digest(facts: TeamFacts, week: Week, library: Library) -> Iterator[tuple[int, RepDigest]]:
    """The same one after the other, for whoever has something else to do in between."""
    foot = _foot(library.words)
    for rep, own in own_facts(facts).items():
        if rep in facts.people:
            digest = _digest(rep_week(own, week, facts.team.zone, library), facts.people[rep], foot)
            if digest is not None:
                yield rep, digest


def trial_blocks(own: Own, week: Week, zone: str, library: Library) -> tuple[Block, ...]:
    """What a rep is trying, as it stands: for a week in which nothing else happened yet."""
    return tuple(_standing(trials.standing(own, week, zone, library, so_far=True), library))


def _digest(rep: RepWeek, person: Person, foot: Iterable[Block], *, so_far: bool = False) -> RepDigest | None:
    checks, words = within(rep.own.checks, rep.week, rep.zone), rep.library.words
    if not rep.reflections and not checks:
        return None
    chosen = facts_of(rep)
    done = words.say("digest.rep.done", what=_done(len(checks), len(rep.reflections), words))
    standing = trials.standing(rep.own, rep.week, rep.zone, rep.library, so_far=so_far)
    blocks: list[Block] = [Text(text=done, tone=Tone.MUTED), *chosen, *_ways_out(rep)]
    blocks += _said_and_happened(rep.calibration.bands, words)
    blocks += _learning(rep, person.zone)
    blocks += _experiment(standing, rep)
    blocks += foot
    document = Document(
        title=words.say("digest.rep.title", day=words.day(rep.week.monday.isoformat())),
        summary=chosen[0].text if chosen else done,
        blocks=tuple(blocks),
    )
    return RepDigest(document, standing.judged.trial if standing.judged else None)


def _ways_out(rep: RepWeek) -> Iterator[Block]:
    """A button for each stuck deal that is named above."""
    found = stuck_deals(rep)[: told.NAMES]
    if found:
        say = rep.library.words.say
        items = (
            Button(
                label=shorten(say("digest.fact.unstick", deal=deal.name)),
                act=Act.BEGIN,
                ref=f"stuck/{deal.id}",
            )
            for deal in found
        )
        yield Buttons(items=tuple(items))


def _done(checks: int, reflections: int, words: Words) -> str:
    said = [words.say("home.checks", count=checks)] if checks else []
    said += [words.say("home.reflections", count=reflections)] if reflections else []
    return ", ".join(said)


def _said_and_happened(bands: tuple[Band, ...], words: Words) -> list[Block]:
    """A chart of the bands with enough forecasts, all in words; without such a band, words alone."""
    used = [band for band in bands if band.happened.of]
    if not used:
        return []
    title, summary = words.say("digest.band.title"), " ".join(told.band(band, words) for band in used)
    drawn = [
        (band, told.percent(band.said), told.percent(band.happened.shown.value))
        for band in used
        if band.said is not None and band.happened.shown is not None
    ]
    if not drawn:
        return [Heading(text=title), Text(text=summary)]
    chart = Chart(
        style="bar",
        title=title,
        summary=summary,
        categories=tuple(words.say("digest.band.name", low=band.low, high=band.high) for band, _, _ in drawn),
        series=(
            Series(name=words.say("digest.band.said"), values=tuple(said for _, said, _ in drawn)),
            Series(name=words.say("digest.band.happened"), values=tuple(done for _, _, done in drawn)),
        ),
        unit="%",
    )
    return [chart]


def asked_back(own: Own, week: Week, zone: str) -> Learning | None:
    """The newest learning that is two to four weeks old: so each is asked back once by a rep who writes.

    None once they have said what came of it.
    """
    soon, late = LEARNED_WEEKS
    begins, ends = span(week.back(soon), zone, late - soon + 1)
    old = [each for each in own.learnings if begins <= each.at < ends and each.text.strip()]
    newest = max(old, key=lambda each: (each.at, each.deal, each.text), default=None)
    return None if newest is None or newest.came else newest


def _learning(rep: RepWeek, place: str) -> Iterator[Block]:
    words, learning = rep.library.words, asked_back(rep.own, rep.week, rep.zone)
    if learning is not None:
        day = words.day(local_day(learning.at, place).isoformat())
        source = words.say("digest.learning.source", deal=learning.deal, day=day)
        yield Heading(text=words.say("digest.learning.title"))
        yield Quote(text=words.say("form.last-learning", learning=learning.text.strip()), source=source)
        yield Text(text=words.say("digest.learning.ask"))
        yield Buttons(items=tuple(_came_button(learning, came, words) for came in Came))


def _came_button(learning: Learning, came: Came, words: Words) -> Button:
    ref = Recall(str(learning.session), came).ref
    return Button(label=words.say(f"digest.came.{came}"), act=Act.RECALL, ref=ref)


def _experiment(standing: trials.Standing, rep: RepWeek) -> Iterator[Block]:
    """What came of those that were taken; while one runs, no other is offered unless asked for."""
    words = rep.library.words
    yield from _standing(standing, rep.library)
    if standing.running is not None:
        return
    offered = next(iter(trials.offers(rep.own, rep.week, rep.zone, rep.library)), None)
    if offered is not None:
        yield Heading(text=words.say("experiment.next" if standing.judged else "experiment.title"))
        yield from offer_blocks(offered, words)


def _standing(standing: trials.Standing, library: Library) -> Iterator[Block]:
    for judged in filter(None, (standing.judged, standing.running)):
        yield from _came(judged, library)
    for early in standing.early[: told.NAMES]:
        yield Text(text=ended_early(early, library.words), tone=Tone.MUTED)


def _came(judged: trials.Judged, library: Library) -> Iterator[Block]:
    words = library.words
    yield Heading(text=words.say("experiment.tried" if judged.ended else "experiment.trying"))
    yield Text(text=judged.experiment.label)
    first, *others = came(judged, library)
    yield Text(text=first, tone=Tone.PLAIN if judged.ended else Tone.MUTED)
    yield from (Text(text=text, tone=Tone.MUTED) for text in others)
    if not judged.ended:
        yield Buttons(items=(swap_button(judged.experiment.id, words),))


def offer_blocks(offered: Experiment, words: Words, where: str = "") -> tuple[Block, ...]:
    """An experiment to be taken or swapped: what, why, and the two buttons; ``where`` ends their refs."""
    ref = f"{offered.id}{where}"
    return (
        Text(text=offered.label),
        Text(text=offered.why, tone=Tone.MUTED),
        Buttons(items=(take_button(ref, words, main=True), swap_button(ref, words))),
    )


def _foot(words: Words) -> tuple[Block, ...]:
    return (
        Buttons(
            items=(
                Button(label=words.say("digest.rep.ask"), act=Act.ASK),
                Button(label=words.say("button.settings"), act=Act.SETTINGS),
                Button(label=words.say("button.quiet"), act=Act.QUIET, ref="on"),
            )
        ),
        Text(text=words.say("digest.rep.who-sees"), tone=Tone.MUTED),
    )
