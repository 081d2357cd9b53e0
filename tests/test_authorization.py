"""Who may do what: every word, button and form x everybody x what it may name. All else is turned away.

A row says for whom something is done (``does``) and who only sees a page (``sees``: nothing is written).
Everybody else is turned away: nothing is written then. And nobody ever reads what is not theirs to read.
A new act, word or form without a row fails.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pytest

from bot.coach.coach import EVENTS
from dialogs.document import Act
from dialogs.frozen import Values
from tests.authorized import ACTORS, CHECK, LIBRARY, SEEN, USED, Came, Place, Try, a_world

ALL = " ".join(ACTORS)
IN_TEAM = "Ana Ben Mia Tom Ida Ada Eva"
NORTH = "Ana Ben Mia"
LEADS_NORTH = "Mia Ida"  # Ida is the admin of North's workspace; Ada is another's
NOBODY = ""
TEXT = {"text": ("Something kind",)}


class Row(NamedTuple):
    """What is tried, for whom it is done, who only sees a page."""

    ref: str = ""
    does: str = NOBODY
    sees: str = NOBODY
    page: str = ""
    values: Mapping[str, Values] = {}


STRANGE = ("", "4711", "9" * 19, "9" * 30, "-1", "²", "1 OR 1=1", "../1", "Ana", "\x00")
"""Refs that name nothing."""


def nobody(*refs: str) -> tuple[Row, ...]:
    return tuple(Row(ref) for ref in refs)


OTHERS_SESSIONS = nobody("{open_sol}", "{open_wes}", "{done_wes}", "{open_eva}", "{done_eva}", *STRANGE)
"""Of Eva's too she sees nothing any more but in her export: the deal is North's."""

AT_VERDICTS = tuple(f"{{experiment}}/{row.ref}" for row in OTHERS_SESSIONS)
"""An experiment at the verdict of a session that is not one's own."""

SESSION = (Row("{open_ana}", does="Ana"), Row("{done_ana}", does="Ana"), *OTHERS_SESSIONS)

DEAL = (
    Row("{deal_north}", does="Mia", sees="Ana Ben"),  # a manager's look is written down
    Row("{deal_south}", does="Tom Ida", sees="Eva"),
    Row("{deal_west}", does="Ada"),
    *nobody(*STRANGE),
)
"""A deal is its team's."""

TIMES = {"rep-digest": ("Thu 9:00",), "manager-digest": ("Mon 9:00",), "tip-time": ("8:00",)}

CARE = (
    Row("{deal_north}", sees="Ana Mia"),  # who had a session about it, and who leads its team
    Row("{deal_south}", sees="Tom Ida"),
    Row("{deal_west}", sees="Ada"),
    *nobody(*STRANGE),
)
"""A form about a deal."""

NAMED = {"deal-name": ("Another name",), "glasses": ("watch-my-back",), "due": ("2026-04-01",)}

SETUP = (
    *(
        Row(f"{part}/{{north}}", sees=LEADS_NORTH)
        for part in ("team", "place", "times", "themes", "add", "remove", "choose")
    ),
    Row("place/{south}", sees="Tom Ida"),
    Row("place/{west}", sees="Ada"),
    Row("claim/{north}", sees="Mia Tom Ida Ada"),  # they see their own team, which is led already
    Row("", sees="Mia Tom Ida Ada"),
    *nobody("place", "place/", "place/4711", "nothing/{north}", "{north}", *STRANGE[1:]),
)

