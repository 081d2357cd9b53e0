"""Reads the content folder: YAML files with their line numbers, and the words that Python uses."""

import ast
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ContentError
from dialogs import lint
from dialogs.frozen import Frozen
from dialogs.library import Issue, Library, read
from dialogs.lint import Used

SHIPPED = Path(__file__).parent.parent / "content"
"""The content that comes with Kairos."""

PACKAGES = (Path(__file__).parent, Path(__file__).parent.parent / "dialogs")
"""Where Python may use a word."""

Lines = dict[tuple[str, ...], int]
"""Key path -> line, counted from one."""


class Found(Frozen):
    """An issue with the line it stands on; line 0 where the file has no such place."""

    issue: Issue
    line: int

    def __str__(self) -> str:
        """``file:line: key: what is wrong``."""
        key = ".".join(self.issue.key)
        place = f"{self.issue.file}:{self.line}" if self.line else self.issue.file
        return f"{place}: {key}: {self.issue.message}" if key else f"{place}: {self.issue.message}"


def load(folder: Path = SHIPPED) -> tuple[Library, tuple[Found, ...]]:
    """The library below a folder and every issue it has, each with its line."""
    files: dict[str, Any] = {}
    lines: dict[str, Lines] = {}
    issues: list[Issue] = []
    paths = sorted(folder.rglob("*.yaml"))
    if not paths:
        issues.append(
            Issue(file=str(folder), message="there are no .yaml files here; is this the content folder?")
        )
    for path in paths:
        name = path.relative_to(folder).as_posix()
        lines[name] = {}
        try:
            files[name] = parse(path.read_text(encoding="utf-8"), name, lines[name], issues)
        except (UnicodeDecodeError, OSError) as error:
            issues.append(Issue(file=name, message=f"cannot be read: {error}"))
    library, wrong = read({name: data for name, data in files.items() if data is not None})
    issues += wrong
    issues += lint.check(library, words_in_python())
    return library, tuple(sorted((_found(issue, lines) for issue in issues), key=_order))


def library(folder: Path = SHIPPED) -> Library:
    """The library below a folder. Raises ContentError with every issue if it has any."""
    loaded, found = load(folder)
    if found:
        raise ContentError("\n".join(map(str, found)))
    return loaded


def parse(text: str, file: str, lines: Lines, issues: list[Issue]) -> Any:
    """YAML as plain data, every scalar a text: `no`, `10` and `2026-01-05` mean themselves. None if broken."""
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        lines[("yaml",)] = mark.line + 1 if mark else 0
        issues.append(Issue(file=file, key=("yaml",), message=getattr(error, "problem", None) or str(error)))
        return None
    if node is None:
        issues.append(Issue(file=file, message="the file is empty"))
        return None
    return _plain(node, (), file, lines, issues)


def _plain(node: yaml.Node, at: tuple[str, ...], file: str, lines: Lines, issues: list[Issue]) -> Any:
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*at, str(n)), file, lines, issues) for n, each in enumerate(node.value)]
    data: dict[str, Any] = {}
    for key, value in node.value:
        here = (*at, str(key.value))
        if key.value in data:
            lines[(*here, "again")] = key.start_mark.line + 1
            issues.append(Issue(file=file, key=(*here, "again"), message="this key stands twice"))
        data[str(key.value)] = _plain(value, here, file, lines, issues)
        lines[here] = key.start_mark.line + 1
    return data


def _found(issue: Issue, lines: dict[str, Lines]) -> Found:
    """The issue with the line of the nearest key above it that the file has."""
    known = lines.get(issue.file, {})
    key = issue.key
    while key and key not in known:
        key = key[:-1]
    return Found(issue=issue, line=known.get(key, 0))


def _order(found: Found) -> tuple[str, int]:
    return found.issue.file, found.line


KEY = re.compile(r"^[a-z-]+(\.[a-z0-9-]+)+$")
SECTIONS = frozenset({"notice", "problem"})
"""Sections whose keys Python also carries about as data, as an effect's notice."""


def words_in_python(packages: tuple[Path, ...] = PACKAGES) -> dict[str, tuple[Used, ...]]:
    """Every key of words.yaml that Python names, and where: what is handed to ``say``, and notices."""
    used: dict[str, list[Used]] = {}
    for path in sorted(path for package in packages for path in package.rglob("*.py")):
        name = path.relative_to(path.parents[len(path.parts) - len(PACKAGES[0].parent.parts) - 1]).as_posix()
        for key, use in _uses(ast.parse(path.read_text(encoding="utf-8")), name):
            used.setdefault(key, []).append(use)
    return {key: tuple(places) for key, places in used.items()}


def _uses(tree: ast.AST, file: str) -> Iterator[tuple[str, Used]]:
    place = partial(Used, file=file)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say" and node.args:
            filled = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            named = None if any(keyword.arg is None for keyword in node.keywords) else filled
            for key, prefix in _keys(node.args[0]):
                yield key, place(line=node.lineno, names=named, prefix=prefix)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value):
            if node.value.partition(".")[0] in SECTIONS:
                yield node.value, place(line=node.lineno)


def _keys(argument: ast.expr) -> Iterator[tuple[str, bool]]:
    """The keys an argument of ``say`` may be; a formatted one counts as a prefix."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value, False
    elif isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        yield str(argument.values[0].value), True
    elif isinstance(argument, ast.IfExp):
        yield from _keys(argument.body)
        yield from _keys(argument.orelse)
