"""`kairos content`: what authors need."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot.content import Found, load
from bot.errors import ContentError
from bot.settings import settings
from dialogs.flow import Flow, Ground, PageKind
from dialogs.library import Library
from dialogs.pushback import read_text

FOLDER = click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True)
)


@click.group()
def content() -> None:
    """Look at the content: its issues, its time, its rules.

    DIR is laid over the content that comes with Kairos, and needs to hold only what is to read otherwise.
    Without DIR it is the folder of KAIROS_CONTENT; without that, the shipped content alone.
    """


@content.command()
@FOLDER
def lint(folder: Path | None) -> None:
    """Say everything that is wrong with the content, each with its file, line and key.

    Example: kairos content lint my-content
    """
    folder = folder or settings().content
    library, found = load(folder)
    _tell(found)
    if found:
        raise click.exceptions.Exit(1)
    click.echo(f"ok: {inventory(library)}")


@content.command()
@FOLDER
def time(folder: Path | None) -> None:
    """Show the seconds that each question costs the rep, and each flow against its budget.

    Questions that are folded away, filled in beforehand or asked below the verdict cost nothing,
    nor do those of a page that only certain answers open.

    Example: kairos content time
    """
    folder = folder or settings().content
    library, found = load(folder)
    unread = [each for each in found if each.issue.file.startswith("flows/")]
    for flow in library.flows.values():
        click.echo("\n".join(table(flow)))
    _tell(unread)
    if unread or not library.flows:
        raise click.exceptions.Exit(1)


@content.command(name="try")
@click.argument("ground", type=click.Choice([Ground.QUESTION.value, Ground.DIFFERENCE.value]))
@click.argument("text", required=False)
def try_(ground: str, text: str | None) -> None:
    """Show what the push-back rules see in a text: one JSON line, with the ids of the defects.

    Without TEXT, each line of standard input is read, and answered with one line.

    Example: kairos content try question "Are you happy with your supplier?"
    """
    library, found = load(settings().content)
    if issues := [each for each in found if each.issue.file == f"rules/{ground}.yaml"]:
        raise ContentError("\n".join(map(told, issues)))
    rule = library.rules[Ground(ground)]
    for line in _texts(text):
        said = {"text": line, "defects": read_text(rule, line)}
        click.echo(json.dumps(said, ensure_ascii=False).encode(errors="replace"))


def inventory(library: Library) -> str:
    """What there is, in one line."""
    flows, rules, themes = len(library.flows), len(library.rules), len(library.themes)
    return f"{flows} flows, {rules} rules, {themes} themes, {len(library.words.phrases)} sentences"


def table(flow: Flow) -> Iterator[str]:
    """One flow's questions with their seconds, and the sum."""
    width = max(len(question.id) for question in flow.questions)
    yield flow.id
    for page, question in ((each, asked) for each in flow.pages for asked in each.questions):
        below = page.kind is PageKind.VERDICT
        few = "below the verdict" if below else "after certain answers"
        free = few if not page.usual else "folded" if question.folded else "filled in"
        seconds = question.seconds if page.usual else 0
        yield f"  {question.id:<{width}}  {seconds:>3} s  {question.kind.value if seconds else free}"
    seconds, texts = flow.budget.seconds, flow.budget.texts
    yield f"  {'':<{width}}  {flow.seconds:>3} s of {seconds}{_over(flow.seconds, seconds)}"
    yield f"  {'':<{width}}  {flow.texts:>3} of {texts} texts{_over(flow.texts, texts)}"


def _over(used: int, most: int) -> str:
    return f": {used - most} too many" if used > most else ""


def near(path: Path) -> Path:
    """The path from here, where it stands below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def told(found: Found) -> str:
    """An issue with its file as it is found from here."""
    return f"{near(found.folder)}/{found}"


def _tell(found: list[Found] | tuple[Found, ...]) -> None:
    for each in found:
        click.echo(told(each))
    if found:
        click.echo(f"{len(found)} {'issue' if len(found) == 1 else 'issues'}", err=True)


def _texts(text: str | None) -> Iterator[str]:
    if text is not None:
        yield text
        return
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")