PRESSES: Mapping[Act, tuple[Row, ...]] = {
    Act.ANSWER: (Row("{open_ana}"),),  # no button: a form
    Act.KEEP: SESSION,
    Act.RESUME: SESSION,
    Act.REOPEN: SESSION,
    Act.PLAN: (Row("{done_ana}", sees="Ana"), Row("{open_ana}", sees="Ana"), *OTHERS_SESSIONS),
    Act.ANEW: SESSION,
    Act.LET_GO: SESSION,
    Act.BEGIN: (
        Row("precall", sees=IN_TEAM),
        Row("precall/{deal_north}", does=NORTH),
        Row("postcall/{deal_south}", does="Tom Ida Eva"),
        Row("postcall/{deal_west}", does="Ada"),
        Row("precall/=Another one", does=IN_TEAM),
        *nobody("nothing", "nothing/{deal_north}", *(f"precall/{each}" for each in STRANGE[1:]), *STRANGE),
    ),
    Act.DEALS: (Row(sees=ALL), Row("{north}", sees=ALL)),  # always one's own
    Act.DEAL: DEAL,
    Act.HELP: (Row(),),  # help is what whoever is turned away sees
    Act.HOME: (Row(sees=ALL), Row("{ana}", sees=ALL)),
    Act.SETTINGS: (Row(sees=ALL), Row("{ana}", sees=ALL)),
    Act.QUIET: (Row("on", does=ALL), Row("off", does=ALL)),
    Act.EXPORT: (Row(sees=ALL), Row("{ana}", sees=ALL)),
    Act.FORGET: (Row(sees=ALL), Row("{ana}", sees=ALL), Row("yes", does=ALL)),
    Act.WEEK: (Row(sees=IN_TEAM), Row("{ana}", sees=IN_TEAM)),
    Act.TEAM: (Row(does="Mia Tom Ida Ada"), Row("{north}", does="Mia Tom Ida Ada")),  # always their own
    Act.SHARED: (Row(sees=ALL), Row("{ana}", sees=ALL)),
    Act.ASK: (
        Row(sees=IN_TEAM),
        Row("{deal_north}", sees=NORTH),
        Row("{deal_west}", sees="Ada"),
        *nobody(*STRANGE[1:]),
    ),
    Act.REPLY: (
        Row("{ask_ana}", sees="Mia"),
        Row("{ask_sol}", sees="Tom"),
        *nobody("{ask_wes}", "{ana}", *STRANGE),
    ),
    Act.NOTE: (
        Row(sees="Mia Tom"),  # the choice of their reps
        Row("{ana}", sees="Mia"),
        Row("{sol}", sees="Tom"),
        Row("{ana}/{deal_north}", sees="Mia"),
        Row("{ana}/{deal_north}/=What did they fear?", sees="Mia"),
        *nobody("{wes}", "{mia}", "{ida}", "{nil}", *STRANGE[1:]),
        *nobody("{ana}/{deal_south}", "{sol}/{deal_north}", "{wes}/{deal_west}/=Why?", "{ana}/4711"),
    ),
    Act.WRITE_BACK: (Row("{note_ana}", sees="Ana"), *nobody("{ask_ana}", "{ana}", *STRANGE)),
    Act.THANK: (Row("{note_ana}", does="Ana"), *nobody("{ask_ana}", "{ana}", *STRANGE)),
    Act.RECALL: (
        Row("{learnt_ana}/kept", does="Ana"),
        Row("{learnt_sol}/no-moment", does="Sol"),
        *nobody("{learnt_wes}/kept", "{learnt_ana}", "{learnt_ana}/well", "{open_ana}/kept", *STRANGE),
    ),
    Act.TAKE: (
        Row("{experiment}", does=IN_TEAM),
        Row("{experiment}/{done_ana}", does="Ana"),
        Row("{experiment}/{done_ana}/card", does="Ana"),
        *nobody("nothing", "{experiment}/{open_ana}", "{experiment}/{done_ana}/page", *AT_VERDICTS, *STRANGE),
    ),
    Act.SWAP: (
        Row("{experiment}", sees=IN_TEAM),
        Row("{experiment}/{done_ana}", sees="Ana"),
        Row("{experiment}/{done_ana}/card", sees="Ana"),
        *nobody("nothing", "{experiment}/{open_ana}", "{experiment}/{done_ana}/page", *AT_VERDICTS, *STRANGE),
    ),
    Act.TIP: (Row(sees=IN_TEAM),),
    Act.TRYING: (
        Row("{north}/{tip}", does=NORTH),
        Row("{west}/{tip}", does="Ada"),
        *nobody("{north}/nothing", "4711/{tip}", *STRANGE),
    ),
    Act.NOT_FOR_US: (Row("{north}/{tip}", does=NORTH), *nobody("{north}", "4711/{tip}", *STRANGE)),
    Act.SETUP: SETUP,
    Act.PAUSE: (
        Row("{north}/2", does=LEADS_NORTH),
        Row("{west}/2", does="Ada"),
        Row("{north}/-1", sees=LEADS_NORTH),
        Row("{north}/999", sees=LEADS_NORTH),
        *nobody("4711/2", *STRANGE),
    ),
    Act.CHANGE: CARE,
    Act.CONDITIONS: CARE,
    Act.CLOSE: (
        *CARE,
        Row("{deal_north}/won", does="Ana Mia"),
        Row("{deal_north}/moved-on", does="Ana Mia"),
        Row("{deal_north}/nonsense", sees="Ana Mia"),
        Row("{deal_west}/won", does="Ada"),
        *nobody("4711/won", "{deal_north}x/won"),
    ),
    Act.OPEN_AGAIN: (
        Row("{deal_north}", does="Ana Mia"),
        Row("{deal_west}", does="Ada"),
        *nobody("{deal_north}/yes", *STRANGE),
    ),
    Act.MERGE: (
        *CARE,
        Row("{begun_north}/{deal_north}", sees="Ana Mia"),
        Row("{begun_north}/{deal_north}/yes", does="Ana Mia"),
        *nobody(
            "{deal_north}/{deal_south}", "{deal_north}/{deal_south}/yes", "{deal_west}/{deal_north}/yes",
            "{deal_west}/{deal_north}/yes", "{deal_north}/{deal_west}/yes", "{deal_north}/4711/yes",
        ),
    ),
    Act.REMOVE: (
        Row("{begun_north}", sees="Ana Mia"),
        Row("{begun_north}/yes", does="Ana", sees="Mia"),  # Mia reads why not: somebody began
        Row("{deal_north}/yes", sees="Ana Mia"),  # there is more of it than that
        Row("{deal_west}/yes", sees="Ada"),
        Row("{begun_north}/no/yes", sees="Ana Mia"),
        *nobody("4711/yes", *STRANGE),
    ),
}  # fmt: skip

