"""A team's own content folder lies over the shipped one: it holds what reads otherwise, and nothing else."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from bot import content
from bot.content import SHIPPED, differences, holder, load
from bot.errors import ContentError
from tests.test_content import SMALL_RULE

OURS = """\
id: ours
version: 1
title: "Our own week"
idea: "We call back when we said we would."
lens:
  ask: "Did you call when you said?"
  options:
    - {id: kept, label: "Yes", digest: "In {count} of {total} calls you came when you said."}
    - {id: late, label: "Later", digest: "In {count} of {total} calls you came later."}
coaching_question: "In {deal}, what did we promise?"
tips:
"""
OURS += "".join(
    f'  - {{id: ours-{n}, ask: "What did you promise?", idea: "It has a date.", try: "Write it down."}}\n'
    for n in range(1, 6)
)


PAGE = (Path(__file__).parent.parent / "docs/content.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"```yaml\n# (.*)\n((?:.*\n)*?)```", PAGE))
"""What the page for authors has them write, by the file that it names."""


@pytest.fixture(scope="module")
def under(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped content with two small rules, so that it loads quickly."""
    copy = tmp_path_factory.mktemp("shipped") / "content"
    shutil.copytree(SHIPPED, copy)
    for ground in ("question", "difference"):
        (copy / f"rules/{ground}.yaml").write_text(SMALL_RULE.format(ground=ground))
    return copy


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    for name in ("flows", "themes"):
        (folder / name).mkdir(parents=True)
    return folder


def order(*themes: str) -> str:
    """An order.yaml: the shipped themes, and these."""
    shipped = yaml.safe_load((SHIPPED / "order.yaml").read_text())["themes"]
    return yaml.safe_dump({"themes": [*shipped, *themes]})


def test_a_theme_is_added_by_its_file_and_an_order(mine: Path, under: Path) -> None:
    (mine / "themes/ours.yaml").write_text(OURS)
    (mine / "order.yaml").write_text(order("ours"))
    library, found = load(mine, under)
    assert not found
    assert library.order[-1] == "ours"
    assert library.themes.keys() == {*library.order}
    assert library.gaps["proof"] == "make-it-obvious"  # the shipped ones stay where the order names none


def test_a_theme_without_a_week_is_told_in_its_own_file(mine: Path, under: Path) -> None:
    (mine / "themes/ours.yaml").write_text(OURS)
    _, (found,) = load(mine, under)
    message = "its week never comes; name ours in an order.yaml of this folder"
    assert (found.folder, str(found)) == (mine, f"themes/ours.yaml:1: id: {message}")


def test_an_order_may_leave_shipped_themes_out(mine: Path, under: Path) -> None:
    (mine / "order.yaml").write_text("themes: [kairos, earn-the-right]\n")
    library, found = load(mine, under)
    assert not found
    assert library.order == ("kairos", "earn-the-right")
    assert library.plans  # the barriers keep their plans, though their week never comes


def test_a_question_is_replaced_by_the_whole_flow(mine: Path, under: Path) -> None:
    shipped = load(under, under)[0].flows
    text = (SHIPPED / "flows/precall.yaml").read_text(encoding="utf-8")
    asks = 'ask: "The one question that will make them think"'
    assert asks in text
    changed = text.replace(asks, 'ask: "Which question will you ask?"')
    (mine / "flows/precall.yaml").write_text(changed, encoding="utf-8")
    library, found = load(mine, under)
    assert not found
    asked = library.flows["precall"].question("question")
    assert asked
    assert asked.ask == "Which question will you ask?"
    assert library.flows["precall"].digest != shipped["precall"].digest
    assert library.flows["postcall"] == shipped["postcall"]


