"""Engine turns per second: a whole check (begin, a weak question, push-back, verdict), pages rendered.

The bare peer is what any engine has to do at least: read the session from JSON, validate it, write it back.
Run it with ``python -m benchmarks.engine``; it prints a table and takes about ten seconds (``--quick``: one
second, only to see that it runs).
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from benchmarks.rows import Row, ratios
from bot.content import library
from dialogs import engine, events
from dialogs.deal import WATCH_MY_BACK, Condition, Deal
from dialogs.effects import ShowPage
from dialogs.frozen import Values
from dialogs.known import Known, Scene
from dialogs.pages.before import verdict_before
from dialogs.pages.form import form_page
from dialogs.session import Session

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SECONDS, QUICK = 2.0, 0.1
ROUNDS = 3

CHECK: Mapping[str, Values] = {
    "know": ("person",),
    "difference": ("Their month-end close takes two days instead of six",),
    "proof": ("trial", "case-history"),
    "doubt": ("some",),
    "question": ("Are you happy with your current supplier?",),
    "advance": ("introduce",),
    "chance": ("70",),
    "ends": ("09:45",),
}


BARE, TURNS, PAGES = "bare: session from JSON and back", "turns", "turns with their pages"


def peers() -> Mapping[str, Callable[[], int]]:
    """What is measured: each does something, and says how often."""
    books = library()
    flow = books.flows["precall"]
    deal = Deal(id=1, team=1, name="Acme", conditions=(Condition(id=1, text=WATCH_MY_BACK),))
    scene = Scene(flow=flow, rules=books.rules, known=Known(deal=deal, plans=books.plans))

    def begun() -> Session:
        return engine.begin(flow, session=1, rep=1, deal=1, zone="Europe/Berlin", now=NOW).session

    def turns() -> int:
        pushed = engine.hear(begun(), events.Answer(page="check", values=CHECK), scene, NOW).session
        engine.hear(pushed, events.Keep(), scene, NOW)
        return 3

    def turns_and_pages() -> int:
        session = begun()
        form_page(session, scene, books.words, NOW, ShowPage())
        session = engine.hear(session, events.Answer(page="check", values=CHECK), scene, NOW).session
        form_page(session, scene, books.words, NOW, ShowPage())
        session = engine.hear(session, events.Keep(), scene, NOW).session
        verdict_before(session, scene, books.words, NOW)
        return 3

    stored = json.dumps(begun().model_copy(update={"answers": CHECK}).to_dict())

    def bare() -> int:
        json.dumps(Session.from_dict(json.loads(stored)).to_dict())
        return 1

    return {BARE: bare, TURNS: turns, PAGES: turns_and_pages}


def rates(seconds: float) -> Mapping[str, list[float]]:
    """How many a second, in each round; in turn, so that a noisy moment hits all of them."""
    made = peers()
    found = [{name: rate(run, seconds / ROUNDS) for name, run in made.items()} for _ in range(ROUNDS)]
    return {name: [each[name] for each in found] for name in made}


def rows(*, quick: bool) -> list[Row]:
    """What ``python -m benchmarks`` shows of this."""
    found = rates(QUICK if quick else SECONDS)
    return [
        Row(
            what=what,
            alone=f"{1000 / median(found[name]):.3f} ms",
            many="",
            peer=f"a session read from JSON and written back: {1000 / median(found[BARE]):.3f} ms",
            ratios=ratios(found[name], found[BARE]),
            least=None,
        )
        for what, name in (("the heart: a turn", TURNS), ("the heart: a turn with its page", PAGES))
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    found = rates(QUICK if parser.parse_args().quick else SECONDS)
    for name, each in found.items():
        best = max(each)
        sys.stdout.write(f"{name:<36} {best:>9,.0f} per second  {best / max(found[BARE]):>5.2f} of bare\n")


def rate(run: Callable[[], int], seconds: float) -> float:
    """How many a second, over so many seconds."""
    until = perf_counter() + seconds
    began, done = perf_counter(), 0
    while perf_counter() < until:
        done += run()
    return done / (perf_counter() - began)


if __name__ == "__main__":
    main()
