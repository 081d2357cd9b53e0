"""`kairos chat` by hand: what is typed, what is shown, and that a conversation can be played again."""

import json
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands.chat import INTERRUPTED
from bot.ids import DICE_BITS
from tests.cli.conftest import Kairos

GOOD = "4\nTwo days instead of 6\n1 2\n\nWhat happens on Monday?\n1\n70\n\n\n"
"""Know, difference, proof, doubt, question, step, chance, end, nothing folded: every ground is full."""

CLOSED = GOOD.replace("What happens on Monday?", "Are you happy?")


KEPT_HERE = ("--transcript", "kept.yaml")


def transcript() -> dict[str, Any]:
    """What was written down to be kept as a test; the next one may take its place."""
    kept = Path("kept.yaml")
    script: dict[str, Any] = yaml.load(kept.read_text(), Loader=yaml.BaseLoader)  # noqa: S506  texts only
    kept.unlink()
    return script


KEPT = "You kept yours, and it is your call. The other four grounds are full."


def test_a_check_is_typed_to_its_verdict_and_the_barrier_taken(kairos: Kairos) -> None:
    result = kairos("chat", "precall", "Acme", typed=GOOD + "6\n")
    assert result.exit_code == 0
    assert "Right earned." in result.stdout
    assert "Your plan: If they go quiet, then I count to five before I speak." in result.stdout
    assert result.stderr == "you@localhost is new; they are in the team Local now\n"


def test_the_coach_pushes_back_once_and_theirs_can_be_kept(kairos: Kairos) -> None:
    result = kairos("chat", "precall", "Acme", *KEPT_HERE, typed=CLOSED + "keep\n8\n")
    assert "Something is missing in the question." in result.stdout
    assert "Or type keep: Keep mine" in result.stdout
    assert "4 of 5 grounds full" in result.stdout
    turns = transcript()["turns"]
    assert [turn["shows"] for turn in turns] == ["push-back", "verdict", "verdict"]
    assert turns[1]["keep"] == "true"


def test_an_experiment_below_the_verdict_is_swapped_and_taken_by_its_word(kairos: Kairos) -> None:
    offer, now = "To try in your next calls: ", "You are trying: "
    left = kairos("chat", "precall", "Acme", typed=CLOSED + "keep\n\nwhat\n\n")
    assert left.exit_code == 0
    assert "Or type take: I'll try it\nOr type swap: Another one" in left.stdout
    assert now not in left.stdout
    other = kairos("chat", "precall", "Bolt", typed=CLOSED + "keep\n\n")
    assert offer not in other.stdout  # once a week is enough


def test_what_is_taken_below_a_verdict_is_said_there_and_at_the_next_check(kairos: Kairos) -> None:
    offer, now = "To try in your next calls: ", "You are trying: "
    taken = kairos("chat", "precall", "Acme", *KEPT_HERE, typed=CLOSED + "keep\n\nswap\ntake\n")
    first, second = [line for line in taken.stdout.splitlines() if line.startswith(offer)]
    assert first != second
    assert f"{now}{second.removeprefix(offer)}\n" in taken.stdout
    turns = transcript()["turns"]
    assert [turn["press_button"] for turn in turns[-2:]] == ["Another one", "I'll try it"]
    following = kairos("chat", "precall", "Bolt", typed=GOOD + "\n")
    assert following.stdout.count(now) == 1


def test_an_answer_can_be_edited_when_the_coach_pushes_back(kairos: Kairos) -> None:
    result = kairos("chat", "precall", "Acme", typed=CLOSED + "Who is happy?\n\n")
    assert "Right earned." in result.stdout
    assert "Question: Who is happy?" in result.stdout


def test_what_cannot_be_taken_is_asked_again_at_once_with_the_reason(kairos: Kairos) -> None:
    bad = GOOD.replace("\n70\n\n", "\n70\n25:99\n10:30\n")
    result = kairos("chat", "precall", "Acme", typed=bad + "\n")
    assert result.stdout.count("When does the call end?") == 1
    _, _, after = result.stdout.partition("When does the call end?")
    assert after.count("! Write the time as hours:minutes") == 1
    assert "Right earned." in after


