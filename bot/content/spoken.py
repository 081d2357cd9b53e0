"""Which words of words.yaml the code speaks, and where: read from the code itself, so that none gets lost."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from dialogs.lint import Used

PACKAGES = (Path(__file__).parents[1], Path(__file__).parents[2] / "dialogs")
"""Where code may speak."""

KEY = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")

FILES = frozenset({"css", "csv", "html", "js", "json", "py", "sql", "svg", "txt", "yaml"})
"""What ends like this is a file's name, not a key."""

IN_TEMPLATE = re.compile(r"""\bsay\(\s*(["'])(?P<key>[a-z0-9.-]+)\1(?P<more>\s*~)?""")

STAR = "*"
"""Stands in a key for a part that is only known at run time."""


@cache
def spoken(sections: frozenset[str], packages: tuple[Path, ...] = PACKAGES) -> Mapping[str, tuple[Used, ...]]:
    """Every key that Python or a template names, with its uses.

    ``sections`` are those of words.yaml: a text in the code that looks like a key of theirs is taken for one.
    """
    used: dict[str, list[Used]] = {}
    for package in packages:
        for path in sorted((*package.rglob("*.py"), *package.rglob("*.html"))):
            text, name = path.read_text(encoding="utf-8"), path.relative_to(package.parent).as_posix()
            found = _in_python(text, name, sections) if path.suffix == ".py" else _in_template(text, name)
            for key, use in found:
                used.setdefault(key, []).append(use)
    return {key: tuple(places) for key, places in used.items()}


def _in_python(text: str, file: str, sections: frozenset[str]) -> Iterator[tuple[str, Used]]:
    said: set[ast.expr] = set()
    for node in ast.walk(ast.parse(text)):  # a call comes before its arguments
        if isinstance(node, ast.Call) and node.args and _says(node.func):
            names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            sure = all(keyword.arg for keyword in node.keywords)
            for constant, key in _keys(node.args[0]):
                said.add(constant)
                yield key, Used(file=file, line=node.lineno, names=names if sure else None)
        elif isinstance(node, ast.Constant) and node not in said and _is_key(node.value, sections):
            yield str(node.value), Used(file=file, line=node.lineno)


def _is_key(value: object, sections: frozenset[str]) -> bool:
    section, _, rest = value.partition(".") if isinstance(value, str) else ("", "", "")
    return section in sections and KEY.fullmatch(rest) is not None and rest not in FILES


def _in_template(text: str, file: str) -> Iterator[tuple[str, Used]]:
    for call in IN_TEMPLATE.finditer(text):
        line = text.count("\n", 0, call.start()) + 1
        yield call["key"] + STAR * bool(call["more"]), Used(file=file, line=line)


def _says(called: ast.expr) -> bool:
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == "say"


def _keys(argument: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """The keys that an argument of ``say`` may be, and where they stand."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument, argument.value
    elif isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        parts = (str(part.value) if isinstance(part, ast.Constant) else STAR for part in argument.values)
        yield argument.values[0], "".join(parts)
    elif isinstance(argument, ast.IfExp):
        yield from _keys(argument.body)
        yield from _keys(argument.orelse)
