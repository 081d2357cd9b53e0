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
from time import perf_counter

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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    seconds = QUICK if parser.parse_args().quick else SECONDS
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

    peers: dict[str, Callable[[], int]] = {
        "bare: session from JSON and back": bare,
        "turns": turns,
        "turns with their pages": turns_and_pages,
    }
    best = dict.fromkeys(peers, 0.0)
    for _ in range(ROUNDS):  # in turn, so that a noisy moment hits all of them
        for name, run in peers.items():
            best[name] = max(best[name], rate(run, seconds / ROUNDS))
    floor = best["bare: session from JSON and back"]
    for name, found in best.items():
        sys.stdout.write(f"{name:<36} {found:>9,.0f} per second  {found / floor:>5.2f} of bare\n")


def rate(run: Callable[[], int], seconds: float) -> float:
    """How many a second, over so many seconds."""
    until = perf_counter() + seconds
    began, done = perf_counter(), 0
    while perf_counter() < until:
        done += run()
    return done / (perf_counter() - began)


if __name__ == "__main__":
    main()