def test_a_text_that_is_too_long_is_refused_where_it_is_typed(kairos: Kairos) -> None:
    long = GOOD.replace("Two days", "x" * 301 + "\nTwo days")
    result = kairos("chat", "precall", "Acme", typed=long + "\n")
    assert result.stdout.count("! Too long: 300 characters at most.") == 1
    assert "Right earned." in result.stdout


def test_what_must_be_answered_says_so_and_enter_does_not_pass_it(kairos: Kairos) -> None:
    result = kairos("chat", "precall", "Acme", typed="\n" + GOOD + "\n")
    needed = [line for line in result.stdout.splitlines() if line.endswith(" (needed)")]
    assert needed[:3] == [
        "What do you know of them that their website does not say? (needed)",
        "The step you want them to take (needed)",
        "How likely are they to take it? (needed)",
    ]
    assert result.stdout.count("! Choose one to go on.") == 1
    assert "Right earned." in result.stdout


def test_a_wrong_answer_that_was_kept_half_way_is_not_offered_again(kairos: Kairos) -> None:
    kairos("chat", "precall", "Acme", typed=GOOD.removesuffix("\n\n") + "\n")
    with sqlite3.connect("kairos.db") as db:  # as a form that was closed half-way keeps it
        (draft,) = db.execute("SELECT draft FROM sessions").fetchone()
        db.execute("UPDATE sessions SET draft = ?", (json.dumps(json.loads(draft) | {"ends": ["25:99"]}),))
    db.close()
    back = kairos("chat", "precall", "Acme", typed="\n" * 8 + "\n\n")
    _, _, asked = back.stdout.partition("When does the call end?")
    assert "! Write the time as hours:minutes" in asked
    assert "[25:99]" not in back.stdout
    assert asked.count("! Write the time as hours:minutes") == 1
    assert "Right earned." in asked


def test_what_is_asked_below_the_verdict_is_passed_by_with_enter(kairos: Kairos) -> None:
    result = kairos("chat", "precall", "Acme", typed=GOOD + "-\n")
    assert "! Choose one" not in result.stdout
    assert "You stopped here" not in result.stdout
    assert result.exit_code == 0


def test_numbers_that_are_not_on_the_list_are_asked_again(kairos: Kairos) -> None:
    typed = "9\n1 2\nnobody\n?\n" + GOOD
    result = kairos("chat", "precall", "Acme", typed=typed + "\n")
    assert "! 9 is not on the list. Type a number from 1 to 4, or ? for help." in result.stdout
    assert "! Choose only one." in result.stdout
    assert "! nobody is not on the list." in result.stdout
    assert "Type the number of one line." in result.stdout
    assert "Right earned." in result.stdout


def test_help_says_how_each_kind_of_question_is_answered(kairos: Kairos) -> None:
    typed = "4\n?\nTwo days instead of 6\n?\n1 2\n\nWhat happens on Monday?\n1\n70\n?\n-\n\n\n"
    shown = kairos("chat", "precall", "Acme", *KEPT_HERE, typed=typed).stdout
    assert "Type a sentence, 300 characters at most." in shown
    assert "For example: Their month-end close takes two days instead of six" in shown
    assert "Type the numbers of one or more lines, such as 1 3." in shown
    assert "Write the time as hours:minutes, for example 15:30." in shown
    assert "ends" not in transcript()["turns"][0]["answer"]["values"]


def test_folded_questions_are_asked_on_request(kairos: Kairos) -> None:
    typed = GOOD[:-1] + "m\n1\nShe leaves at five\n-\n\n"
    kairos("chat", "precall", "Acme", *KEPT_HERE, typed=typed)
    values = transcript()["turns"][0]["answer"]["values"]
    assert values["purpose"] == "goal"
    assert values["need"] == "She leaves at five"
    assert "opportunity" not in values


