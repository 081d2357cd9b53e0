"""A form's fields as input blocks, and the ids by which their answers come back."""

import re

from bot.slack.rich import CHANNEL
from bot.slack.text import Json, cut, length, plain
from dialogs.document import Act, Field, Form, Picks
from dialogs.flow import Kind, Option
from dialogs.memo import by_identity

RADIOS, CHOICES, OPTIONS = 6, 10, 100
"""So many options stand below each other; so many at most can; so many a list to open takes."""

LABEL, HINT, PLACEHOLDER, OPTION, TYPED = 2000, 2000, 150, 75, 3000

SEVERAL_LINES = 1000
"""A text that may be so long is written on several lines, whatever its form is for."""

DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
INITIAL = {
    Picks.CHANNEL: ("initial_conversation", CHANNEL),
    Picks.PERSON: ("initial_user", re.compile(r"[UW][A-Z0-9]{1,30}")),
}
"""Where what is picked already stands in a list, and what its id looks like."""

MOMENT = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def block_id(form: Form, field: Field) -> str:
    """The id of a field's block.

    Slack keeps what was typed where an id stays: so each session and each page has its own, and what is
    prefilled there wins.
    """
    return f"{form.ref}:{form.page}:{field.id}"


def input_block(form: Form, field: Field) -> Json:
    """One field as a block."""
    same_for_all = form.act is Act.ANSWER and not field.values and not field.problem
    made = _asked_anew(field) if same_for_all else _ask(field, form.act)
    return {"type": "input", "block_id": block_id(form, field), **made}


def _ask(field: Field, act: Act) -> Json:
    """What a block asks, and how it is answered."""
    made: Json = {
        "label": plain(field.label, LABEL),
        "element": _element(field, act),
        "optional": not field.required,
    }
    hint = " ".join(filter(None, (field.problem, field.hint)))
    return made | ({"hint": plain(hint, HINT)} if hint else {})


@by_identity
def _asked_anew(field: Field) -> Json:
    return _ask(field, Act.ANSWER)


def problems(form: Form) -> dict[str, str]:
    """What is wrong with a form, by block id."""
    return {block_id(form, field): field.problem for field in form.fields if field.problem}


def _element(field: Field, act: Act) -> Json:
    if field.picks:
        return _picker(field, field.picks)
    made = {
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choices,
        Kind.TEXT: _text,
        Kind.DATE: _date,
        Kind.TIME: _time,
    }[field.kind](field)
    made["action_id"] = field.id
    if field.placeholder and made["type"] not in {"radio_buttons", "checkboxes"}:
        made["placeholder"] = plain(field.placeholder, PLACEHOLDER)
    if field.kind is Kind.TEXT and (act is Act.ANSWER or field.most >= SEVERAL_LINES):
        made["multiline"] = True
    return made


def _choice(field: Field) -> Json:
    options = _offered(field)
    noted = any("description" in option for option in options) and len(options) <= CHOICES
    made: Json = {
        "type": "radio_buttons" if noted or len(options) <= RADIOS else "static_select",
        "options": options,
    }
    chosen = next((option for option in options if option["value"] in field.values), None)
    return made | ({"initial_option": chosen} if chosen else {})


def _choices(field: Field) -> Json:
    options = _offered(field)
    made: Json = {
        "type": "checkboxes" if len(options) <= CHOICES else "multi_static_select",
        "options": options,
    }
    chosen = [option for option in options if option["value"] in field.values]
    return made | ({"initial_options": chosen} if chosen else {})


def _text(field: Field) -> Json:
    typed = cut(field.values[0], TYPED) if field.values else ""
    made: Json = {"type": "plain_text_input", "max_length": min(max(field.most, length(typed), 1), TYPED)}
    return made | ({"initial_value": typed} if typed else {})


def _date(field: Field) -> Json:
    typed = field.values[0] if field.values else ""
    return {"type": "datepicker"} | ({"initial_date": typed} if DAY.fullmatch(typed) else {})


def _time(field: Field) -> Json:
    typed = field.values[0] if field.values else ""
    return {"type": "timepicker"} | ({"initial_time": typed} if MOMENT.fullmatch(typed) else {})


def _picker(field: Field, picks: Picks) -> Json:
    """Slack's own list of channels or of people, instead of an id to be typed."""
    made: Json = {"type": "users_select"}
    if picks is Picks.CHANNEL:
        made = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    now = field.values[0] if field.values else ""
    key, shape = INITIAL[picks]
    return made | {"action_id": field.id} | ({key: now} if shape.fullmatch(now) else {})


def _offered(field: Field) -> list[Json]:
    """The options that fit; the chosen ones are never among those left out."""
    if len(field.options) <= OPTIONS:
        return [_option(option) for option in field.options]
    chosen = [option for option in field.options if option.id in field.values][:OPTIONS]
    others = [option for option in field.options if option.id not in field.values]
    return [_option(option) for option in (*chosen, *others[: OPTIONS - len(chosen)])]


def _option(option: Option) -> Json:
    made: Json = {"text": plain(option.label, OPTION), "value": option.id}
    return made | ({"description": plain(option.note, OPTION)} if option.note else {})
