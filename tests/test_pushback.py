"""What the coach objects to, ground by ground, and how often it is right."""

from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from dialogs.flow import Ground
from dialogs.patterns import MOST_WAYS, compiled, normal
from dialogs.pushback import Defect, Rule, dangerous, defects, flaws, parts, read_text

HERE = Path(__file__).parent
RULES = HERE.parent / "content" / "rules"
TEXT_GROUNDS = [Ground.QUESTION, Ground.DIFFERENCE]
LENGTH = 3000
"""The longest text that Kairos takes in (reading.MOST)."""

IDS = {
    Ground.KNOW: ["nothing", "industry-only"],
    Ground.DIFFERENCE: ["no-measure", "features"],
    Ground.PROOF: ["too-few"],
    Ground.QUESTION: ["closed", "double", "leading", "about-us", "not-a-question"],
    Ground.ADVANCE: ["no-step"],
}


def load(ground: Ground) -> Rule:
    """The rule as shipped; every scalar is read as a string, as the content loader does."""
    return Rule.model_validate(yaml.load((RULES / f"{ground}.yaml").read_text("utf-8"), yaml.BaseLoader))  # noqa: S506  BaseLoader makes strings, lists and mappings, nothing else


ALL = {ground: load(ground) for ground in Ground}


def rule(**changes: Any) -> Rule:
    """A small text rule of an author's, with changes."""
    sentences = {"missing": "m", "why": "w", "pattern": "p", "do": "d"}
    basis: dict[str, Any] = {
        "ground": "question",
        "version": 1,
        "reads": "text",
        "blank": "bad",
        "words": {"fruit": ["apple*", "pear"]},
        "defects": [{"id": "bad", "weight": 1, **sentences, "finds": ["rotten {fruit}"]}],
    }
    finds = changes.pop("finds", None)
    made = basis | changes
    if finds is not None:
        made["defects"] = [made["defects"][0] | {"finds": finds}]
    return Rule.model_validate(made)


# ---------------------------------------------------------------------------------------- the shipped content


@pytest.mark.parametrize("ground", Ground)
def test_a_shipped_rule_reads_its_own_ground_and_knows_its_defects(ground):
    """The ids are fixed: store, views and exports name them."""
    assert ALL[ground].ground is ground
    assert [defect.id for defect in ALL[ground].defects] == IDS[ground]


@pytest.mark.parametrize("ground", Ground)
def test_a_shipped_rule_has_no_flaw(ground):
    """What the content linter will ask for is so."""
    assert flaws(ALL[ground]) == []


@pytest.mark.parametrize(
    ("rule", "defect"),
    [pytest.param(rule, defect, id=defect.id) for rule in ALL.values() for defect in rule.defects],
)
def test_the_coach_speaks_calmly_and_leaves_blanks_where_one_can_write(rule: Rule, defect: Defect):
    """No exclamation mark anywhere; a pattern has something to fill where a text is asked again."""
    assert "!" not in defect.missing + defect.why + defect.pattern + defect.do
    assert ("___" in defect.pattern) == (rule.reads == "text")


def test_no_two_grounds_weigh_the_same():
    """The weakest ground is one ground, whatever is missing."""
    heaviest = [max(defect.weight for defect in rule.defects) for rule in ALL.values()]
    assert len(set(heaviest)) == len(heaviest)


# ------------------------------------------------------------------------------------ know, proof and advance


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (("company",), ()),
        (("person",), ()),
        (("industry",), ("industry-only",)),
        (("nothing",), ("nothing",)),
        ((), ("nothing",)),
        (("gossip",), ("nothing",)),
    ],
)
def test_know_is_full_from_their_company_on(chosen, found):
    """The industry is not enough, and what no option says counts as nothing."""
    assert defects(ALL[Ground.KNOW], {"know": chosen}) == found