def test_leaving_half_way_keeps_what_was_typed_and_says_how_to_go_on(kairos: Kairos) -> None:
    left = kairos("chat", "precall", "Acme Ltd", *KEPT_HERE, typed="4\nTwo days inst")
    assert left.exit_code == 0
    command = "kairos chat precall 'Acme Ltd' --as you@localhost"
    assert left.stdout.endswith(f"\n\nYou stopped here. 2 answers are kept; go on with: {command}\n")
    assert transcript()["turns"] == [
        {"close": {"page": "check", "values": {"know": "person", "difference": "Two days inst"}}}
    ]
    back = kairos("chat", "precall", "acme  ltd", typed="\nTwo days instead of 6\n1 2\n\nWhy?\n1\n70\n\n\n\n")
    assert "You stopped here. Your answers are as you left them." in back.stdout
    assert "[This person's own goal or worry] > " in back.stdout
    assert "[Two days inst] > " in back.stdout
    assert "Right earned." in back.stdout


def test_where_it_is_left_it_names_the_database_that_it_was_given(kairos: Kairos) -> None:
    left = kairos("chat", "precall", "Acme", "--db", "my own.db", typed="4\n")
    assert "--as you@localhost --db 'my own.db'" in left.stdout


def test_where_nothing_is_typed_it_says_so(kairos: Kairos) -> None:
    left = kairos("chat", "precall", "Acme")
    assert left.stdout.splitlines()[-1] == (
        "You stopped here, and nothing new was typed. Go on with: kairos chat precall Acme --as you@localhost"
    )


def test_where_it_is_left_below_the_verdict_the_check_is_kept(kairos: Kairos) -> None:
    left = kairos("chat", "precall", "Acme", typed=GOOD)
    assert left.stdout.splitlines()[-1].startswith("You stopped here. Your answers are kept;")
    assert kairos("chat", "precall", "Acme").stdout.count("You stopped here. Your answers are") == 0


def test_two_chats_at_one_instant_make_no_two_ids_alike(kairos: Kairos) -> None:
    for deal in ("Acme", "Birch"):
        result = kairos("chat", "precall", deal, "--now", "2026-03-10T10:00Z", typed=GOOD + "6\n")
        assert "Your plan: If they go quiet" in result.stdout
    with sqlite3.connect("kairos.db") as db:
        made = [ident for (ident,) in db.execute("SELECT id FROM sessions ORDER BY id")]
    db.close()
    assert [ident >> DICE_BITS for ident in made] != [made[0] >> DICE_BITS] * 2


def test_what_was_left_can_be_begun_anew(kairos: Kairos) -> None:
    kairos("chat", "precall", "Acme", typed="4\nTwo days inst")
    result = kairos("chat", "precall", "Acme", *KEPT_HERE, typed="anew\n" + GOOD + "\n")
    assert "Or type anew: Begin anew" in result.stdout
    assert result.stdout.count("[Two days inst] > ") == 0
    assert transcript()["turns"][0] == {"press": "anew", "shows": "check"}


def test_a_reflection_stands_beside_its_check_and_names_conditions_by_their_words(kairos: Kairos) -> None:
    kairos("chat", "precall", "Acme", "--now", "2027-03-01T09:00Z", typed=GOOD + "\n")
    first = "2\n2027-03-05\n1\n\n\n1\nname the price, then wait\n1\nm\nTheir auditor agrees\n\n\n"
    result = kairos("chat", "postcall", "Acme", "--now", "2027-03-01T10:00Z", typed=first)
    assert "Your check before the call" in result.stdout
    assert "The next glass to fill: Their auditor agrees" in result.stdout
    second = "2\n\n1\n1 2\n\n1\n\n1\n\n"
    result = kairos("chat", "postcall", "Acme", "--now", "2027-03-02T10:00Z", *KEPT_HERE, typed=second)
    values = transcript()["turns"][0]["answer"]["values"]
    assert values["glasses"] == ["watch-my-back", "Their auditor agrees"]
    assert "Glasses full: 2 of 2" in result.stdout


