"""A simulated year against a plodding reckoning of its own: who had what, every number, nothing private."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from dialogs.document import Document
from tests.year.affairs import said
from tests.year.ledger import Seen
from tests.year.living import Lived, Year
from tests.year.timetable import BEGUN, instant, today, works

pytestmark = pytest.mark.long

MARK = re.compile(r"Qz[a-z]+qx")
DIGESTS = ("rep-digest", "manager-digest")
SHOWN = 5


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    lived = asyncio.run(Year(tmp_path_factory.mktemp("year") / "year.db").live())
    kinds = Counter(each.kind for each in lived.ledger.seen)
    print(  # noqa: T201  what was proved: pytest shows it with -s, or when something fails
        f"\nthe year: {len(lived.rounds)} rounds, {len(lived.ledger.checks)} checks,"
        f" {len(lived.ledger.reflections)} reflections;"
        f" {len(lived.digests)} digests with {lived.numbers} numbers,"
        f" {len(lived.figures)} figures besides; shown: {dict(kinds)};"
        f" {len(lived.ledger.screens)} pages opened"
    )
    return lived


def first_shown(year: Lived) -> dict[str, Seen]:
    return {each.key: each for each in reversed(year.ledger.seen) if not each.again}


def nothing(wrong: Sequence[object]) -> None:
    assert not wrong, "\n".join([f"{len(wrong)} wrong, such as", *map(str, wrong[:SHOWN])])


def test_everything_due_was_recorded_once_and_nothing_else(year):
    due = {key for key, post in year.timetable.posts.items() if post.kind != "nudge"}
    kept = {key for key in year.done if key.startswith(("tip:", *(f"{kind}:" for kind in DIGESTS)))}
    nothing(sorted(due - kept))
    nothing(sorted(kept - due))
    once = Counter(each.key for each in year.ledger.seen if not each.again)
    assert [key for key, times in once.items() if times > 1] == []


def test_a_time_that_the_clocks_skip_and_one_that_comes_twice_were_lived_through(year):
    nile, posts = year.ledger.crews["Nile"], year.timetable.posts.values()
    skipped = {
        post.due
        for post in posts
        if (post.team, post.kind, post.period) == ("Nile", "rep-digest", "2026-W17")
    }
    assert skipped == {datetime(2026, 4, 23, 22, tzinfo=UTC)}  # there was no 00:30
    twice = year.timetable.posts[f"tip:{nile.id}:2026-10-29"]
    assert twice.due == datetime(2026, 10, 29, 20, 30, tzinfo=UTC)  # the first 23:30


def test_everything_went_when_it_should_or_was_skipped_for_the_right_reason(year):
    shown = first_shown(year)
    wrong: list[object] = []
    for post in year.timetable.posts.values():
        done, seen = year.done.get(post.key), shown.get(post.key)
        if done is None:
            if post.kind != "nudge" or post.state != "waiting":
                wrong.append((post, "never tried"))
        elif done.state.value != post.state or (post.state == "skipped" and done.why != post.why):
            wrong.append((post, done.state.value, done.why))
        elif post.state == "sent" and (seen is None or seen.at != post.sent):
            wrong.append((post, seen and seen.at))
        elif post.state == "waiting" and post.kind != "nudge" and done.delivery.until != post.until:
            wrong.append((post, done.delivery.until))
    nothing(wrong)


def test_every_digest_says_what_the_naive_reckoning_says(year):
    wrong: list[object] = []
    for key, told in year.told.items():
        kept = year.digests.get(key)
        if (kept is None) != (told is None):
            wrong.append((key, told, kept))
        elif kept is not None and told is not None:
            found = said(Document.model_validate_json(kept[0]))
            if found != told.lines:
                wrong.append((key, told.lines, found))
            if set(kept[1]) != told.named:
                wrong.append((key, "named", told.named, set(kept[1])))
    nothing(wrong)
    assert set(year.digests) <= set(year.told)


def test_every_tip_is_the_one_that_the_day_should_have(year):
    shown = first_shown(year)
    tips = {tip.id: tip for theme in year.library.themes.values() for tip in theme.tips}
    brought = {key: Document.model_validate_json(shown[key].text) for key in year.tips if key in shown}
    nothing([key for key, page in brought.items() if tips[year.tips[key]].ask not in said(page)])
    assert len(brought) > 500


# ------------------------------------------------------------------------------------------- what is private


def readers(kind: str) -> str:
    """Who besides its writer may read that kind of text: nobody, the team, its managers, or a person (id)."""
    what, _, whom = kind.partition(" ")
    if what in {"note", "answer"}:
        return whom
    return {"feedback": "managers", "condition": "team"}.get(what, "nobody")


def leaks(year: Lived, text: str, person: int, role: str, team: str) -> list[tuple[str, ...]]:
    """Marked texts on a page that whoever reads it must not see."""
    found: list[tuple[str, ...]] = []
    for mark in set(MARK.findall(text)):
        kind, writer, whose = year.ledger.marks[mark]
        allowed = {
            "nobody": False,
            "team": team == whose,
            "managers": role == "manager" and team == whose,
        }
        may = readers(kind)
        if writer != person and not allowed.get(may, may == str(person)):
            found.append((mark, kind, str(writer), whose))
    return found


def test_nobody_reads_a_private_text_of_somebody_else(year):
    wrong = []
    roles = {member.id: (member.role, member.team) for member in year.ledger.members.values()}
    for seen in year.ledger.seen:
        if seen.person is None:
            wrong += [(seen.key, mark) for mark in MARK.findall(seen.text)]
        else:
            role, team = seen.reader or roles[seen.person]
            wrong += [(seen.key, *leak) for leak in leaks(year, seen.text, seen.person, role, team)]
    for member, text in year.ledger.screens:
        wrong += [(member.name, *leak) for leak in leaks(year, text, member.id, member.role, member.team)]
    nothing(wrong)


def test_a_rep_can_read_what_a_manager_was_told_of_them_and_of_nobody_else(year):
    wrong = []
    names = year.ledger.names()
    for key, (whole, parts) in year.digests.items():
        manager = int(key.split(":")[1])
        everything = set(said(Document.model_validate_json(whole)))
        for rep, part in parts.items():
            wrong += [(key, rep, *leak) for leak in leaks(year, part, rep, "rep", "")]
            for line in said(Document.model_validate_json(part)):
                others = [
                    name for ident, name in names.items() if line.startswith(f"{name}: ") and ident != rep
                ]
                if others or (line not in everything and line != "What you asked"):
                    wrong.append((key, rep, line))
        assert manager not in parts
    nothing(wrong)


def test_the_marks_were_there_to_be_found(year):
    """They were shown to their writers; else it would prove nothing that nobody else saw them."""
    shown = {mark for seen in year.ledger.seen for mark in MARK.findall(seen.text)}
    shown |= {mark for _, text in year.ledger.screens for mark in MARK.findall(text)}
    kinds = {year.ledger.marks[mark][0].split(" ")[0] for mark in shown}
    assert kinds >= {"feedback", "condition", "note", "answer", "learning", "question"}


def test_the_access_log_has_a_row_for_each_thing_a_manager_saw_and_no_other(year):
    db = sqlite3.connect(year.db)
    rows = db.execute("SELECT rep, at, manager, what, name FROM accesses").fetchall()
    db.close()
    kept = {(rep, datetime.fromisoformat(at), manager, what, name) for rep, at, manager, what, name in rows}
    assert len(kept) == len(rows)
    nothing(sorted(map(str, year.ledger.accesses - kept)))
    nothing(sorted(map(str, kept - year.ledger.accesses)))


# --------------------------------------------------------------------------------------------------- noise


def test_nobody_gets_more_than_three_messages_on_one_day_of_theirs(year):
    counts = Counter(
        (seen.person, today(seen.at, seen.zone))
        for seen in year.ledger.seen
        if seen.person is not None and not seen.again and seen.kind in BEGUN
    )
    nothing([(who, times) for who, times in counts.items() if times > 3])
    assert max(counts.values()) == 3, "a year in which nobody ever got three shows nothing"


def test_quiet_hours_and_days_off_are_kept_by_all_but_digests_on_their_time(year):
    wrong = []
    for seen in year.ledger.seen:
        if seen.person is None or seen.again or seen.kind not in BEGUN:
            continue
        post = year.timetable.posts.get(seen.key)
        if seen.kind.endswith("digest") and post is not None and seen.at - post.goes <= timedelta(hours=1):
            continue
        day = today(seen.at, seen.zone)
        begins, ends = instant(day, "08:00", seen.zone), instant(day, "19:00", seen.zone)
        if not (works(seen.country, day) and begins <= seen.at < ends):
            wrong.append((seen.key, seen.at, seen.zone))
    nothing(wrong)


def test_who_is_quiet_or_away_gets_nothing_that_the_bot_begins(year):
    nothing(
        [
            seen
            for seen in year.ledger.seen
            if seen.person and seen.kind in BEGUN and not seen.again and seen.hushed
        ]
    )


def test_who_ignored_two_nudges_gets_fewer(year):
    skipped = Counter(post.why for post in year.timetable.posts.values() if post.kind == "nudge")
    assert skipped["spared"] > 20  # each where the naive count says so: see the test of times above


# ------------------------------------------------------------------------------------ numbers nobody is told


def test_views_facts_and_measures_agree_with_the_reckoning(year):
    nothing([(what, found, told) for what, found, told in year.figures if found != told])
    assert len(year.figures) > 500
