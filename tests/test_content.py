"""Everything that can be wrong with content is said, with its file, line and key."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from bot import content
from bot.content import SHIPPED, load
from bot.content.plain_yaml import parse
from bot.content.spoken import spoken
from bot.errors import ContentError
from dialogs.library import Issue

CASES = yaml.safe_load((Path(__file__).parent / "broken_content.yaml").read_text(encoding="utf-8"))

PRECALL = "flows/precall.yaml"
KAIROS, BARRIERS = "themes/kairos.yaml", "themes/seven-barriers.yaml"
WORDS, ORDER = "words.yaml", "order.yaml"

SMALL_RULE = """\
ground: {ground}
version: 1
reads: text
blank: empty
defects:
  - id: empty
    weight: 10
    over: none
    missing: "It is missing."
    why: "Because."
    pattern: "___"
    do: "Write it."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped content; the two large rules are small ones, so that it loads quickly."""
    copy = tmp_path / "content"
    shutil.copytree(SHIPPED, copy)
    for ground in ("question", "difference"):
        (copy / f"rules/{ground}.yaml").write_text(SMALL_RULE.format(ground=ground))
    return copy


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Break one thing, or see that the test is out of date."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def said(folder: Path) -> list[tuple[str, int, str, str]]:
    """What the linter says of a folder that lies over nothing: file, line, key, message."""
    _, found = load(folder, folder)
    return [(each.issue.file, each.line, ".".join(each.issue.key), each.issue.message) for each in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['key']}: {case['says']}")
def test_what_is_wrong_is_said_with_its_file_line_and_key(folder: Path, case: Mapping[str, str]) -> None:
    change(folder, case["file"], case["from"], case["to"])
    issues = said(folder)
    lines = [
        line
        for file, line, key, says in issues
        if (file, key) == (case["file"], case["key"]) and case["says"] in says
    ]
    assert lines, issues
    assert case["line"] in (folder / case["file"]).read_text(encoding="utf-8").splitlines()[lines[0] - 1]


def test_the_shipped_content_has_no_issue() -> None:
    assert [str(found) for found in load(SHIPPED)[1]] == []


def test_content_as_the_other_tests_break_it_has_no_issue_of_its_own(folder: Path) -> None:
    assert said(folder) == []


def test_all_issues_are_said_at_once_in_the_order_of_files_and_lines(folder: Path) -> None:
    change(folder, PRECALL, "default: some", "default: plenty")
    change(folder, PRECALL, "seconds: 60", "seconds: 50")
    change(folder, KAIROS, "  - id: kairos-2", "  - id: kairos-9")
    issues = said(folder)
    assert [issue[:1] + issue[2:3] for issue in issues] == [
        (PRECALL, "budget.seconds"),
        (PRECALL, "pages.0.questions.3.default"),
        (KAIROS, "tips.1.id"),
    ]
    with pytest.raises(ContentError) as error:
        content.library(folder)
    assert all(issue[3] in str(error.value) for issue in issues)


BROKEN_YAML = [
    ("a: [1, 2\n", 2, "this is not YAML"),
    ("a: 1\na: 2\n", 2, "this key stands twice"),
    ("a: &x {b: *x}\n", 1, "an alias (*name) is not read here"),
    ("a: &x [1]\nb: *x\n", 1, "an alias (*name) is not read here"),
    ("? [a, b]\n: 1\n", 1, "a key is a word"),
    ("", 0, "the file is empty"),
    ("a: 1\n---\nb: 2\n", 2, "this is not YAML"),
    ("a: \x00\n", 0, "this is not YAML"),
    ("[" * 5000 + "]" * 5000, 1, "it is nested too deep to be read"),
]


@pytest.mark.parametrize(("text", "line", "message"), BROKEN_YAML)
def test_yaml_that_cannot_be_read_is_one_issue_and_no_crash(text: str, line: int, message: str) -> None:
    lines: dict[tuple[str, ...], int] = {}
    issues: list[Issue] = []
    assert parse(text, "x.yaml", lines, issues) is None
    assert issues[0].message.startswith(message)
    assert lines.get(issues[0].key, 0) == line


def test_scalars_mean_themselves() -> None:
    assert parse("no: no\nten: 10\nday: 2027-03-05\nnone: ~\n", "x.yaml", {}, []) == {
        "no": "no",
        "ten": "10",
        "day": "2027-03-05",
        "none": "~",
    }


def test_a_broken_file_is_told_once_and_not_missed_too(folder: Path) -> None:
    (folder / KAIROS).write_text("id: [", encoding="utf-8")
    (folder / "rules/know.yaml").write_text("ground: know\n", encoding="utf-8")
    issues = said(folder)
    assert {issue[0] for issue in issues} == {KAIROS, "rules/know.yaml"}
    assert not any("has no rule" in issue[3] for issue in issues)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("rules/know.yaml", "this ground has no rule"),
        (PRECALL, "this flow is missing"),
        (WORDS, "this file is missing"),
        (ORDER, "this file is missing"),
        (BARRIERS, "the if-then plans of the barriers stand in this theme"),
    ],
)
def test_a_file_that_there_must_be_is_missed(folder: Path, file: str, message: str) -> None:
    (folder / file).unlink()
    assert any(issue[0] == file and message in issue[3] for issue in said(folder))


def test_files_that_nobody_reads_are_told(folder: Path) -> None:
    (folder / "flows/precall.yml").write_text("id: precall\n")
    (folder / "flow").mkdir()
    (folder / "flow/other.yaml").write_text("id: other\n")
    assert {(issue[0], issue[3][:11]) for issue in said(folder)} == {
        ("flows/precall.yml", "is not read"),
        ("flow/other.yaml", "no such fil"),
    }


def test_a_file_that_is_not_utf_8_is_told(folder: Path) -> None:
    (folder / KAIROS).write_bytes(b"id: \xff")
    assert [(issue[0], issue[3][:14]) for issue in said(folder)] == [(KAIROS, "cannot be read")]


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    text = (folder / KAIROS).read_text(encoding="utf-8")
    (folder / KAIROS).write_text("\ufeff" + text, encoding="utf-8")
    assert said(folder) == []


def test_a_folder_without_content_is_one_issue(tmp_path: Path) -> None:
    assert [issue[3] for issue in said(tmp_path)] == ["there is none here; is this the content folder?"]


def test_words_are_found_where_python_and_templates_speak_them(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "speaks.py").write_text(
        'words.say("a.plain", deal=1)\n'
        'words.say("a.yes" if x else "a.no", **names)\n'
        'words.say(f"a.{kind}-way")\n'
        'notice = "notice.stale"\n'
        'file = "notice.html"\n'
        'module = "elsewhere.stale"\n'
    )
    (room / "page.html").write_text("<p>\n{{ say('a.shown') }}{{ say(\"a.kind-\" ~ kind) }}")
    used = spoken(frozenset({"notice"}), (room,))
    places = {key: [(each.file, each.line, each.names) for each in uses] for key, uses in used.items()}
    assert places == {
        "a.plain": [("room/speaks.py", 1, frozenset({"deal"}))],
        "a.yes": [("room/speaks.py", 2, None)],
        "a.no": [("room/speaks.py", 2, None)],
        "a.*-way": [("room/speaks.py", 3, frozenset())],
        "notice.stale": [("room/speaks.py", 4, None)],
        "a.shown": [("room/page.html", 2, None)],
        "a.kind-*": [("room/page.html", 2, None)],
    }
