"""What can be wrong with experiments."""

from collections.abc import Iterator

from dialogs.experiment import Experiment, Measured
from dialogs.flow import Ground
from dialogs.library import Issue, Library

FILE = "experiments.yaml"


def experiments(library: Library) -> Iterator[Issue]:
    """An experiment belongs to a theme that there is, helps with a gap that there is, and counts that."""
    for experiment in library.experiments.values():
        for key, message in _wrong(experiment, library):
            yield Issue(file=FILE, key=(str(_place(experiment, library)), key), message=message)


def _wrong(experiment: Experiment, library: Library) -> Iterator[tuple[str, str]]:
    barriers = {plan.id for plan in library.plans}
    grounds = {ground.value for ground in Ground}
    if experiment.theme not in library.themes:
        yield "theme", f"there is no theme {experiment.theme}"
    if barriers and experiment.gap not in barriers | grounds:
        yield "gap", f"{experiment.gap} is neither a ground nor a barrier"
    if experiment.measure is Measured.BARRIER_AWAY and experiment.gap in grounds:
        yield "measure", f"{experiment.measure} counts a barrier, and {experiment.gap} is a ground"


def _place(experiment: Experiment, library: Library) -> int:
    return list(library.experiments).index(experiment.id)