def test_words_are_translated_sentence_by_sentence(mine: Path, under: Path) -> None:
    (mine / "words.yaml").write_text(
        'form:\n  submit: "Speichern"\n  summary: {one: "Eine Frage", other: "{count} Fragen"}\n'
        'problem:\n  summary: {one: "Eine Antwort fehlt."}\n'
    )
    library, found = load(mine, under)
    assert not found
    say, was = library.words.say, load(under, under)[0].words.say
    assert say("form.submit") == "Speichern"
    assert say("form.summary", count=3) == "3 Fragen"
    assert say("problem.summary", count=1) == "Eine Antwort fehlt."
    assert say("problem.summary", count=2) == was("problem.summary", count=2)
    assert say("form.more") == was("form.more")


def test_a_folder_written_for_an_older_version_loads_when_the_words_grew(mine: Path, under: Path) -> None:
    older = yaml.safe_load((SHIPPED / "words.yaml").read_text(encoding="utf-8"))
    del older["notice"], older["form"]["submit"]
    (mine / "words.yaml").write_text(yaml.safe_dump(older, allow_unicode=True), encoding="utf-8")
    library, found = load(mine, under)
    assert not found
    assert library.words == load(under, under)[0].words


def test_a_complete_folder_reads_as_it_did(tmp_path: Path, under: Path) -> None:
    shutil.copytree(under, tmp_path / "whole")
    assert load(tmp_path / "whole") == load(under, under)


WRONG_WORDS = [
    (
        "form:\n  sumbit: Los\n",
        2,
        "form.sumbit",
        "has no sentence called form.sumbit; the nearest is form.submit",
    ),
    ("from:\n  submit: Los\n", 1, "from", "has no sentence called from; the nearest is form"),
    ("zzz: Los\n", 1, "zzz", "has no sentence called zzz; drop it"),
    ("form:\n  submit: {a: Los}\n", 2, "form.submit", "one sentence is wanted here"),
    ("form: Los\n", 1, "form", "sections of sentences are wanted here"),
    ("- Los\n", 1, "", "sections of sentences are wanted here"),
    ("form:\n  submit: 'Los {who}'\n", 2, "form.submit", "{who}"),
    ("form:\n  submit: ' '\n", 2, "form.submit", "this sentence is empty"),
]


@pytest.mark.parametrize(("text", "line", "key", "says"), WRONG_WORDS)
def test_wrong_words_are_told_in_the_folders_own_file(
    mine: Path, under: Path, text: str, line: int, key: str, says: str
) -> None:
    (mine / "words.yaml").write_text(text)
    _, found = load(mine, under)
    assert {each.folder for each in found} == {mine}
    assert {(each.issue.file, each.line, ".".join(each.issue.key)) for each in found} == {
        ("words.yaml", line, key)
    }
    assert says in found[0].issue.message


def experiment(name: str, **more: str) -> dict[str, str]:
    first = {"label": "Count to five.", "why": "They think.", "theme": "kairos"}
    return {"id": name, **first, "measure": "covered", "calls": "8", "gap": "proof"} | more


def test_experiments_are_merged_by_id_and_ones_own_come_first(mine: Path, under: Path) -> None:
    shipped = list(load(under, under)[0].experiments)
    (mine / "experiments.yaml").write_text(yaml.safe_dump([experiment("ours"), experiment(shipped[1])]))
    library, found = load(mine, under)
    assert not found
    assert list(library.experiments) == ["ours", shipped[1], shipped[0], *shipped[2:]]
    assert library.experiments[shipped[1]].label == "Count to five."


def test_an_experiment_that_is_wrong_is_told_where_it_stands(tmp_path: Path, mine: Path, under: Path) -> None:
    (mine / "experiments.yaml").write_text(
        yaml.safe_dump([experiment("a"), experiment("b", theme="no-such")])
    )
    _, (found,) = load(mine, under)
    assert (found.folder, found.issue.key) == (mine, ("1", "theme"))
    assert "no-such" in (mine / "experiments.yaml").read_text().splitlines()[found.line - 1]
    below = tmp_path / "below"
    shutil.copytree(under, below)
    text = (below / "experiments.yaml").read_text(encoding="utf-8")
    (below / "experiments.yaml").write_text(
        text.replace("theme: care-and-know", "theme: gone", 1), encoding="utf-8"
    )
    (mine / "experiments.yaml").write_text(yaml.safe_dump([experiment("a"), experiment("b")]))
    _, (found,) = load(mine, below)
    assert (found.folder, found.issue.key) == (below, ("0", "theme"))
    assert "gone" in (below / "experiments.yaml").read_text(encoding="utf-8").splitlines()[found.line - 1]


