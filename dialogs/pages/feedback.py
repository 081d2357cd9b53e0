"""Feedback, both ways: a rep's question, the manager's answer, a manager's note."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dialogs.digest.facts import Request
from dialogs.document import Act, Block, Button, Buttons, Document, Field, Form, Quote, Text, Tone
from dialogs.flow import Kind, shorten
from dialogs.frozen import Values
from dialogs.pages.guide import NAMED
from dialogs.people import Person
from dialogs.plain import leading
from dialogs.reading import clean
from dialogs.words import Words

MOST = 1000
"""The longest question, answer or note."""

TEXT = "text"
"""The one field of each form."""


class Whom(NamedTuple):
    """To whom a manager writes: a rep's id, a deal's or none, and a question to begin with or none."""

    rep: str
    deal: str = ""
    question: str = ""

    @property
    def ref(self) -> str:
        """As a button's ref, or a form's."""
        if self.question:
            return f"{self.rep}/{self.deal}/{NAMED}{self.question}"
        return f"{self.rep}/{self.deal}" if self.deal else self.rep


def whom(ref: str) -> Whom:
    """To whom a button's ref says; it proves nothing."""
    rep, _, rest = ref.partition("/")
    deal, _, question = rest.partition("/")
    return Whom(rep, deal, question.removeprefix(NAMED))


def read(values: Mapping[str, Values]) -> tuple[str, str]:
    """The text as typed, and the key of what is wrong with it."""
    text = "\n".join(clean(values.get(TEXT, ())))
    if not text:
        return "", "feedback.empty"
    return text, "problem.too-long" if len(text) > MOST else ""


def ask_page(  # noqa: PLR0913  what stands on it
    ref: str, deal: str, words: Words, typed: Values = (), problem: str = "", *, alone: str = ""
) -> Document:
    """The form in which a rep asks. ``deal`` is the name of the one it is about, ``problem`` a word's key.

    ``alone``: the key of what is said where their team has nobody whom they could ask yet.
    """
    lead = words.say("feedback.ask-about", deal=deal) if deal else words.say("feedback.ask-intro")
    field = _field("feedback.ask", "feedback.ask-example", words, typed, problem)
    form = Form(act=Act.ASK, ref=ref, page="ask", fields=(field,), submit=words.say("feedback.send"))
    blocks: tuple[Block, ...] = (Text(text=lead), form)
    if alone:
        blocks = (Text(text=words.say(alone), tone=Tone.CARE), *blocks)
    return Document(title=words.say("feedback.ask-title"), summary=lead, blocks=blocks)


def asked_page(text: str, managers: Sequence[Person], words: Words, *, leads: bool = False) -> Document:
    """The word that the question is kept, and who gets it. Where nobody does, that is said.

    ``leads``: who asks is a manager of the team.
    """
    names = ", ".join(manager.name for manager in managers)
    nobody = words.say("feedback.kept-alone" if leads else "feedback.no-manager")
    said = words.say("feedback.asked", managers=names) if names else nobody
    return Document(
        title=words.say("feedback.ask-title"),
        summary=said,
        blocks=(Text(text=said, tone=Tone.GOOD if names else Tone.CARE), Quote(text=text)),
    )


def request_page(request: Request, rep: str, words: Words) -> Document:
    """A question that waits, as a manager's message: the question and the deal's name, nothing else."""
    title = words.say("feedback.from", rep=rep)
    reply = Button(label=words.say("feedback.reply"), act=Act.REPLY, ref=str(request.id), main=True)
    blocks: tuple[Block, ...] = (_question(request, words), Buttons(items=(reply,)))
    return Document(title=title, summary=_told(title, request.text), blocks=blocks)


def answered_page(request: Request, rep: str, by: str, words: Words, *, own: bool) -> Document:
    """A question that has its answer. ``own``: who reads it wrote it; others see only that there is one."""
    title = words.say("feedback.from", rep=rep)
    said = words.say("feedback.you-answered") if own else words.say("feedback.was-answered", manager=by)
    blocks: tuple[Block, ...] = (_question(request, words), Text(text=said, tone=Tone.GOOD))
    if own:
        blocks += (Quote(text=request.answer),)
    return Document(title=title, summary=said, blocks=blocks)


def taken_back_page(words: Words) -> Document:
    """A question or a note that is gone: its writer took it back, or deleted what they wrote."""
    said = words.say("feedback.taken-back")
    blocks = (Text(text=said, tone=Tone.MUTED),)
    return Document(title=words.say("feedback.taken-back-title"), summary=said, blocks=blocks)


def own_question_page(words: Words) -> Document:
    """Nobody answers themselves."""
    said = words.say("feedback.own-question")
    blocks = (Text(text=said, tone=Tone.CARE),)
    return Document(title=words.say("feedback.reply-title"), summary=said, blocks=blocks)


def reply_page(request: Request, rep: str, words: Words, typed: Values = (), problem: str = "") -> Document:
    """The form in which a manager answers."""
    said = words.say("feedback.reply-intro", rep=rep)
    field = _field("feedback.answer", "feedback.answer-example", words, typed, problem)
    form = Form(
        act=Act.REPLY,
        ref=str(request.id),
        page="reply",
        fields=(field,),
        submit=words.say("feedback.send-answer"),
    )
    blocks = (_question(request, words), Text(text=said, tone=Tone.MUTED), form)
    return Document(title=words.say("feedback.reply-title"), summary=said, blocks=blocks)


