"""Notes: a manager's words to a rep unasked, and the rep's reply."""

from collections.abc import Sequence
from typing import NamedTuple

from dialogs.digest.facts import Request
from dialogs.document import Act, Block, Button, Buttons, Document, Form, Quote, Text, Tone
from dialogs.flow import shorten
from dialogs.frozen import Values
from dialogs.pages.exchanges import about, ask_more, field, told
from dialogs.pages.guide import NAMED
from dialogs.people import Person
from dialogs.words import Words


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
    text = field("feedback.note", "feedback.note-example", words, typed, problem)
    form = Form(act=Act.NOTE, ref=ref, page="note", fields=(text,), submit=words.say("feedback.send"))
    lead = (Text(text=words.say("feedback.about", deal=deal)),) if deal else ()
    title = words.say("feedback.note-title")
    return Document(title=title, summary=said, blocks=(*lead, Text(text=said, tone=Tone.MUTED), form))


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
    return Document(title=title, summary=told(title, request.text), blocks=blocks)


def write_back_page(
    request: Request, manager: str, words: Words, typed: Values = (), problem: str = ""
) -> Document:
    """The form in which a rep replies to a note."""
    said = words.say("feedback.write-back-intro", manager=manager)
    text = field("feedback.your-reply", "feedback.reply-example", words, typed, problem)
    form = Form(
        act=Act.WRITE_BACK,
        ref=str(request.id),
        page="write-back",
        fields=(text,),
        submit=words.say("feedback.send"),
    )
    blocks = (_note(request, manager, words), Text(text=said, tone=Tone.MUTED), form)
    return Document(title=words.say("feedback.write-back-title"), summary=said, blocks=blocks)


def reply_message(request: Request, rep: str, words: Words) -> Document:
    """A rep's reply, as the manager who wrote the note gets it: with the note that it replies to."""
    title = words.say("feedback.reply-from", rep=rep)
    mine = Quote(text=request.text, source=about(request, words.say("feedback.your-note"), words))
    blocks = (mine, Quote(text=request.answer, source=rep))
    return Document(title=title, summary=told(title, request.answer), blocks=blocks)


def managers_only_page(words: Words) -> Document:
    """Notes are a manager's; a rep is told so, and how to ask."""
    said = words.say("feedback.managers-only")
    blocks = (Text(text=said, tone=Tone.CARE), ask_more(words))
    return Document(title=words.say("feedback.note-title"), summary=said, blocks=blocks)


def _note(request: Request, manager: str, words: Words) -> Quote:
    said = words.say("feedback.note-about", manager=manager, deal=request.deal) if request.deal else manager
    return Quote(text=request.text, source=said)
