"""What is done before the first person comes."""

import gc
from collections.abc import Iterator

import pytest

from bot.warm import YOUNG, warm
from tests.dialogs.house import shipped


@pytest.fixture
def collector() -> Iterator[None]:
    """The garbage collector, as it was once the test is over."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collector")
def test_rules_are_compiled_and_what_stays_is_left_alone():
    library = shipped()
    kept = gc.get_freeze_count()
    warm(library)
    assert all({"compiled", "together"} <= vars(rule).keys() for rule in library.rules.values())
    assert gc.get_freeze_count() > kept
    assert gc.get_threshold()[0] == YOUNG
