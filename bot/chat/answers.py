"""Answers from a file: read, rehearsed without touching anything, then played through the coach."""

from collections.abc import Mapping
from pathlib import Path

from bot.content.plain_yaml import Plain, parse
from bot.errors import plainly
from dialogs.deal import name_key
from dialogs.document import Act, Field, Form
from dialogs.errors import RepError
from dialogs.flow import Flow, Ground, Kind, shorten
from dialogs.frozen import Frozen, Values
from dialogs.library import Issue

PUSH_BACK, KEEP = "push-back", "keep"
"""The keys beside the questions: what to answer when the coach pushes back, and whether to keep one's own."""


GLASSES = "glasses"
"""The question whose options the deal brings: people know them by their words, not by their ids."""


class AnswersError(RepError):
    """These answers cannot be used; nothing was kept."""


class Answers(Frozen):
    """What a file answers, by question. ``lines`` says where each key stands."""

    file: str
    values: Mapping[str, Values] = {}
    push_back: Mapping[str, Values] = {}
    keep: bool = False
    lines: Mapping[tuple[str, ...], int] = {}

    def at(self, *key: str) -> str:
        """``file:line: key``; the file alone where it does not have that key."""
        line = self.lines.get(key)
        return f"{self.file}:{line}: {'.'.join(key)}" if line else f"{self.file}: {'.'.join(key)}"

    def reply(self, form: Form) -> dict[str, Values] | None:
        """The values for a page, over those that stand there already; None: keep mine."""
        given, pushed = self.values, any(other.act is Act.KEEP for other in form.others)
        if pushed:
            given = {} if self.keep else self.push_back
            if not any(field.id in given for field in form.fields):
                return None
        return {
            field.id: _chosen(field, given[field.id]) if field.id in given else field.values
            for field in form.fields
        }

    def named(self, form: Form) -> bool:
        """Whether the file answers anything on this page."""
        return any(field.id in self.values for field in form.fields)


def read(path: Path) -> Answers:
    """The answers in a YAML file. Raises AnswersError with every entry that is no answer."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise AnswersError(plainly(problem)) from None
    except UnicodeDecodeError:
        raise AnswersError(f"{path}: this is no text in UTF-8") from None
    lines: dict[tuple[str, ...], int] = {}
    issues: list[Issue] = []
    data = parse(text, str(path), lines, issues)
    if issues:
        wrong = [f"{path}:{lines.get(each.key, 1)}: {each.message}" for each in issues]
        raise AnswersError("\n".join([*wrong, str(path)]))
    if not isinstance(data, dict):
        raise AnswersError(f"{path}:1: write `question: answer`, one a line")
    pushed = data.pop(PUSH_BACK, {})
    keep = data.pop(KEEP, "false")
    found = Answers(file=str(path), lines=lines)
    wrong = [] if keep in ("true", "false") else [f"{found.at(KEEP)}: write true or false"]
    values = {key: _values(value) for key, value in data.items()}
    wrong += [
        f"{found.at(key)}: write a text or a list of texts" for key, value in values.items() if value is None
    ]
    edits = {key: _values(value) for key, value in pushed.items()} if isinstance(pushed, dict) else {"": None}
    for key, value in edits.items():
        if key not in list(Ground) or value is None:
            at = found.at(PUSH_BACK, key) if key else found.at(PUSH_BACK)
            wrong.append(f"{at}: write `ground: answer`; the grounds are {', '.join(Ground)}")
    if wrong:
        raise AnswersError("\n".join([*wrong, str(path)]))
    return found.model_copy(
        update={
            "values": {key: value for key, value in values.items() if value is not None},
            "push_back": {key: value for key, value in edits.items() if value is not None},
            "keep": keep == "true",
        }
    )


def unknown(answers: Answers, flow: Flow) -> list[str]:
    """Keys that are no question of the flow."""
    asked = [question.id for question in flow.questions]
    return [
        f"{answers.at(key)}: {flow.id} has no such question; it asks {', '.join(asked)}"
        for key in answers.values
        if key not in asked
    ]


def refused(answers: Answers, form: Form) -> list[str]:
    """What the page says is wrong, in terms of the file."""
    pushed = any(other.act is Act.KEEP for other in form.others)
    wrong = []
    for field in form.fields:
        if field.problem:
            at = answers.at(*([PUSH_BACK] * pushed), field.id)
            offered = ", ".join(
                option.label if field.id == GLASSES and option.id.isdecimal() else option.id
                for option in field.options
            )
            wrong.append(f"{at}: {field.problem}" + (f" It may be: {offered}" if offered else ""))
    return wrong


def _values(value: Plain) -> Values | None:
    """One text or several; None for anything else."""
    several = value if isinstance(value, list) else [value]
    texts = [each for each in several if isinstance(each, str)]
    return tuple(texts) if len(texts) == len(several) else None


def _chosen(field: Field, values: Values) -> Values:
    """Options by their ids, where the words were given; several lines as one text."""
    if field.kind not in {Kind.CHOICE, Kind.CHOICES}:
        return ("\n".join(values),) if field.kind is Kind.TEXT else values
    called = {name_key(option.label): option.id for option in field.options}
    ids = {option.id for option in field.options}
    return tuple(value if value in ids else called.get(name_key(shorten(value)), value) for value in values)