@pytest.mark.parametrize(
    ("doubt", "proofs", "full"),
    [
        (("little",), ("logic",), True),
        (("little",), (), False),
        (("some",), ("logic", "trial"), True),
        (("some",), ("logic",), False),
        (("lot",), ("logic", "trial", "introduction"), True),
        (("lot",), ("logic", "trial"), False),
        ((), ("logic", "trial"), True),
        ((), ("logic",), False),
        (("endless",), ("logic", "trial"), True),
        (("endless",), ("logic",), False),
    ],
)
def test_proofs_are_counted_against_the_doubt(doubt, proofs, full):
    """An unknown doubt, or none, is some doubt."""
    found = defects(ALL[Ground.PROOF], {"proof": proofs, "doubt": doubt})
    assert found == (() if full else ("too-few",))


def test_the_same_proof_twice_is_one_proof():
    """Distinct kinds count."""
    assert defects(ALL[Ground.PROOF], {"proof": ("logic", "logic")}) == ("too-few",)


def test_no_answers_at_all_leave_every_glass_empty():
    """Grounds left out are read, not skipped."""
    assert [defects(ALL[ground], {}) for ground in Ground] == [
        ("nothing",),
        ("no-measure",),
        ("too-few",),
        ("not-a-question",),
        ("no-step",),
    ]


def test_a_chosen_step_fills_the_last_glass():
    """Any step will do: the rep knows the deal."""
    assert defects(ALL[Ground.ADVANCE], {"advance": ("introduce",)}) == ()


# ------------------------------------------------------------------------------------------------------ texts


@pytest.mark.parametrize("blank", ["", "   ", "\n\n", "\u00a0\t"])
def test_a_blank_text_is_the_rule_s_blank_defect(blank):
    """There is nothing to read, and that is the defect."""
    assert read_text(ALL[Ground.QUESTION], blank) == ("not-a-question",)
    assert read_text(ALL[Ground.DIFFERENCE], blank) == ("no-measure",)


def test_emoji_alone_say_neither_a_question_nor_a_measure():
    """Signs without letters are read like any other text."""
    assert read_text(ALL[Ground.QUESTION], "🤔👍") == ("not-a-question",)
    assert read_text(ALL[Ground.DIFFERENCE], "🚀🚀") == ("no-measure",)


def test_emoji_around_a_good_text_change_nothing():
    """Decoration is no defect."""
    assert read_text(ALL[Ground.QUESTION], "🤔 What happens when the cooler fails? 🧊") == ()
    assert read_text(ALL[Ground.DIFFERENCE], "2 days faster 🚀") == ()


@pytest.mark.parametrize("text", ["なぜ今なのですか", "Почему именно сейчас", "ما الذي تغير"])
@pytest.mark.parametrize("ground", TEXT_GROUNDS)
def test_another_script_is_let_pass(ground, text):
    """The rules know English; a false alarm costs more than a miss."""
    assert read_text(ALL[ground], text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What’s  the\tproblem?", "what is the problem?"),
        ("“dont” they", '"don\'t" they'),
        ("Whats up", "what is up"),
        ("you're late, they've gone", "you are late, they have gone"),
        ("a Sign\u2011On screen", "a sign on screen"),
        ("20-30 from 5 -> 3", "20-30 from 5 → 3"),
        ("one\r\n\n  two ", "one\ntwo"),
        ("the 'real' reason", "the real reason"),
    ],
)
def test_ways_to_type_the_same_are_read_the_same(one, other):
    """Quotes, white space, hyphens, contractions and case do not matter."""
    assert normal(one) == other


