"""A Document as a modal: a form to send, a verdict to read, a word that something takes a moment."""

from bot.slack.blocks import Surface, Writer, metadata
from bot.slack.fields import input_block
from bot.slack.text import Json, cut, plain
from dialogs.document import Act, Document, Field, Form
from dialogs.flow import Kind
from dialogs.words import Words

TITLE = 24
"""The longest title and the longest label of the buttons at a modal's foot."""

CALLBACK = "kairos"
"""How our modals are known when they come back."""


def modal(document: Document, words: Words, *, new: bool) -> Json:
    """The modal that shows this document. ``new``: whether it may use the new kinds of blocks."""
    writer = Writer(words, Surface.MODAL, new=new)
    if cut(document.title, TITLE) != document.title:
        writer.blocks.append(writer.heading(document.title))
    form = document.form
    kept = form is not None and form.act is Act.ANSWER
    for block in document.blocks:
        if isinstance(block, Form):
            _write_form(block, writer)
        else:
            writer.write((block,))
    made: Json = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(document.title, TITLE),
        "close": plain(words.say("slack.later") if kept else words.say("slack.close"), TITLE),
        "blocks": writer.done(),
    }
    if form is None:
        return made
    return made | {
        "submit": plain(form.submit, TITLE),
        "notify_on_close": kept,
        "private_metadata": metadata(act=form.act, ref=form.ref, page=form.page),
    }


def loading(words: Words) -> Json:
    """What is shown while Slack is asked who somebody is."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(words.say("slack.name"), TITLE),
        "close": plain(words.say("slack.close"), TITLE),
        "blocks": [{"type": "section", "text": plain(words.say("slack.moment"))}],
    }


def _write_form(form: Form, writer: Writer) -> None:
    """What has to be seen first, then the other ways out, then what may be left out."""
    writer.blocks += _inputs(form, [field for field in form.fields if not field.folded])
    writer.blocks += writer.buttons(form.others)
    folded = _inputs(form, [field for field in form.fields if field.folded])
    if folded:
        more = [{"type": "context", "elements": [plain(form.more)]}] if form.more else []
        writer.blocks += [{"type": "divider"}, *more, *folded]


def _inputs(form: Form, fields: list[Field]) -> list[Json]:
    asks = (field for field in fields if field.options or field.kind not in {Kind.CHOICE, Kind.CHOICES})
    return [input_block(form, field) for field in asks]
