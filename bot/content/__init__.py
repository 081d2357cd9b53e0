"""Reads the content: a folder laid over the shipped one, and every issue with its line."""

from collections.abc import Container
from pathlib import Path

from bot.content.overlay import Laid, Layer, Place, changes, lay
from bot.content.plain_yaml import Lines, Plain, parse
from bot.content.spoken import spoken
from bot.errors import ContentError
from dialogs import lint
from dialogs.frozen import Frozen
from dialogs.library import Issue, Library, read
from dialogs.words import Words

SHIPPED = Path(__file__).resolve().parents[2] / "content"
"""The content that comes with Kairos."""

SINGLE = ("words.yaml", "order.yaml")
"""The files there must be, beside those in folders."""


class Found(Frozen):
    """An issue with the folder and the line it stands on; line 0 where the file has no such place."""

    folder: Path
    issue: Issue
    line: int

    def __str__(self) -> str:
        """``file:line: key: what is wrong``."""
        key = ".".join(self.issue.key)
        place = f"{self.issue.file}:{self.line}" if self.line else self.issue.file
        return f"{place}: {key}: {self.issue.message}" if key else f"{place}: {self.issue.message}"


def load(
    folder: Path = SHIPPED, under: Path = SHIPPED, *, code: bool = True
) -> tuple[Library, tuple[Found, ...]]:
    """A folder laid over another one, and every issue of the two together, each with its folder and line.

    The same folder twice is that folder alone. ``code``: read the code too, whether it speaks these words.
    """
    over = _layer(folder)
    if not over.lines:
        message = "there is none here; is this the content folder?"
        empty, _ = read({})
        return empty, (Found(folder=folder, issue=Issue(file="*.yaml", message=message), line=0),)
    alone = folder.resolve() == under.resolve()
    laid = Laid(over, over, over.files) if alone else lay(over, _layer(under, over.files))
    issues = [*laid.issues]
    issues += [Issue(file=name, message="this file is missing") for name in SINGLE if name not in laid.files]
    library, wrong = read(laid.files, laid.resting)
    issues += wrong
    broken = {issue.file for issue in (*issues, *laid.over.issues, *laid.under.issues)}
    issues += _whole(library, broken, code=code)
    if folder.resolve() != SHIPPED and "words.yaml" not in broken:
        issues += lint.names(library, _shipped_words())
    found = [_found(laid.place(issue), issue) for issue in issues]
    found += [
        _found(laid.place(issue), issue)
        for layer in {id(laid.over): laid.over, id(laid.under): laid.under}.values()
        for issue in layer.issues
    ]
    return library, tuple(sorted(found, key=lambda each: (each.folder != folder, *_order(each))))


def library(folder: Path = SHIPPED) -> Library:
    """A folder laid over the shipped one. Raises ContentError with every issue if there is any.

    Of the shipped words it is known that the code speaks them (`make lint`), so the code, which takes longer
    to read than all the content, is read for words of one's own alone.
    """
    own_words = folder.resolve() != SHIPPED and (folder / "words.yaml").is_file()
    loaded, found = load(folder, code=own_words)
    if found:
        raise ContentError("\n".join(f"{each.folder}/{each}" for each in found))
    return loaded


def differences(folder: Path) -> tuple[str, ...]:
    """What a folder says otherwise than the shipped one: files by name, sentences counted."""
    return () if folder.resolve() == SHIPPED else changes(_layer(folder), _layer(SHIPPED))


def holder(folder: Path, file: str) -> Path:
    """The folder whose file of that name counts, where this one is laid over the shipped one."""
    return folder if (folder / file).is_file() else SHIPPED


def _layer(folder: Path, covered: Container[str] = ()) -> Layer:
    """The folder as it reads. Of flows, rules and themes those that are ``covered`` are left aside.

    What begins with a dot is not content: a repository's own files, say, or what a mounted volume keeps.
    """
    files: dict[str, Plain] = {}
    lines: dict[str, Lines] = {}
    issues: list[Issue] = []
    for path in sorted((*folder.rglob("*.yaml"), *folder.rglob("*.yml"))):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or ("/" in name and name in covered):
            continue
        if path.suffix == ".yml":
            issues.append(Issue(file=name, message="is not read; its name must end in .yaml"))
            continue
        files[name], lines[name] = None, {}
        try:
            files[name] = parse(path.read_text(encoding="utf-8-sig"), name, lines[name], issues)
        except (UnicodeDecodeError, OSError) as error:
            issues.append(Issue(file=name, message=f"cannot be read: {error}"))
    return Layer(folder, files, lines, tuple(issues))


def _whole(library: Library, broken: set[str], *, code: bool) -> tuple[Issue, ...]:
    """What is wrong with the library as a whole; a broken file is not said to be missing too."""
    phrases = library.words.phrases
    used = spoken(frozenset(key.partition(".")[0] for key in phrases)) if phrases and code else None
    return tuple(issue for issue in lint.check(library, used) if issue.file not in broken)


def _shipped_words() -> Words:
    """The sentences as they are shipped: they say which names the code fills in."""
    text = (SHIPPED / "words.yaml").read_text(encoding="utf-8")
    return read({"words.yaml": parse(text, "words.yaml", {}, [])})[0].words


def _found(place: Place, issue: Issue) -> Found:
    moved = issue.model_copy(update={"file": place.file, "key": place.key})
    return Found(folder=place.folder, issue=moved, line=place.line)


def _order(found: Found) -> tuple[str, int]:
    return found.issue.file, found.line