def test_somebody_known_is_taken_as_they_are(kairos: Kairos) -> None:
    Path("people.csv").write_text(
        "name,email,role,team,platform,workspace,user,timezone\n"
        "Mia,mia@example.com,rep,North,slack,T1,U1,Asia/Tokyo\n"
    )
    kairos("roster", "import", "people.csv")
    mia = ("--as", "MIA@example.com", "--now", "2027-03-01T00:00Z")
    result = kairos("chat", "precall", "Acme", *mia, *KEPT_HERE, typed="1\n")
    assert result.stderr == ""
    script = transcript()
    assert (script["zone"], script["now"]) == ("Asia/Tokyo", "2027-03-01T09:00:00+09:00")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["precal", "Acme"], "there is no flow 'precal'; there are "),
        (["precall", " "], "a deal's name has 1 to 200 characters"),
        (["precall", "A" * 201], "a deal's name has 1 to 200 characters"),
        (["precall", "Acme", "--now", "2027-03-01T09:00"], "has no zone; add it"),
        (["precall", "Acme", "--now", "tomorrow"], "is no instant; write it like"),
        (["precall", "Acme", "--as", "me"], "'me' is no e-mail"),
        (["precall", "\u200b"], "a deal's name has 1 to 200 characters"),
        (["precall", "Acme", "--transcript", "."], "is a directory"),
        (["precall", "Acme", *KEPT_HERE, "--answers", "a.yaml"], "--transcript is for what is typed"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(kairos: Kairos, arguments: list[str], message: str) -> None:
    result = kairos("chat", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_a_transcript_takes_no_other_files_place(kairos: Kairos) -> None:
    Path("kept.yaml").write_text("precious")
    result = kairos("chat", "precall", "Acme", *KEPT_HERE, typed=GOOD)
    assert result.exit_code == 2
    assert "kept.yaml is there already; name another file" in " ".join(result.stderr.split())
    assert Path("kept.yaml").read_text() == "precious"


# ------------------------------------------------------------------------------ names that are near others


@pytest.fixture
def acme(kairos: Kairos) -> Kairos:
    """There is a deal called Acme."""
    kairos("chat", "precall", "Acme", typed=GOOD + "8\n")
    return kairos


def deals() -> set[str]:
    """The names of all deals."""
    with sqlite3.connect("kairos.db") as db:
        found = {name for (name,) in db.execute("SELECT name FROM deals")}
    db.close()
    return found


def test_a_mistyped_name_is_asked_about_and_the_deal_that_is_meant_taken(acme: Kairos) -> None:
    result = acme("chat", "precall", "Acne", *KEPT_HERE, typed="1\n" + GOOD + "8\n")
    assert "There is no deal called Acne yet. Is it one of these?" in result.stdout
    assert "Before the call: Acme" in result.stdout
    assert transcript()["deal"] == "Acme"
    assert deals() == {"Acme"}


def test_none_of_those_that_are_near_is_a_new_deal_with_the_name_as_it_is_or_another(acme: Kairos) -> None:
    acme("chat", "precall", "Acne", typed="2\n\n" + GOOD)
    assert deals() == {"Acme", "Acne"}
    result = acme("chat", "precall", "Ac", *KEPT_HERE, typed="3\nBirch\n" + GOOD)
    assert "What the new deal is called (needed)\n[Ac] > " in result.stdout
    assert transcript()["deal"] == "Birch"
    assert deals() == {"Acme", "Acne", "Birch"}


def test_whoever_leaves_before_saying_which_deal_leaves_nothing_behind(acme: Kairos) -> None:
    result = acme("chat", "precall", "Acne", *KEPT_HERE)
    assert result.exit_code == 0
    assert result.stdout.endswith("\n\nYou stopped here, and nothing was kept.\n")
    assert deals() == {"Acme"}
    assert not Path("kept.yaml").exists()


def test_whoever_says_that_it_is_new_is_not_asked(acme: Kairos) -> None:
    result = acme("chat", "precall", "Acne", "--new", typed=GOOD)
    assert "Is it one of these?" not in result.stdout
    assert deals() == {"Acme", "Acne"}


def test_a_transcript_has_the_shape_that_the_tests_play(kairos: Kairos) -> None:
    now = ("--now", "2027-03-01T09:00+01:00")
    kairos("chat", "precall", "Acme", *now, *KEPT_HERE, typed=CLOSED + "keep\n8\n")
    assert transcript() == {
        "about": "A conversation about Acme, typed in a terminal.",
        "flow": "precall",
        "deal": "Acme",
        "zone": "UTC",
        "now": "2027-03-01T08:00:00+00:00",
        "turns": [
            {
                "answer": {
                    "page": "check",
                    "values": {
                        "know": "person",
                        "difference": "Two days instead of 6",
                        "proof": ["logic", "trial"],
                        "doubt": "some",
                        "question": "Are you happy?",
                        "advance": "introduce",
                        "chance": "70",
                        "ends": "08:45",
                    },
                },
                "shows": "push-back",
            },
            {"keep": "true", "shows": "verdict", "says": [KEPT]},
            {
                "answer": {"page": "verdict", "values": {"barrier": "none"}},
                "shows": "verdict",
                "says": [KEPT],
            },
        ],
    }


# ---------------------------------------------------------------------------------------- in a real terminal


def heed_ctrl_c() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """`kairos chat` in a pseudo-terminal, typed into like a person would."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        self._screen, end = pty.openpty()
        command = [sys.executable, "-m", "bot", "chat", *arguments]
        self.process = subprocess.Popen(
            command,
            stdin=end,
            stdout=end,
            stderr=end,
            env=env | {"PATH": os.defpath},
            start_new_session=True,
            preexec_fn=heed_ctrl_c,  # noqa: PLW1509  no other thread holds a lock here
        )
        os.close(end)
        self.shown = ""

    def wait_for(self, part: str, seconds: float = 30) -> None:
        """Read until the screen shows this."""
        until = time.monotonic() + seconds
        while part not in self.shown:
            ready, _, _ = select.select([self._screen], [], [], max(until - time.monotonic(), 0))
            assert ready, f"{part!r} never came: {self.shown!r}"
            try:
                self.shown += os.read(self._screen, 4096).decode()
            except OSError as closed:  # Linux ends a pseudo-terminal that nobody holds with an error
                raise AssertionError(self.shown) from closed

    def type(self, text: str) -> None:
        """Type this."""
        os.write(self._screen, text.encode())

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        os.close(self._screen)


@pytest.fixture
def terminal(env: dict[str, str]) -> Iterator[Terminal]:
    """A check of Acme, begun in a terminal."""
    opened = Terminal(env, "precall", "Acme")
    yield opened
    opened.close()


def test_ctrl_c_in_a_terminal_keeps_what_was_typed(terminal: Terminal, kairos: Kairos) -> None:
    terminal.wait_for("What do you know of them")
    terminal.wait_for("> ")
    terminal.type("4\n")
    terminal.wait_for("What changes for them")
    terminal.process.send_signal(signal.SIGINT)
    terminal.wait_for("One answer is kept; go on with: kairos chat precall Acme")
    assert terminal.process.wait(20) == INTERRUPTED
    assert "Traceback" not in terminal.shown
    assert "[This person's own goal or worry] > " in kairos("chat", "precall", "Acme").stdout


def test_ctrl_d_in_a_terminal_does_the_same(terminal: Terminal) -> None:
    terminal.wait_for("> ")
    terminal.type("4\n")
    terminal.wait_for("What changes for them")
    terminal.type("\x04")
    terminal.wait_for("One answer is kept; go on with: kairos chat precall Acme")
    assert terminal.process.wait(20) == 0
    assert "turns:" not in terminal.shown
