"""Changing a deal by hand: its forms, questions before what cannot be undone, the word that it is done."""

from collections.abc import Mapping, Sequence

from dialogs.deal import WATCH_MY_BACK, Closing, Deal
from dialogs.deal_edit import Met, Wording, stamp, worded
from dialogs.document import Act, Block, Button, Buttons, Document, Field, Form, Text, Tone
from dialogs.flow import Kind, Option, shorten
from dialogs.frozen import Values
from dialogs.glasses import MOST
from dialogs.pages.deals import called
from dialogs.pages.guide import NAME_MOST
from dialogs.words import Words

NAME, GLASSES, DUE, NEW, INTO = "deal-name", "glasses", "due", "new", "into"
"""The fields."""

CONDITION_MOST = 200
"""The longest condition."""

CONDITIONS_SHOWN = 40
"""So many conditions can be put in other words at a time; a form takes no more on every channel."""

YES = "yes"

NO_PROBLEMS: Mapping[str, str] = {}

AS_IT_STANDS = Wording({}, {})


def change_page(
    deal: Deal,
    words: Words,
    given: Mapping[str, Values] | None = None,
    problems: Mapping[str, str] = NO_PROBLEMS,
    shown: str = "",
) -> Document:
    """Name, glasses and the date of their next step. ``given`` was sent and could not be taken.

    ``shown``: the stamp of what the person began with, where that is not the deal as it stands now.
    """
    step = deal.next_step
    now: dict[str, Values] = {
        NAME: (deal.name,),
        GLASSES: tuple(each.key for each in deal.conditions if each.full),
        DUE: (step.due.isoformat(),) if step and step.due else (),
    } | dict(given or {})
    options = tuple(
        Option(id=each.key, label=shorten(called(each, words))) for each in deal.conditions[:MOST]
    )
    fields = [
        Field(
            id=GLASSES,
            kind=Kind.CHOICES,
            label=words.say("deal.field-glasses"),
            hint=words.say("deal.hint-glasses"),
            options=options,
            values=now[GLASSES],
            problem=problems.get(GLASSES, ""),
        ),
        Field(
            id=NAME,
            kind=Kind.TEXT,
            label=words.say("deal.field-name"),
            values=now[NAME],
            required=True,
            most=NAME_MOST,
            problem=problems.get(NAME, ""),
        ),
    ]
    if step:
        label, wrong = words.say("deal.field-due"), problems.get(DUE, "")
        fields.insert(1, Field(id=DUE, kind=Kind.DATE, label=label, values=now[DUE], problem=wrong))
    ref = f"{deal.id}/{shown or stamp(deal)}"
    return _form(deal, Act.CHANGE, "deal.change", tuple(fields), words, ref=ref)


def meanwhile_page(deal: Deal, asked: Met, given: Mapping[str, Values], words: Words) -> Document:
    """Somebody else changed the very same: how it stands now, and what this person wants, to be sent."""
    step = deal.next_step
    due = words.day(step.due.isoformat()) if step and step.due else words.say("deal.no-date")
    problems = {}
    if asked.name_moved:
        problems[NAME] = words.say("deal.meanwhile", now=deal.name)
    if asked.due_moved and step:
        problems[DUE] = words.say("deal.meanwhile", now=due)
    if not asked.glasses or not problems:
        problems[GLASSES] = words.say("deal.meanwhile-glasses")
    full = {each.key for each in deal.conditions if each.full} | asked.edit.fill
    wanted = {**given, GLASSES: tuple(full - asked.edit.empty)}
    return change_page(deal, words, wanted, problems)


def conditions_page(
    deal: Deal, words: Words, wanted: Wording = AS_IT_STANDS, new: Values = (), problem: str = ""
) -> Document:
    """Each condition in its words; an emptied one goes.

    ``wanted`` and ``new`` were sent, and are not kept yet. ``problem``: a sentence about the new ones.
    """
    named = [each for each in deal.conditions if each.text != WATCH_MY_BACK][:CONDITIONS_SHOWN]
    texts = {ident: text.now for ident, text in wanted.texts.items()} | dict(wanted.moved)
    fields = [
        Field(
            id=worded(each),
            kind=Kind.TEXT,
            label=words.say("deal.field-condition", place=place),
            values=tuple(filter(None, (texts.get(each.id, each.text),))),
            most=CONDITION_MOST,
            problem=words.say("deal.meanwhile", now=each.text) if each.id in wanted.moved else "",
        )
        for place, each in enumerate(named, 1)
    ]
    if wanted.gone:
        new = ("\n".join((*new, *wanted.gone)),)
        problem = problem or words.say("deal.meanwhile-gone")
    added = Field(
        id=NEW,
        kind=Kind.TEXT,
        label=words.say("deal.field-new"),
        hint=words.say("deal.hint-new"),
        values=new,
        most=1000,
        problem=problem,
    )
    said = words.say("deal.conditions-mean") if named else ""
    return _form(deal, Act.CONDITIONS, "deal.conditions", (*fields, added), words, said)


