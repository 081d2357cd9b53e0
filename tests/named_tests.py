"""Pages that promise something name the test that shows it: which of these tests are not there?"""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent

NAMED = re.compile(r"`(tests/[\w/]+\.py(?:::\w+)?)`")

ROW = re.compile(r"^\| (?!-|what holds|promise)")


def named(page: str) -> list[str]:
    """Every test that a page names, once."""
    return sorted(set(NAMED.findall(page)))


def missing(page: str) -> list[str]:
    """The tests that a page names and nobody wrote."""
    return [each for each in named(page) if not _there(each)]


def unproven(page: str) -> list[str]:
    """The rows of a page's tables that do not end with a test."""
    return [
        row for row in page.splitlines() if ROW.match(row) and not re.search(NAMED.pattern + r" \|$", row)
    ]


def _there(named_test: str) -> bool:
    path, _, name = named_test.partition("::")
    tests = _tests(ROOT / path)
    return name in tests if name else bool(tests)


@cache
def _tests(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(name for name in found if name.startswith("test_"))
