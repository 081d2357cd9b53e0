"""What came of an experiment, in words that claim no more than the numbers do."""

from collections.abc import Iterator

from dialogs.digest import told
from dialogs.digest.trials import Judged, Stage
from dialogs.experiment import Experiment
from dialogs.library import Library
from dialogs.words import Words


def came(judged: Judged, library: Library) -> Iterator[str]:
    """Sentences, the count first. While it runs there is a count and no more.

    It is held against what was before only where it is told to its end, and called a change only where the
    interval of the difference leaves out zero.
    """
    words, found = library.words, judged.rate
    if judged.stage is Stage.RUNS:
        yield _so_far(judged, library) if found.of else words.say("experiment.none-yet")
    elif not found.of:
        yield words.say("experiment.over-none")
    else:
        yield _figure(judged, library)
        if judged.stage is Stage.OVER:
            yield words.say("experiment.over", calls=judged.experiment.calls)
        if found.enough:
            yield from _compared(judged, words)


def ended_early(early: Judged, words: Words) -> str:
    """The word that the rep ended it by taking another one: how far it was, and nothing that it showed."""
    experiment = early.experiment
    return words.say("experiment.early", label=experiment.label, count=early.done, calls=experiment.calls)


def counts(experiment: Experiment, library: Library) -> str:
    """What an experiment counts, in words."""
    called = {plan.id: plan.label for plan in library.plans}
    barrier = called.get(experiment.gap, experiment.gap)
    return library.words.say(f"experiment.counts.{experiment.measure}", barrier=barrier)


def _so_far(judged: Judged, library: Library) -> str:
    what, found = counts(judged.experiment, library), judged.rate
    text = library.words.say("experiment.counted", what=what, count=found.count, of=found.of)
    return f"{text} {library.words.say('experiment.goes-on', count=judged.left)}"


def _figure(judged: Judged, library: Library) -> str:
    what, found, words = counts(judged.experiment, library), judged.rate, library.words
    if not found.enough:
        return words.say("experiment.stayed", what=what, count=found.count, of=found.of)
    return words.say("experiment.figure", what=what, rate=told.rate("figure", found, words))


def _compared(judged: Judged, words: Words) -> Iterator[str]:
    before, difference = judged.before, judged.difference
    if before is None or difference is None:
        return
    if not before.of:
        yield words.say("experiment.none-before")
        return
    shown = difference.shown
    if shown is None:
        yield words.say("experiment.few-before", count=before.count, of=before.of)
        return
    yield words.say("experiment.before", rate=told.rate("figure", before, words))
    low, high = told.ends(shown)
    yield words.say(
        f"experiment.change.{difference.trend or 'chance'}",
        points=f"{told.percent(shown.value):+}",
        low=f"{low:+}",
        high=f"{high:+}",
    )
