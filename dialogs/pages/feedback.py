"""Questions: what a rep asks their manager, and the answer."""

from collections.abc import Sequence

from dialogs.digest.facts import Request
from dialogs.document import Act, Block, Button, Buttons, Document, Form, Quote, Text, Tone
from dialogs.frozen import Values
from dialogs.pages.exchanges import about, ask_more, field, told
from dialogs.people import Person
from dialogs.words import Words


def ask_page(  # noqa: PLR0913  what stands on it
    ref: str, deal: str, words: Words, typed: Values = (), problem: str = "", *, alone: str = ""
) -> Document:
    """The form in which a rep asks. ``deal`` is the name of the one it is about, ``problem`` a word's key.

    ``alone``: the key of what is said where their team has nobody whom they could ask yet.
    """
    lead = words.say("feedback.ask-about", deal=deal) if deal else words.say("feedback.ask-intro")
    text = field("feedback.ask", "feedback.ask-example", words, typed, problem)
    form = Form(act=Act.ASK, ref=ref, page="ask", fields=(text,), submit=words.say("feedback.send"))
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
    return Document(title=title, summary=told(title, request.text), blocks=blocks)


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
    text = field("feedback.answer", "feedback.answer-example", words, typed, problem)
    form = Form(
        act=Act.REPLY,
        ref=str(request.id),
        page="reply",
        fields=(text,),
        submit=words.say("feedback.send-answer"),
    )
    blocks = (_question(request, words), Text(text=said, tone=Tone.MUTED), form)
    return Document(title=words.say("feedback.reply-title"), summary=said, blocks=blocks)


def answer_page(request: Request, manager: str, words: Words) -> Document:
    """The answer, as the rep gets it: with the question that it answers. One that was deleted says so."""
    mine = Quote(text=request.text, source=about(request, words.say("feedback.your-question"), words))
    if not request.answer:
        said = words.say("feedback.taken-back")
        blocks: tuple[Block, ...] = (mine, Text(text=said, tone=Tone.MUTED), ask_more(words))
        return Document(title=words.say("feedback.taken-back-title"), summary=said, blocks=blocks)
    theirs = Quote(text=request.answer, source=manager)
    title = words.say("feedback.answer-from", manager=manager)
    return Document(title=title, summary=told(title, request.answer), blocks=(mine, theirs, ask_more(words)))


def _question(request: Request, words: Words) -> Quote:
    return Quote(text=request.text, source=about(request, words.say("feedback.their-question"), words))
