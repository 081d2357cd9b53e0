"""What the buttons of notes carry."""

from hypothesis import given
from hypothesis import strategies as st

from dialogs.pages.notes import Whom, whom
from tests.dialogs.house import QUICK

ids = st.integers(1, 1 << 62).map(str)


@QUICK
@given(
    rep=ids,
    deal=st.just("") | ids,
    question=st.sampled_from(["", "Who signs?", "a/b", "=", "/", "5/=x"]) | st.text(max_size=20),
)
def test_to_whom_a_manager_writes_is_read_as_it_was_written(rep: str, deal: str, question: str):
    to = Whom(rep, deal, question)
    assert whom(to.ref) == to