def answer_page(request: Request, manager: str, words: Words) -> Document:
    """The answer, as the rep gets it: with the question that it answers. One that was deleted says so."""
    mine = Quote(text=request.text, source=_about(request, words.say("feedback.your-question"), words))
    if not request.answer:
        said = words.say("feedback.taken-back")
        blocks: tuple[Block, ...] = (mine, Text(text=said, tone=Tone.MUTED), _ask_more(words))
        return Document(title=words.say("feedback.taken-back-title"), summary=said, blocks=blocks)
    theirs = Quote(text=request.answer, source=manager)
    title = words.say("feedback.answer-from", manager=manager)
    return Document(
        title=title, summary=_told(title, request.answer), blocks=(mine, theirs, _ask_more(words))
    )


def choose_page(reps: Sequence[Person], words: Words, unknown: str = "") -> Document:
    """The reps that a manager may write to. ``unknown`` is what was typed and is nobody's name."""
    if not reps:
        said = words.say("feedback.no-reps")
    else:
        said = words.say("feedback.nobody", name=unknown) if unknown else words.say("feedback.choose")
    rows = tuple(Button(label=shorten(rep.name), act=Act.NOTE, ref=str(rep.id)) for rep in reps)
    blocks: tuple[Block, ...] = (Text(text=said), *([Buttons(items=rows)] if rows else []))
    return Document(title=words.say("feedback.note-title"), summary=said, blocks=blocks)


def note_page(  # noqa: PLR0913, PLR0917  what stands on it
    ref: str, rep: str, deal: str, words: Words, typed: Values = (), problem: str = ""
) -> Document:
    """The form in which a manager writes to a rep unasked. ``deal`` is the name of the one it is about."""
    said = words.say("feedback.note-intro", rep=rep)
    field = _field("feedback.note", "feedback.note-example", words, typed, problem)
    form = Form(act=Act.NOTE, ref=ref, page="note", fields=(field,), submit=words.say("feedback.send"))
    about = (Text(text=words.say("feedback.about", deal=deal)),) if deal else ()
    title = words.say("feedback.note-title")
    return Document(title=title, summary=said, blocks=(*about, Text(text=said, tone=Tone.MUTED), form))


def noted_page(name: str, text: str, words: Words, *, reply: bool = False) -> Document:
    """The word that a note, or the ``reply`` to one, is kept and on its way."""
    said = words.say("feedback.noted", name=name)
    blocks = (Text(text=said, tone=Tone.GOOD), Quote(text=text))
    title = words.say("feedback.write-back-title" if reply else "feedback.note-title")
    return Document(title=title, summary=said, blocks=blocks)


def note_message(request: Request, manager: str, words: Words) -> Document:
    """A manager's note, as the rep gets it: to be replied to, or with the reply that was given."""
    title = words.say("feedback.note-from", manager=manager)
    blocks: tuple[Block, ...] = (_note(request, manager, words),)
    if request.answer:
        said = words.say("feedback.you-replied")
        blocks += (Text(text=said, tone=Tone.GOOD), Quote(text=request.answer))
        return Document(title=title, summary=said, blocks=blocks)
    reply = Button(label=words.say("feedback.write-back"), act=Act.WRITE_BACK, ref=str(request.id), main=True)
    thank = Button(label=words.say("feedback.thank"), act=Act.THANK, ref=str(request.id))
    blocks += (Buttons(items=(reply, thank)),)
    return Document(title=title, summary=_told(title, request.text), blocks=blocks)


def write_back_page(
    request: Request, manager: str, words: Words, typed: Values = (), problem: str = ""
) -> Document:
    """The form in which a rep replies to a note."""
    said = words.say("feedback.write-back-intro", manager=manager)
    field = _field("feedback.your-reply", "feedback.reply-example", words, typed, problem)
    form = Form(
        act=Act.WRITE_BACK,
        ref=str(request.id),
        page="write-back",
        fields=(field,),
        submit=words.say("feedback.send"),
    )
    blocks = (_note(request, manager, words), Text(text=said, tone=Tone.MUTED), form)
    return Document(title=words.say("feedback.write-back-title"), summary=said, blocks=blocks)


def reply_message(request: Request, rep: str, words: Words) -> Document:
    """A rep's reply, as the manager who wrote the note gets it: with the note that it replies to."""
    title = words.say("feedback.reply-from", rep=rep)
    mine = Quote(text=request.text, source=_about(request, words.say("feedback.your-note"), words))
    blocks = (mine, Quote(text=request.answer, source=rep))
    return Document(title=title, summary=_told(title, request.answer), blocks=blocks)


def managers_only_page(words: Words) -> Document:
    """Notes are a manager's; a rep is told so, and how to ask."""
    said = words.say("feedback.managers-only")
    blocks = (Text(text=said, tone=Tone.CARE), _ask_more(words))
    return Document(title=words.say("feedback.note-title"), summary=said, blocks=blocks)


def _question(request: Request, words: Words) -> Quote:
    return Quote(text=request.text, source=_about(request, words.say("feedback.their-question"), words))


def _note(request: Request, manager: str, words: Words) -> Quote:
    about = words.say("feedback.note-about", manager=manager, deal=request.deal) if request.deal else manager
    return Quote(text=request.text, source=about)


def _about(request: Request, plain: str, words: Words) -> str:
    return words.say("feedback.about", deal=request.deal) if request.deal else plain


def _ask_more(words: Words) -> Buttons:
    return Buttons(items=(Button(label=words.say("feedback.ask-button"), act=Act.ASK),))


def _field(label: str, example: str, words: Words, typed: Values, problem: str) -> Field:
    return Field(
        id=TEXT,
        kind=Kind.TEXT,
        label=words.say(label),
        placeholder=words.say(example),
        values=typed,
        required=True,
        most=MOST,
        problem=words.say(problem, most=MOST) if problem else "",
    )


def _told(title: str, text: str) -> str:
    """What a notification says: who writes, and how it begins."""
    return f"{leading(title)} {shorten(text)}"