def test_a_text_is_cut_into_parts_where_questions_begin():
    """A sentence ends a part, and so does "and what do you ..."; "..., and why?" does not."""
    cut = parts(ALL[Ground.QUESTION], normal("You said May. How do you plan and what do you do? And why?"))
    assert cut == ("you said may.", "how do you plan", "and what do you do?", "and why?")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Do you have a budget?", ("closed",)),
        ("How do you decide which order goes first?", ()),
        ("When the plant closes, who takes the orders?", ()),
        ("When the plant closes, will you keep the people?", ("closed",)),
        ("Would you mind telling me how you decide?", ()),
        ("Could you tell me if there is a budget?", ("closed",)),
        ("Is it the price or the date?", ()),
        ("You have a budget, right?", ("closed", "leading")),
        ("Why don't the drivers use the app?", ()),
        ("Don't the drivers use the app?", ("closed", "leading")),
        ("What does it cost, and why?", ()),
        ("What does it cost, and how do you measure it?", ("double",)),
        ("What do you think of our demo?", ("about-us",)),
        ("What has changed since our last call?", ()),
        ("budget, timeline", ("not-a-question",)),
        ("Your school has a catering contract?", ("closed",)),
        ("Who signs the contract and who pays it?", ("double",)),
        ("Which of our pumps did you like more?", ("about-us",)),
        ("What has changed since our last visit?", ()),
        ("find out who decides when prices rise", ()),
        # in doubt it passes
        ("hw do u explain the gap to the owners", ()),
        ("Before we get to our offer: what has changed?", ()),
        ("What would you like to improve first?", ()),
        ("Where should we start if we want to understand your plant?", ()),
        ("How do you order today?", ()),
        ("Could you be more specific about the delays?", ()),
        ("Would love to hear about the recall", ()),
        ("Do you have an example of a week when everything worked?", ()),
        ("What was the turning point? I mean, when did people start to care?", ()),
    ],
)
def test_questions_are_read_by_how_english_asks(text, found):
    """Inversion closes, a question word opens, a tag leads, "our" is about us."""
    assert read_text(ALL[Ground.QUESTION], text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20 % less scrap", ()),
        ("half the overtime", ()),
        ("from weeks to hours", ()),
        ("no more night shifts", ()),
        ("no more chaos", ("no-measure",)),
        ("ready before the season", ()),
        ("24/7 hotline and Office 365", ("no-measure", "features")),
        ("our app shows all 30 of their depots", ("features",)),
        ("With our app they save 3 hours a week", ()),
        ("faster and easier", ("no-measure",)),
        ("the staff can work from anywhere", ("no-measure",)),
        ("the second inspection drops out", ()),
        ("we have been in business for 20 years", ("no-measure",)),
        # in doubt it passes
        ("the reserve truck can be sold", ()),
        ("quicker: the quote is out before the customer hangs up", ()),
        ("they grow without another building", ()),
        ("better planning means the agency nurses can go", ()),
        ("OCR does the typing, 3 people move to customer service", ()),
        ("The robot does the work of two planners", ()),
        ("Their web shop sells while the store is closed", ()),
    ],
)
def test_differences_are_read_by_what_is_counted_and_whose_it_is(text, found):
    """A number, a time or a share of theirs is a measure; one that sizes us is none."""
    assert read_text(ALL[Ground.DIFFERENCE], text) == found


# ------------------------------------------------------------------------------------------ the rule language


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("rotten {fruit}", "Two rotten apples", True),
        ("rotten {fruit}", "rotten pears", False),
        ("art", "a party", False),
        ("part*", "a party", True),
        ("we <0-2> go", "we may well go", True),
        ("we <0-2> go", "we may, then, go", False),
        ("we <1-2> go", "we go", False),
        ("<number> ?%", "9.5 % more", True),
        ("<word> day", "every day", True),
        (r"^(so )?why\?$", "So why?", True),
        ("no (?!more)<word>", "no more", False),
        ("[xy] ray", "the y ray", True),
    ],
)
def test_a_pattern_finds_whole_words(pattern, text, found):
    """Each sign of the little language does what the docstring says."""
    assert (read_text(rule(finds=[pattern]), text) == ("bad",)) is found


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("(a+)+", "cannot be read"),
        (r"(\w*)*", "cannot be read"),
        (r"\w+", "cannot be read"),
        (".*", "cannot be read"),
        ("a{2,}", "cannot be read"),
        ("(ab)*", "cannot be read"),
        (r"(a)\1", "cannot be read"),
        ("(?<=a)b", "cannot be read"),
        ("{nuts}", "is no list"),
        ("(a", "no ) behind"),
        ("a)", "no ( before"),
        ("(a|a|a|a|a)" * 6, "ways"),
        ("<0-9> " * 4 + "a", "ways"),
        ("(a)?" * 13, "ways"),
    ],
)
def test_a_pattern_outside_the_language_is_reported_with_its_key(pattern, complaint):
    """The linter can point at the very line."""
    assert complaint in dangerous(pattern)
    [(path, message)] = flaws(rule(words={}, finds=["fine", pattern]))
    assert path == ("defects", 0, "finds", 1)
    assert complaint in message


