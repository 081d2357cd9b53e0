"""Pages that say what can be done: help, the choice of a deal, the nudge, what went wrong."""

from collections.abc import Sequence

from dialogs.deal import Deal
from dialogs.document import Act, Button, Buttons, Document, Fact, Facts, Field, Form, Text, Tone
from dialogs.flow import Flow, Kind, Option, shorten
from dialogs.words import Words

COMMANDS = (
    "precall",
    "postcall",
    "week",
    "deals",
    "deal",
    "breakthrough",
    "stuck",
    "walk",
    "ask",
    "tip",
    "shared",
    "team",
    "note",
    "setup",
    "settings",
    "quiet",
    "export",
    "forget",
    "admin",
    "help",
)
"""What help explains, in this order."""

NEW = "new"
"""The field that takes a new deal's name."""

CHOSEN = "deal"
"""The field that takes one of the recent deals."""

NEAR = "near"
"""The field that takes one of the deals whose names are near what was typed, or says that it is a new one."""

NAMED = "="
"""In the ref of a button that begins a flow: what follows is a deal's name, and no id."""

NAME_MOST = 200
"""The longest name a deal may have."""


def help_page(words: Words, hint: str = "") -> Document:
    """What the coach can do. ``hint`` is the key of a first line: the word that was not understood, say."""
    facts = tuple(
        Fact(label=words.say(f"help.{command}-command"), value=words.say(f"help.{command}"))
        for command in COMMANDS
    )
    first = Text(text=words.say(hint), tone=Tone.CARE) if hint else Text(text=words.say("help.intro"))
    blocks = (first, Facts(items=facts), Buttons(items=_ways(words)))
    return Document(title=words.say("help.title"), summary=first.text, blocks=blocks)


def choose_deal(flow: Flow, recent: tuple[Deal, ...], words: Words, problem: str = "") -> Document:
    """The choice of a deal: the rep's recent ones first, then a new one. ``problem`` is a key of words."""
    options = tuple(Option(id=str(deal.id), label=shorten(deal.name)) for deal in recent)
    chosen = Field(id=CHOSEN, kind=Kind.CHOICE, label=words.say("choose.recent"), options=options)
    new = Field(
        id=NEW,
        kind=Kind.TEXT,
        label=words.say("choose.new"),
        placeholder=words.say("choose.example"),
        most=NAME_MOST,
        problem=words.say(problem, most=NAME_MOST) if problem else "",
    )
    form = Form(
        act=Act.BEGIN,
        ref=flow.id,
        page=CHOSEN,
        fields=(chosen, new) if options else (new,),
        submit=words.say("choose.submit"),
    )
    text = words.say("choose.summary")
    return Document(title=flow.title, summary=text, blocks=(Text(text=text), form))


def near_page(flow: Flow, name: str, near: Sequence[tuple[int, str]], words: Words) -> Document:
    """There is no deal of that name, but one or some (by id) whose names are near: whether one is meant.

    Nothing is chosen beforehand: the wrong deal is worse than another tap.
    """
    none = Option(id=NEW, label=words.say("choose.near-none"))
    which = Field(
        id=NEAR,
        kind=Kind.CHOICE,
        label=words.say("choose.near-which"),
        options=(*(Option(id=str(deal), label=shorten(each)) for deal, each in near), none),
        required=True,
    )
    new = Field(id=NEW, kind=Kind.TEXT, label=words.say("choose.near-new"), values=(name,), most=NAME_MOST)
    form = Form(act=Act.BEGIN, ref=flow.id, page=NEAR, fields=(which, new), submit=words.say("choose.submit"))
    text = words.say("choose.near", name=name)
    return Document(title=flow.title, summary=text, blocks=(Text(text=text), form))


def nudge_page(deal: Deal, words: Words, *, less: bool = False) -> Document:
    """The one message after the call that asks how it went. ``less``: and says that it asks less now."""
    go = Button(label=words.say("button.after"), act=Act.BEGIN, ref=f"postcall/{deal.id}", main=True)
    said = [words.say("nudge.text", deal=deal.name), *([words.say("nudge.less")] if less else [])]
    return Document(
        title=words.say("nudge.title", deal=deal.name),
        summary=" ".join(said),
        blocks=(*(Text(text=text) for text in said), Buttons(items=(go,))),
    )


def no_deal_page(name: str, near: Sequence[tuple[int, str]], words: Words) -> Document:
    """There is no deal of that name.

    Those whose names are near, the person's own, and a check that begins one of that name are a press away.
    """
    page = _near_deal_page(name, words) if near else trouble_page("trouble.no-deal", words, name=name)
    ways = [Button(label=shorten(each), act=Act.DEAL, ref=str(deal)) for deal, each in near]
    ways.append(Button(label=words.say("button.deals"), act=Act.DEALS))
    if len(name) <= NAME_MOST:
        label = shorten(words.say("choose.begin", deal=name))
        ways.append(Button(label=label, act=Act.BEGIN, ref=f"precall/{NAMED}{name}"))
    return page.model_copy(update={"blocks": (*page.blocks, Buttons(items=tuple(ways)))})


def _near_deal_page(name: str, words: Words) -> Document:
    """A name half typed is no mistake: what is asked is which deal it stands for."""
    text = words.say("trouble.near-deal", name=name)
    return Document(title=words.say("choose.near-which"), summary=text, blocks=(Text(text=text),))


def trouble_page(key: str, words: Words, **values: object) -> Document:
    """Something went wrong, in plain words: what, and what to do."""
    text = words.say(key, **values)
    return Document(
        title=words.say("trouble.title"), summary=text, blocks=(Text(text=text, tone=Tone.PROBLEM),)
    )


def _ways(words: Words) -> tuple[Button, ...]:
    return (
        Button(label=words.say("button.before"), act=Act.BEGIN, ref="precall", main=True),
        Button(label=words.say("button.after"), act=Act.BEGIN, ref="postcall"),
        Button(label=words.say("button.deals"), act=Act.DEALS),
    )