ANSWER = tuple(
    Row(each.ref, each.does, each.sees, "check", CHECK) for each in SESSION if each.ref != "{done_ana}"
) + tuple(Row(f"{ref}/1f/abcdef", page="check", values=CHECK) for ref in ("{open_sol}", "{open_wes}", "4711"))

FORMS: Mapping[Act, tuple[Row, ...]] = {
    Act.ANSWER: ANSWER,
    Act.BEGIN: (
        Row("precall", does=IN_TEAM, values={"new": ("Another one",)}),
        Row("precall", does=NORTH, values={"deal": ("{deal_north}",)}),
        Row("precall", does="Ada", values={"deal": ("{deal_west}",)}),
        Row("precall", values={"deal": ("4711",)}),
        Row("nothing", values={"new": ("Another one",)}),
    ),
    Act.SETTINGS: (
        Row(does=ALL, values={"zone": ("Asia/Tokyo",), "quiet": ("on",)}),
        Row("{ana}", does=ALL, values={"zone": ("Asia/Tokyo",)}),  # their own, whatever the ref says
        Row(sees=ALL, values={"zone": ("Nowhere",)}),
    ),
    Act.ASK: (
        Row(does=IN_TEAM, values=TEXT),
        Row("{deal_north}", does=NORTH, values=TEXT),
        Row("{deal_west}", does="Ada", values=TEXT),
        *(Row(ref, values=TEXT) for ref in STRANGE[1:]),
    ),
    Act.REPLY: (
        Row("{ask_ana}", does="Mia", values=TEXT),
        Row("{ask_sol}", does="Tom", values=TEXT),
        *(Row(ref, values=TEXT) for ref in ("{ask_wes}", *STRANGE)),
    ),
    Act.NOTE: (
        Row("{ana}", does="Mia", values=TEXT),
        Row("{sol}", does="Tom", values=TEXT),
        Row("{ana}/{deal_north}", does="Mia", values=TEXT),
        *(Row(ref, values=TEXT) for ref in ("{ana}/{deal_south}", "{sol}/{deal_north}")),
        *(Row(ref, values=TEXT) for ref in ("{wes}", "{mia}", "{nil}", *STRANGE)),
    ),
    Act.WRITE_BACK: (
        Row("{note_ana}", does="Ana", values=TEXT),
        *(Row(ref, values=TEXT) for ref in ("{ask_ana}", "{ana}", *STRANGE)),
    ),
    Act.SETUP: (
        Row("place/{north}", LEADS_NORTH, values={"channel": ("C7",), "zone": ("UTC",)}),
        Row("times/{north}", LEADS_NORTH, values=TIMES),
        Row("themes/{north}", LEADS_NORTH, values={"gaps": ("yes",), "pinned": ("none",)}),
        Row("add/{north}", LEADS_NORTH, values={"who": ("U77",), "role": ("rep",)}),
        Row("add/{north}", LEADS_NORTH, values={"who": ("ben@example.com",), "role": ("manager",)}),
        # only an admin makes an admin, takes somebody out of another's team, or moves an admin
        Row("add/{north}", "Ida", "Mia", values={"who": ("ben@example.com",), "role": ("admin",)}),
        Row("add/{north}", "Ida", "Mia", values={"who": ("sol@example.com",), "role": ("rep",)}),
        Row("add/{north}", sees=LEADS_NORTH, values={"who": ("ida@example.com",), "role": ("rep",)}),
        # nobody takes somebody of another workspace, and nobody moves themselves
        Row("add/{north}", sees=LEADS_NORTH, values={"who": ("wes@example.com",), "role": ("rep",)}),
        Row("add/{south}", sees="Tom Ida", values={"who": ("ida@example.com",), "role": ("rep",)}),
        Row("remove/{north}", LEADS_NORTH, values={"member": ("{ben}",)}),
        Row("remove/{north}", "Ida", "Mia", values={"member": ("{mia}",)}),
        Row("remove/{north}", sees=LEADS_NORTH, values={"member": ("{wes}",)}),
        Row("place/{west}", "Ada", values={"channel": ("C7",), "zone": ("UTC",)}),
        *nobody("team/{north}", "claim/{north}", "choose/{north}", "place/4711", *STRANGE),
    ),
    Act.CHANGE: (
        Row("{shown_north}", does="Ana Mia", values=NAMED),
        Row("{shown_west}", does="Ada", values=NAMED),
        Row("{deal_north}", sees="Ana Mia", values=NAMED),  # it does not say what it showed: it is shown anew
        Row("{deal_north}", sees="Ana Mia", values={"deal-name": ("",)}),
        *(Row(ref, values=NAMED) for ref in STRANGE),
    ),
    Act.CONDITIONS: (
        Row("{deal_north}", does="Ana Mia", values={"new": ("A new one",)}),
        Row("{deal_west}", does="Ada", values={"new": ("A new one",)}),
        *(Row(ref, values={"new": ("A new one",)}) for ref in STRANGE),
    ),
    Act.MERGE: (
        Row("{begun_north}", sees="Ana Mia", values={"into": ("{deal_north}",)}),
        *(Row("{deal_north}", values={"into": (each,)}) for each in ("{deal_south}", "{deal_west}", "4711")),
        Row("{deal_west}", values={"into": ("{deal_north}",)}),
    ),
}  # fmt: skip

