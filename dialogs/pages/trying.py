"""An experiment on a check and on its verdict: one line each, and two buttons where one is offered."""

from datetime import datetime

from dialogs import trying
from dialogs.document import Act, Block, Button, Buttons, Text
from dialogs.effects import ShowVerdict
from dialogs.experiment import Experiment, after
from dialogs.known import Scene
from dialogs.session import Session
from dialogs.verdict import Reading, grounds, heaviest
from dialogs.words import Words

CARD = "card"
"""Behind a ref of a card's: what comes of it is a message, for the card itself changes where it stands."""


def reminder(session: Session, scene: Scene, words: Words, now: datetime) -> list[Block]:
    """The experiment that runs, on the form of a check."""
    known = scene.known
    found = trying.running(known.tried, now, session.zone, known.experiments)
    if found is None:
        return []
    return [Text(text=found.on_form) if found.on_form else _tries(found, words)]


def suggestion(  # noqa: PLR0913, PLR0917  what a verdict is made of
    session: Session,
    scene: Scene,
    readings: tuple[Reading, ...],
    words: Words,
    now: datetime,
    show: ShowVerdict | None,
) -> list[Block]:
    """Below a check's verdict, or its card's (no ``show``): one to take or swap, or the one taken there."""
    known, submitted, zone = scene.known, session.submitted, session.zone
    if submitted is None:
        return []
    found = trying.running(known.tried, now, zone, known.experiments)
    if found is not None:
        return [_tries(found, words)] if trying.taken_at(known.tried, submitted, now, zone) else []
    offers = offered(session, scene, readings)
    wanted = show.experiment if show else ""
    chosen = next((each for each in offers if each.id == wanted), next(iter(offers), None))
    if chosen is None:
        return []
    ref = f"{chosen.id}/{session.id}" if show else f"{chosen.id}/{session.id}/{CARD}"
    return [
        Text(text=words.say("experiment.offer", label=chosen.label)),
        Buttons(items=(take_button(ref, words), swap_button(ref, words))),
    ]


def another(session: Session, scene: Scene, experiment: str) -> Experiment | None:
    """The one behind that one among those that this verdict may offer; None if there is no other."""
    return after(offered(session, scene, grounds(session.answers, scene.rules)), experiment)


def offered(session: Session, scene: Scene, readings: tuple[Reading, ...]) -> tuple[Experiment, ...]:
    """What this verdict may offer, for the weakest ground first."""
    if session.submitted is None:
        return ()
    empty = [reading for reading in readings if not reading.full]
    empty.sort(key=lambda reading: heaviest(reading, scene.rules).weight, reverse=True)
    known = scene.known
    gaps = (reading.ground for reading in empty)
    return trying.offered(known.tried, session.submitted, session.zone, gaps, known.experiments)


def take_button(ref: str, words: Words, *, main: bool = False) -> Button:
    """Takes an experiment; ``ref`` names it, and where it was offered."""
    return Button(label=words.say("experiment.take"), act=Act.TAKE, ref=ref, main=main)


def swap_button(ref: str, words: Words) -> Button:
    """Asks for another one in its place."""
    return Button(label=words.say("experiment.swap"), act=Act.SWAP, ref=ref)


def _tries(experiment: Experiment, words: Words) -> Text:
    return Text(text=words.say("experiment.now", label=experiment.label))
