"""Plain mappings -> Library: the flows, rules, themes, experiments and words, with every issue at once."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dialogs.experiment import Experiment
from dialogs.faults import plain
from dialogs.flow import Flow, Ground, Option
from dialogs.frozen import Frozen
from dialogs.pushback import Rule
from dialogs.theme import Theme
from dialogs.words import Phrase, Words

FOLDERS: dict[str, type[BaseModel]] = {"flows": Flow, "rules": Rule, "themes": Theme}
"""What stands in each folder of the content."""

Model = TypeVar("Model", bound=BaseModel)

BARRIERS = "seven-barriers"
"""The theme that carries the if-then plans."""

PLURALS = frozenset({"one", "other"})


class Issue(Frozen):
    """One thing that is wrong with the content: where, at which key, and what to do about it."""

    file: str
    key: tuple[str, ...] = ()
    message: str


class Library(Frozen):
    """All that the authors wrote. ``order`` is the themes' order, week by week.

    ``gaps`` names the theme that helps with a ground that stays empty, or with a barrier. ``experiments``
    stand in the authors' order.
    """

    flows: Mapping[str, Flow]
    rules: Mapping[Ground, Rule]
    themes: Mapping[str, Theme]
    words: Words
    order: tuple[str, ...]
    gaps: Mapping[str, str] = {}
    experiments: Mapping[str, Experiment] = {}

    @property
    def plans(self) -> tuple[Option, ...]:
        """The barriers with their if-then plans."""
        theme = self.themes.get(BARRIERS)
        return tuple(plan.option for plan in theme.plans) if theme else ()


def read(
    files: Mapping[str, Any], resting: frozenset[str] = frozenset()
) -> tuple[Library, tuple[Issue, ...]]:
    """The library made of parsed files (path below the content folder -> mapping), and what is wrong.

    None stands for a file that could not be parsed. ``resting`` are files of themes that need no week.

    A file with an issue is left out of the library; ``lint.check`` looks at what is left as a whole.
    """
    issues: list[Issue] = []
    found: dict[str, dict[str, Any]] = {folder: {} for folder in FOLDERS}
    phrases: dict[str, Phrase] = {}
    order: tuple[str, ...] = ()
    gaps: dict[str, str] = {}
    experiments: dict[str, Experiment] = {}
    for path, data in sorted(files.items()):
        folder, _, name = path.rpartition("/")
        if data is None:
            continue
        if folder in FOLDERS:
            model = _model(FOLDERS[folder], path, data, issues)
            if model is not None:
                found[folder][name.removesuffix(".yaml")] = model
        elif path == "words.yaml":
            phrases = _phrases(data, issues)
        elif path == "order.yaml":
            order, gaps = _order(data, files, issues, resting), _gaps(data, issues)
        elif path == "experiments.yaml":
            experiments = _experiments(path, data, issues)
        else:
            issues.append(
                Issue(file=path, message=f"no such file is read; files stand in {', '.join(FOLDERS)}")
            )
    issues += [
        Issue(
            file=f"rules/{name}.yaml",
            key=("ground",),
            message=f"it reads {rule.ground}, so it is {rule.ground}.yaml",
        )
        for name, rule in found["rules"].items()
        if name != rule.ground
    ]
    library = Library(
        flows=found["flows"],
        rules={rule.ground: rule for rule in found["rules"].values()},
        themes=found["themes"],
        words=Words(phrases=phrases),
        order=order or tuple(found["themes"]),
        gaps=gaps,
        experiments=experiments,
    )
    return library, tuple(issues)


def _order(
    data: object, files: Mapping[str, Any], issues: list[Issue], resting: frozenset[str]
) -> tuple[str, ...]:
    """The themes' order; what it names has a file, and each file that does not rest is named once."""

    def wrong(message: str, *key: object) -> None:
        issues.append(Issue(file="order.yaml", key=tuple(map(str, key)), message=message))

    listed = data.get("themes") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(listed, list) or not listed:
        wrong("a list of themes is wanted here: `themes: [kairos, ...]`")
        return ()
    for key in set(data) - {"themes", "gaps"}:
        wrong("unknown key; there are themes and gaps", key)
    order = tuple(map(str, listed))
    themes = [
        path.removeprefix("themes/").removesuffix(".yaml") for path in files if path.startswith("themes/")
    ]
    for at, name in enumerate(order):
        if name not in themes:
            nearest = "".join(f"; the nearest is {each}" for each in get_close_matches(name, themes, 1))
            wrong(f"there is no theme {name}{nearest}", "themes", at)
        if name in order[:at]:
            wrong(f"{name} stands twice", "themes", at)
    for path in files:
        folder, _, name = path.removesuffix(".yaml").rpartition("/")
        if folder == "themes" and name not in order and path not in resting:
            wrong(f"the theme {name} is missing here, so its week never comes", "themes")
    return order


def _gaps(data: object, issues: list[Issue]) -> dict[str, str]:
    """Which theme helps with which gap; ``lint`` knows the gaps and themes there are."""
    named = data.get("gaps", {}) if isinstance(data, dict) else {}
    if isinstance(named, dict) and all(isinstance(theme, str) for theme in named.values()):
        return {str(gap): theme for gap, theme in named.items()}
    message = "themes by ground or barrier are wanted here: `gaps: {proof: make-it-obvious, ...}`"
    issues.append(Issue(file="order.yaml", key=("gaps",), message=message))
    return {}


def _experiments(path: str, data: object, issues: list[Issue]) -> dict[str, Experiment]:
    """By id, in the file's order; one with an issue is left out."""
    if not isinstance(data, list):
        issues.append(Issue(file=path, message="a list of experiments is wanted here: `- id: ...`"))
        return {}
    experiments: dict[str, Experiment] = {}
    for at, each in enumerate(data):
        found = _model(Experiment, path, each, issues, (str(at),))
        if found is None:
            continue
        if found.id in experiments:
            issues.append(Issue(file=path, key=(str(at), "id"), message=f"{found.id} stands twice"))
        experiments[found.id] = found
    return experiments


def _model(
    kind: type[Model], path: str, data: object, issues: list[Issue], key: tuple[str, ...] = ()
) -> Model | None:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        issues += [
            Issue(
                file=path,
                key=(*key, *map(str, wrong["loc"])),
                message=plain(wrong["type"], wrong.get("ctx", {}), wrong["msg"]),
            )
            for wrong in error.errors()
        ]
    return None


def _phrases(data: object, issues: list[Issue], prefix: tuple[str, ...] = ()) -> dict[str, Phrase]:
    """Nested sections -> dotted keys. A mapping of ``one`` and ``other`` is one phrase."""
    if not isinstance(data, dict):
        issues.append(Issue(file="words.yaml", key=prefix, message="sections of sentences are wanted here"))
        return {}
    phrases: dict[str, Phrase] = {}
    for key, value in data.items():
        here = (*prefix, str(key))
        if isinstance(value, str) or (
            isinstance(value, dict)
            and set(value) == PLURALS
            and all(isinstance(v, str) for v in value.values())
        ):
            phrases[".".join(here)] = value
        else:
            phrases |= _phrases(value, issues, here)
    return phrases
