"""The picture in docs/engine.md is drawn from the engine's table, so it cannot lie."""

from tests.dialogs.picture import drawn, mermaid


def test_the_picture_in_the_docs_is_the_tables():
    assert drawn() == mermaid(), "python -m tests.dialogs.picture prints what belongs into docs/engine.md"
