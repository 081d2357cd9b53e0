"""Reads the content folder: YAML files with their line numbers, and the words that the code speaks."""

from pathlib import Path

import yaml

from bot.errors import ContentError
from bot.spoken import spoken
from dialogs import lint
from dialogs.frozen import Frozen
from dialogs.library import Issue, Library, read
from dialogs.words import Words

SHIPPED = Path(__file__).resolve().parent.parent / "content"
"""The content that comes with Kairos."""

SINGLE = ("words.yaml", "order.yaml")
"""The files there must be, beside those in folders."""

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

DEEPEST = 50
"""Nothing that content is written in is nested deeper."""

Plain = str | list["Plain"] | dict[str, "Plain"] | None
"""What YAML is read as: texts, lists and mappings."""

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
    files: dict[str, Plain] = {}
    lines: dict[str, Lines] = {}
    issues: list[Issue] = []
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        lines[name] = {}
        try:
            files[name] = parse(path.read_text(encoding="utf-8-sig"), name, lines[name], issues)
        except (UnicodeDecodeError, OSError) as error:
            issues.append(Issue(file=name, message=f"cannot be read: {error}"))
    if not lines:
        message = "there is none here; is this the content folder?"
        empty, _ = read({})
        return empty, (Found(issue=Issue(file="*.yaml", message=message), line=0),)
    issues += [
        Issue(file=path.relative_to(folder).as_posix(), message="is not read; its name must end in .yaml")
        for path in sorted(folder.rglob("*.yml"))
    ]
    issues += [Issue(file=name, message="this file is missing") for name in SINGLE if name not in lines]
    library, wrong = read(dict.fromkeys(lines) | files)
    issues += wrong
    broken = {issue.file for issue in issues}
    issues += _whole(library, broken)
    if folder.resolve() != SHIPPED and "words.yaml" not in broken:
        issues += lint.names(library, _shipped_words())
    return library, tuple(sorted((_found(issue, lines) for issue in issues), key=_order))


def library(folder: Path = SHIPPED) -> Library:
    """The library below a folder. Raises ContentError with every issue if it has any."""
    loaded, found = load(folder)
    if found:
        raise ContentError("\n".join([*map(str, found), str(folder)]))
    return loaded


def parse(text: str, file: str, lines: Lines, issues: list[Issue]) -> Plain:
    """YAML as plain data, each scalar a text: `no`, `10`, `2026-01-05` mean themselves. None if broken."""
    try:
        _see_that_it_is_flat(text)
        node = yaml.compose(text, Loader=LOADER)
        if node is not None:
            return _plain(node, (), lines, set())
        issues.append(Issue(file=file, message="the file is empty"))
    except _Refused as refused:
        lines[refused.at] = refused.line
        issues.append(Issue(file=file, key=refused.at, message=refused.message))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        lines[()] = mark.line + 1 if mark else 0
        why = getattr(error, "problem", None) or str(error)
        issues.append(Issue(file=file, message=f"this is not YAML: {' '.join(why.split())}"))
    return None


class _Refused(Exception):
    """YAML that is sound, and nothing that content is written in."""

    def __init__(self, at: tuple[str, ...], line: int, message: str) -> None:
        super().__init__(message)
        self.at, self.line, self.message = at, line, message


def _see_that_it_is_flat(text: str) -> None:
    """Composing a node goes as deep as it is nested, in C, where too deep is a crash; events do not."""
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _Refused(
                (), event.start_mark.line + 1 if event.start_mark else 0, "it is nested too deep to be read"
            )


def _plain(node: yaml.Node, at: tuple[str, ...], lines: Lines, seen: set[int]) -> Plain:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if id(node) in seen:  # it could hold itself, or grow without end
        raise _Refused(at, node.start_mark.line + 1, "an alias (*name) is not read here; write it out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, (*at, str(number)), lines, seen) for number, each in enumerate(node.value)]
    data: dict[str, Plain] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Refused(at, key.start_mark.line + 1, "a key is a word")
        here = (*at, key.value)
        if key.value in data:
            raise _Refused((*at, key.value), key.start_mark.line + 1, "this key stands twice")
        lines[here] = key.start_mark.line + 1
        data[key.value] = _plain(value, here, lines, seen)
    return data


def _whole(library: Library, broken: set[str]) -> tuple[Issue, ...]:
    """What is wrong with the library as a whole; a broken file is not said to be missing too."""
    phrases = library.words.phrases
    used = spoken(frozenset(key.partition(".")[0] for key in phrases)) if phrases else None
    return tuple(issue for issue in lint.check(library, used) if issue.file not in broken)


def _shipped_words() -> Words:
    """The sentences as they are shipped: they say which names the code fills in."""
    text = (SHIPPED / "words.yaml").read_text(encoding="utf-8")
    return read({"words.yaml": parse(text, "words.yaml", {}, [])})[0].words


def _found(issue: Issue, lines: dict[str, Lines]) -> Found:
    """The issue with the line of the nearest key above it that the file has."""
    known = lines.get(issue.file, {})
    key = issue.key
    while key and key not in known:
        key = key[:-1]
    return Found(issue=issue, line=known.get(key, 0))


def _order(found: Found) -> tuple[str, int]:
    return found.issue.file, found.line