def test_a_pattern_that_does_not_compile_is_reported_with_its_key():
    """What the language lets through and Python refuses is a flaw too."""
    [(path, message)] = flaws(rule(words={}, finds=["[z-a]"]))
    assert path == ("defects", 0, "finds", 0)
    assert "does not compile" in message


def test_a_list_within_itself_is_reported_with_its_key():
    """Lists may use lists, not in a circle."""
    found = flaws(rule(words={"fruit": ["pear", "{nut}"], "nut": ["{fruit}"]}))
    assert ("words", "fruit", 1) in [path for path, _ in found]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"blank": "elsewhere"}, ("blank",)),
        ({"finds": []}, ("defects", 0, "finds")),
        ({"finds": ["rotten"]}, ("words", "fruit")),
        ({"reads": "count", "needs": {"lot": 3}}, ("needs",)),
        ({"reads": "among"}, ("enough",)),
    ],
)
def test_a_rule_that_cannot_work_is_reported_with_its_key(changes, path):
    """Missing parts are found before a rep meets them."""
    assert path in [where for where, _ in flaws(rule(**changes))]


def test_a_defect_told_twice_and_a_choice_without_a_fallback_are_reported():
    """Ids are unique, and an answer left out must be some defect."""
    twin = rule().defects[0].model_dump() | {"chosen": ["x"]}
    found = flaws(rule(reads="chosen", defects=[twin, twin]))
    assert [path for path, _ in found] == [("defects", 1, "id"), ("defects",)]


def test_an_unknown_defect_is_a_key_error():
    """Asking for what is not there is the caller's mistake."""
    with pytest.raises(KeyError, match="worse"):
        rule().defect("worse")


# ---------------------------------------------------------------------------------------------- hostile texts