def merge_page(deal: Deal, others: Sequence[Option], words: Words, problem: str = "") -> Document:
    """Which deal it becomes part of. Without another deal there is none to choose."""
    if not others:
        return _said(deal.name, words.say("deal.merge-none"), Tone.MUTED, _show(deal.id, words))
    field = Field(
        id=INTO,
        kind=Kind.CHOICE,
        label=words.say("deal.field-into", deal=deal.name),
        options=tuple(others),
        required=True,
        problem=problem,
    )
    return _form(deal, Act.MERGE, "deal.merge", (field,), words, words.say("deal.merge-what", deal=deal.name))


def merge_sure_page(source: Deal, target: Deal, words: Words) -> Document:
    """What merging means, and a button that means it."""
    text = words.say("deal.merge-sure", source=source.name, target=target.name)
    yes = Button(
        label=words.say("deal.merge-yes"), act=Act.MERGE, ref=f"{source.id}/{target.id}/{YES}", main=True
    )
    blocks: tuple[Block, ...] = (
        Text(text=text),
        Text(text=words.say("deal.no-way-back"), tone=Tone.CARE),
        Buttons(items=(yes, _show(source.id, words))),
    )
    return Document(title=words.say("deal.merge"), summary=text, blocks=blocks)


def remove_page(deal: Deal, words: Words) -> Document:
    """What removing means, and a button that means it."""
    text = words.say("deal.remove-sure", deal=deal.name)
    yes = Button(label=words.say("deal.remove"), act=Act.REMOVE, ref=f"{deal.id}/{YES}", main=True)
    return _said(deal.name, text, Tone.PLAIN, yes, _show(deal.id, words))


def close_page(deal: Deal, words: Words) -> Document:
    """How it ended."""
    ways = tuple(
        Button(label=words.say(f"deal.close-as.{closing}"), act=Act.CLOSE, ref=f"{deal.id}/{closing}")
        for closing in Closing
    )
    return _said(deal.name, words.say("deal.close-how"), Tone.PLAIN, *ways, _show(deal.id, words))


def closed_page(deal: Deal, words: Words) -> Document:
    """The word that it is closed, with the way back."""
    again = Button(label=words.say("deal.open-again"), act=Act.OPEN_AGAIN, ref=str(deal.id))
    deals = Button(label=words.say("button.deals"), act=Act.DEALS)
    return _said(deal.name, words.say("deal.now-closed"), Tone.GOOD, again, deals)


def removed_page(name: str, words: Words) -> Document:
    """The word that it is gone."""
    deals = Button(label=words.say("button.deals"), act=Act.DEALS)
    return _said(name, words.say("deal.now-removed"), Tone.GOOD, deals)


def kept_page(deal: Deal, key: str, words: Words, **names: object) -> Document:
    """A word on the deal (by key), and the way to it."""
    return _said(deal.name, words.say(key, **names), Tone.GOOD, _show(deal.id, words))


def refused_page(deal: Deal, key: str, words: Words) -> Document:
    """Why it was not done (by key), and the way to the deal."""
    return _said(deal.name, words.say(key), Tone.CARE, _show(deal.id, words))


def _show(deal: int, words: Words) -> Button:
    return Button(label=words.say("deal.show"), act=Act.DEAL, ref=str(deal))


def _said(title: str, text: str, tone: Tone, *buttons: Button) -> Document:
    return Document(title=title, summary=text, blocks=(Text(text=text, tone=tone), Buttons(items=buttons)))


def _form(  # noqa: PLR0913, PLR0917  what a form is made of
    deal: Deal, act: Act, key: str, fields: tuple[Field, ...], words: Words, said: str = "", ref: str = ""
) -> Document:
    submit = words.say("form.submit")
    form = Form(act=act, ref=ref or str(deal.id), page=act.value, fields=fields, submit=submit)
    title = words.say("page.title", page=words.say(key), deal=deal.name)
    lead = (Text(text=said, tone=Tone.MUTED),) if said else ()
    return Document(title=title, summary=words.say(key), blocks=(*lead, form))