WORDS_SAID: Mapping[str, tuple[Row, ...]] = {
    "precall": (Row(sees=IN_TEAM), Row("DEAL-NORTH Ana", does=IN_TEAM)),  # of their own team, so called
    "postcall": (Row(sees=IN_TEAM), Row("DEAL-NORTH Ana", does=IN_TEAM)),
    "breakthrough": (Row(sees=IN_TEAM), Row("DEAL-NORTH Ana", does=IN_TEAM)),
    "stuck": (Row(sees=IN_TEAM), Row("DEAL-NORTH Ana", does=IN_TEAM)),
    "walk": (Row(sees=IN_TEAM), Row("DEAL-NORTH Ana", does=IN_TEAM)),
    "help": (Row(), Row("Ana")),
    "deals": (Row(sees=ALL),),
    "deal": (
        Row(sees=ALL),
        Row("DEAL-NORTH Ana", does="Mia", sees="Ana Ben"),
        Row("DEAL-WEST Wes", does="Ada"),
        Row("{deal_north}"),  # a name, not an id
    ),
    "week": (Row(sees=IN_TEAM), Row("Ana", sees=IN_TEAM)),
    "team": (Row(does="Mia Tom Ida Ada"), Row("North", does="Mia Tom Ida Ada")),
    "shared": (Row(sees=ALL), Row("all", sees=ALL), Row("Ana", sees=ALL)),
    "settings": (Row(sees=ALL),),
    "quiet": (Row(does=ALL), Row("off", does=ALL)),
    "export": (Row(sees=ALL), Row("Ana", sees=ALL)),
    "forget": (Row(sees=ALL), Row("yes", sees=ALL)),  # asks first, always
    "ask": (Row(sees=IN_TEAM), Row("Something", does=IN_TEAM)),
    "note": (
        Row("Ana Something", does="Mia"),
        Row("ana@example.com Something", does="Mia"),
        Row("<@UANA> Something", does="Mia"),
        Row("<@UWES> Something"),
        Row("Sol Something", does="Tom"),
        Row("Wes Something"),
        Row("Ana", sees="Mia"),
    ),
    "tip": (Row(sees=IN_TEAM),),
    "admin": (Row(sees="Ida Ada"), Row("West", sees="Ida Ada")),  # counts of their own workspaces
    "setup": (Row(sees="Mia Tom Ida Ada"), Row("pause 2", does="Mia Tom Ida Ada")),
}


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, runner: asyncio.Runner) -> Iterator[Place]:
    world = a_world(tmp_path_factory.mktemp("world"))
    yield runner.run(world.__aenter__())
    runner.run(world.__aexit__(None, None, None))