HOSTILE = {
    "one long word": "a" * LENGTH,
    "one long number": "9" * LENGTH,
    "numbers and stops": "9." * (LENGTH // 2),
    "short words": "a " * (LENGTH // 2),
    "auxiliaries": "do you " * (LENGTH // 7),
    "question words": "and if so what " * (LENGTH // 15),
    "our own": "our we us " * (LENGTH // 10),
    "negations": "no more " * (LENGTH // 8),
    "marks": "?" * LENGTH,
    "commas": ", " * (LENGTH // 2),
    "apostrophes": "'" * LENGTH,
    "white space": "\t \u00a0" * (LENGTH // 3) + "x",
    "brackets": "([{" * (LENGTH // 3),
    "emoji": "👍" * LENGTH,
}


@pytest.mark.parametrize("ground", TEXT_GROUNDS)
def test_every_pattern_tries_few_ways_at_one_place(ground):
    """Structure, not a stopwatch: nothing repeats without a bound, and the ways are counted."""
    for _, pattern in ALL[ground].patterns():
        assert not dangerous(pattern, ALL[ground].words), f"more than {MOST_WAYS} ways: {pattern}"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("ground", TEXT_GROUNDS)
def test_a_hostile_text_is_read_to_its_end(ground, text):
    """Every pattern of the rule comes back from every text, alone and all together."""
    shipped = ALL[ground]
    alone = [compiled(pattern, shipped.words) for _, pattern in shipped.patterns()]
    for pattern in (*alone, *shipped.together.values()):
        pattern.search(normal(text))
    assert set(read_text(shipped, text)) <= {defect.id for defect in shipped.defects}


@pytest.mark.parametrize("ground", TEXT_GROUNDS)
def test_patterns_found_together_are_those_found_one_by_one(ground):
    shipped = ALL[ground]
    texts = [normal(text) for text, _, _ in labelled(ground, "tune")]
    for patterns, as_one in shipped.together.items():
        alone = [compiled(pattern, shipped.words) for pattern in patterns]
        for text in texts:
            assert bool(as_one.search(text)) is any(pattern.search(text) for pattern in alone), text


# ------------------------------------------------------------------------------- how often the coach is right


class Score(NamedTuple):
    """Right alarms, false alarms, misses."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % Wilson interval of a share."""
    share, square = hits / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return middle - half, min(1.0, middle + half)


def labelled(ground: Ground, part: str) -> list[tuple[str, set[str], set[str]]]:
    """Each labelled text of that part, the defects it has, and those the rule finds."""
    file = HERE / "labelled" / f"{ground}.{part}.yaml"
    if not file.exists():
        pytest.fail(f"{file.relative_to(HERE.parent)} is missing: without it nobody knows how often we err")
    items = yaml.safe_load(file.read_text("utf-8"))
    return [(item["text"], set(item["defects"]), set(read_text(ALL[ground], item["text"]))) for item in items]


def scores(read: list[tuple[str, set[str], set[str]]]) -> dict[str, Score]:
    """Push back at all (any), and each (text, defect) pooled (pair)."""
    return {
        "any": Score(
            sum(bool(has and found) for _, has, found in read),
            sum(bool(found and not has) for _, has, found in read),
            sum(bool(has and not found) for _, has, found in read),
        ),
        "pair": Score(
            sum(len(has & found) for _, has, found in read),
            sum(len(found - has) for _, has, found in read),
            sum(len(has - found) for _, has, found in read),
        ),
    }


def figures(score: Score) -> str:
    """Counts, precision and recall, a Wilson interval beside each."""
    right, false, missed = score
    low, high = wilson(right, right + false)
    least, most = wilson(right, right + missed)
    return (
        f"{right:>7}{false:>7}{missed:>7}   {score.precision:.3f} [{low:.2f}, {high:.2f}]"
        f"   {score.recall:.3f} [{least:.2f}, {most:.2f}]"
    )


def show(capsys: pytest.CaptureFixture[str], *lines: str) -> None:
    """Print past pytest's capture: the figures are the point of these tests, in every run."""
    with capsys.disabled():
        print(*lines, sep="\n")  # noqa: T201  see above


def table(ground: Ground, part: str, read: list[tuple[str, set[str], set[str]]]) -> list[str]:
    """One line for each measure."""
    return [
        f"  {f'{ground}, {part}, {name}':<26}{len(read):>6}{figures(score)}"
        for name, score in scores(read).items()
    ]


HEAD = f"{'':<28}{'texts':>6}{'right':>7}{'false':>7}{'missed':>7}   precision            recall"


@pytest.mark.parametrize("ground", TEXT_GROUNDS)
def test_the_rules_read_the_tuning_part_almost_as_it_is_labelled(ground, capsys):
    """Here the sentences may be looked at, so the failure names them."""
    tune = labelled(ground, "tune")
    show(capsys, "", HEAD, *table(ground, "tune", tune))
    score = scores(tune)["any"]
    wrong = [text for text, has, found in tune if bool(has) != bool(found)]
    assert (score.precision >= 0.98, score.recall >= 0.85) == (True, True), wrong


@pytest.mark.parametrize("ground", TEXT_GROUNDS)
def test_a_false_alarm_is_rare_on_sentences_kept_aside(ground, capsys):
    """What the design asks for. It shows figures and no sentence: nobody may tune to these."""
    aside = labelled(ground, "aside")
    show(capsys, "", HEAD, *table(ground, "aside", aside))
    score = scores(aside)["any"]
    assert score.precision >= 0.95, f"{ground}: {score.false} false alarms among {score.right + score.false}"
    assert score.recall >= 0.75, f"{ground}: {score.missed} missed of {score.right + score.missed}"
