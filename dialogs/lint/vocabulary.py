"""The names that numbers are made of, and their issues. Labels may change, these may not."""

from collections.abc import Iterator, Mapping

from dialogs.deal import WalkStep
from dialogs.flow import Ground
from dialogs.library import Issue, Library
from dialogs.lint.flows import asked

WALK = frozenset(step.value for step in WalkStep)

STEPS = frozenset({"introduce", "share", "trial", "decision-meeting", "date", "sign", "other"})

OPTIONS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "precall": {
        "know": frozenset({"nothing", "industry", "company", "person"}),
        "proof": frozenset(
            {"logic", "trial", "introduction", "case-history", "economic-case", "testimonial"}
        ),
        "doubt": frozenset({"little", "some", "lot"}),
        "advance": STEPS,
        "chance": frozenset(str(tens) for tens in range(10, 100, 10)),
        "purpose": frozenset({"goal", "problem", "opportunity", "change", "risk", "unsure"}),
    },
    "postcall": {
        "agreed": STEPS | {"nothing", "no"},
        "signals": frozenset({"commits", "questions", "leans-in", "none"}),
        "plan": frozenset({"kept", "missed", "no-moment"}),
    },
    "breakthrough": {"shared": frozenset({"nothing", "number", "plan", "worry", "people"})},
    "stuck": {
        "fear": frozenset({"blame", "effort", "money", "influence", "us", "nothing", "unknown"}),
        "role": frozenset({"adviser", "catalyst", "orchestrator", "negotiator", "move-on"}),
    },
    "walk": {"walk": WALK, "seen": frozenset({"said", "did", "guess"}), "ours": WALK},
}
"""The option ids that numbers, exports, views and verdicts are made of."""

NEEDED = {
    "precall": (*Ground, "chance"),
    "postcall": ("agreed",),
    "breakthrough": ("shared", "idea"),
    "stuck": ("role",),
    "walk": ("walk",),
}
"""The flows that there must be, and what they must ask."""


def vocabulary(library: Library) -> Iterator[Issue]:
    """Flows, questions and options that numbers and verdicts are made of are there, under their own names."""
    for name, needed in NEEDED.items():
        file, flow = f"flows/{name}.yaml", library.flows.get(name)
        if flow is None:
            yield Issue(file=file, message="this flow is missing; the coach cannot do without it")
            continue
        if missing := [question for question in needed if flow.question(question) is None]:
            message = f"must ask {', '.join(missing)}; numbers and verdicts are made of the answers"
            yield Issue(file=file, key=("pages",), message=message)
        for place, question in asked(flow):
            fixed = OPTIONS[name].get(question.id, frozenset())
            for number, option in enumerate(question.options if fixed else ()):
                if option.id not in fixed:
                    message = f"{option.id}: the options of {question.id} are {', '.join(sorted(fixed))}"
                    yield Issue(file=file, key=(*place, "options", str(number), "id"), message=message)
