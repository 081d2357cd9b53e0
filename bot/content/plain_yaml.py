"""YAML with its line numbers, read as plain texts: `no`, `10` and `2027-03-05` mean what one sees."""

import yaml

from dialogs.library import Issue

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

DEEPEST = 50
"""Nothing that content is written in is nested deeper."""

Plain = str | list["Plain"] | dict[str, "Plain"] | None
"""What YAML is read as: texts, lists and mappings."""

Lines = dict[tuple[str, ...], int]
"""Key path -> line, counted from one."""


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