def wrong_with(name: str, row: Row, came: Came, *, must_write: bool) -> Iterator[str]:
    """What is not as the table says."""
    does, sees = row.does.split(), row.sees.split()
    if came.marks - SEEN[name]:
        yield f"reads {sorted(came.marks - SEEN[name])}"
    if name not in does and came.wrote:
        yield "wrote something"
    if name in does and must_write and not came.wrote:
        yield "wrote nothing"
    if came.away == (name in does or name in sees):
        yield f"was {'turned away' if came.away else 'heard'}: {came.said}"


async def checked(place: Place, way: str, act: Act, rows: Iterable[Row], word: str = "") -> list[str]:
    """Every row tried by every actor, with a new key and with one that somebody used."""
    wrong = []
    for row in rows:
        ref = f"{word} {row.ref}".strip() if word else row.ref
        what = Try(way, act, ref, row.page, row.values)
        for name in ACTORS:
            came = await place.tries(name, what, place.key())
            said = list(wrong_with(name, row, came, must_write=way == "fill"))
            again = await place.tries(name, what, USED)  # what was heard once is not done again
            said += [f"{each} (replayed)" for each in wrong_with(name, row, again, must_write=False)]
            if way == "fill" and name not in (row.does + row.sees).split():
                looks = await place.tries(name, Try("again", act, ref, row.page, row.values), "")
                said += [
                    f"{each} (again)"
                    for each in wrong_with(name, Row(), looks, must_write=False)
                    if not each.startswith("was heard")
                ]
            wrong += [
                f"{name}: {way} {act if not word else ''} {ref!r} {dict(row.values)}: {each}" for each in said
            ]
    return wrong


@pytest.mark.parametrize("act", Act)
def test_a_button_is_for_whom_the_table_says(act: Act, place: Place, runner: asyncio.Runner):
    assert not runner.run(checked(place, "press", act, PRESSES[act]))


@pytest.mark.parametrize("act", FORMS)
def test_a_form_is_for_whom_the_table_says(act: Act, place: Place, runner: asyncio.Runner):
    assert not runner.run(checked(place, "fill", act, FORMS[act]))


@pytest.mark.parametrize("word", WORDS_SAID)
def test_a_word_is_for_whom_the_table_says(word: str, place: Place, runner: asyncio.Runner):
    coached = word if word in LIBRARY.flows else f"/coach {word}"
    assert not runner.run(checked(place, "say", Act.HELP, WORDS_SAID[word], coached))


def test_a_form_closed_half_way_is_kept_for_its_own_rep_alone(place: Place, runner: asyncio.Runner):
    rows = [
        Row("{open_ana}", does="Ana", page="check", values={"question": ("Half a qu",)}),
        *OTHERS_SESSIONS,
    ]
    assert not runner.run(checked(place, "close", Act.ANSWER, rows))


def test_every_act_word_and_form_has_a_row(place: Place):
    offers = place.coach.offers
    assert set(PRESSES) == set(Act)
    assert set(FORMS) == {Act.ANSWER}.union(*(each.forms for each in offers))
    assert set(WORDS_SAID) == {"help", *LIBRARY.flows}.union(*(each.words for each in offers))
    assert {act for each in offers for act in each.acts} | set(EVENTS) <= set(PRESSES)


def test_the_table_lets_somebody_do_each_thing_and_turns_somebody_away():
    """A table of noes or of yeses alone would show nothing."""
    own = {Act.DEALS, Act.HOME, Act.SETTINGS, Act.QUIET, Act.EXPORT, Act.FORGET, Act.SHARED}
    for act, rows in PRESSES.items():
        if act in {Act.ANSWER, Act.HELP}:
            continue
        assert any(row.does or row.sees for row in rows), act
        assert act in own or any(len((row.does + " " + row.sees).split()) < len(ACTORS) for row in rows), act


def test_every_mark_is_read_by_somebody(place: Place, runner: asyncio.Runner):
    """Else a mark that is nowhere would prove nothing."""
    seen: set[str] = set()
    for name in ACTORS:
        tried = [Try("say", ref=f"/coach {what}") for what in ("export", "deals", "team", "shared all")]
        for what in (*tried, *(Try("press", Act.DEAL, f"{{deal_{each}}}") for each in ("north", "west"))):
            seen |= runner.run(place.tries(name, what, place.key())).marks
    assert seen == set().union(*SEEN.values())