def test_each_issue_names_its_folder_and_ones_own_come_first(tmp_path: Path, mine: Path, under: Path) -> None:
    below = tmp_path / "below"
    shutil.copytree(under, below)
    text = (below / "flows/postcall.yaml").read_text(encoding="utf-8")
    (below / "flows/postcall.yaml").write_text(text.replace("id: postcall", "id: later", 1), encoding="utf-8")
    (mine / "flows/precall.yaml").write_text("id: [\n")
    (mine / "themes/kairos.yml").write_text("id: kairos\n")
    (mine / "tehmes").mkdir()
    (mine / "tehmes/kairos.yaml").write_text("id: kairos\n")
    _, found = load(mine, below)
    assert [(each.folder, each.issue.file) for each in found] == [
        (mine, "flows/precall.yaml"),
        (mine, "tehmes/kairos.yaml"),
        (mine, "themes/kairos.yml"),
        (below, "flows/postcall.yaml"),
    ]
    assert found[0].line == 2
    with pytest.raises(ContentError) as error:
        content.library(mine)
    assert f"{mine}/flows/precall.yaml:2: " in str(error.value)


def test_what_begins_with_a_dot_is_no_content(mine: Path, under: Path) -> None:
    (mine / ".ci").mkdir()
    (mine / ".ci/run.yaml").write_text("steps: []\n")
    (mine / "words.yaml").write_text("form: {submit: Los}\n")
    assert load(mine, under)[1] == ()


def test_what_a_folder_changes_is_listed(mine: Path) -> None:
    (mine / "themes/ours.yaml").write_text(OURS)
    shutil.copy(SHIPPED / "themes/kairos.yaml", mine / "themes")
    (mine / "words.yaml").write_text("form: {submit: Los, more: 'More, if you like'}\n")
    assert differences(mine) == ("themes/ours.yaml", "1 sentence of words.yaml")
    assert differences(SHIPPED) == ()
    assert holder(mine, "themes/ours.yaml") == mine
    assert holder(mine, "flows/precall.yaml") == SHIPPED


def test_the_examples_of_the_page_for_authors_hold_together(tmp_path: Path, under: Path) -> None:
    assert PAGE.count("```yaml") == len(EXAMPLES) == 4
    for where, text in EXAMPLES.items():
        file = tmp_path / where.removeprefix("in ")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(with_question(file, text) if where.startswith("in ") else text, encoding="utf-8")
    library, found = load(tmp_path / "my-content", under)
    assert not found
    assert library.words.say("form.submit") == "Speichern"
    assert library.order[0] == "our-promises"
    asked = library.flows["precall"].question("question")
    assert asked
    assert asked.ask == "The one question that only your buyer can answer"


def with_question(file: Path, text: str) -> str:
    """The shipped flow of that name, one version on, with these questions for those of the same id."""
    flow = yaml.safe_load((SHIPPED / "flows" / file.name).read_text(encoding="utf-8"))
    put = {question["id"]: question for question in yaml.safe_load(text)}
    for page in flow["pages"]:
        page["questions"] = [put.pop(each["id"], each) for each in page.get("questions", [])]
    assert not put
    return yaml.safe_dump(flow | {"version": flow["version"] + 1}, allow_unicode=True)


def test_a_slip_of_the_pen_is_told_as_the_page_for_authors_says(tmp_path: Path, under: Path) -> None:
    (shown,) = re.findall(r"```text\n(.*)\n```", PAGE)
    mine = tmp_path / "my-content"
    mine.mkdir()
    (mine / "words.yaml").write_text("# German\nform:\n  sumbit: Los\n")
    _, (found,) = load(mine, under)
    assert f"{mine.name}/{found}" == shown
