"""Lists of any length are asked for in a handful of statements: a connection keeps each that it prepared."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import deal_facts, deals, due, feedback, outbox, sessions
from bot.store.sql import padded
from bot.store.store import SqliteStore
from tests.store.making import NOW, change, some_deal, somebody, submitted

MOST = 20
LENGTHS = 6
"""1, 2, 4, 8, 16, 32: for lists of up to so many."""

Ask = Callable[[Any, Sequence[int]], object]

ASKED: dict[str, Ask] = {
    "answers": lambda db, idents: sessions.answers_of(db, idents, ("advance", "step")),
    "deals": lambda db, idents: deals.deals(db, idents[0], len(idents)),
    "facts": lambda db, idents: deal_facts.in_chunks(db, deal_facts.WON, idents),
    "begun": lambda db, idents: due.begun(db, idents, NOW),
    "exchanges": lambda db, idents: list(feedback.exchanges(db, "rep", idents, NOW, NOW)),
    "keyed": lambda db, idents: outbox.keyed(db, [f"tip:{ident}" for ident in idents]),
}


class Heard:
    """A connection, and what it was told."""

    def __init__(self, db: Any) -> None:
        self.db, self.texts = db, set[str]()

    def execute(self, sql: str, *parameters: Any) -> Any:
        """Remember it and do it."""
        self.texts.add(sql)
        return self.db.execute(sql, *parameters)


@pytest.mark.parametrize("name", ASKED)
async def test_longer_lists_bring_a_few_more_statements_and_not_one_for_each_length(real: SqliteStore, name):
    inge = await somebody(real)
    for n in range(MOST):
        deal = await some_deal(real, f"Deal {n}")
        await real.save(change(submitted(inge, deal, {"agreed": ("share",)})))

    def asked(db: Any) -> tuple[int, int]:
        heard = Heard(db)
        ASKED[name](heard, [inge.id])
        alone = len(heard.texts)
        for length in range(2, MOST + 1):
            ASKED[name](heard, range(inge.id, inge.id + length))
        return alone, len(heard.texts)

    alone, together = await real.writer.run(asked)
    assert alone < together <= LENGTHS * alone


@given(st.lists(st.integers(), max_size=600))
def test_what_is_asked_for_stays_the_same(values):
    asked = padded(values)
    assert asked[: len(values)] == values
    assert set(asked) == set(values)
    assert len(asked).bit_count() == bool(values)
    assert len(asked) <= max(2 * len(values) - 1, 0)
