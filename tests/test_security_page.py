"""docs/security.md: what it claims is shown by tests that are there, and it says what is not stopped."""

from tests.named_tests import ROOT, missing, named, unproven

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")


def test_each_claim_names_its_test_and_each_named_test_exists():
    assert len(named(PAGE)) > 40
    assert unproven(PAGE) == []
    assert missing(PAGE) == []


def test_it_says_what_is_not_stopped():
    assert PAGE.count("**Not stopped:**") >= 6
    assert "not encrypted" in PAGE


def test_what_is_not_there_is_missed():
    """Else the checks above could not fail."""
    made_up = ["tests/test_nothing.py::test_a", "tests/test_security_page.py::test_b"]
    page = "\n".join([*(f"| a | `{each}` |" for each in made_up), "| c | none |"])
    assert missing(page) == made_up
    assert unproven(page) == ["| c | none |"]
