"""A form's fields as inputs, each with its label, what was wrong with it, and a hint."""

import re

from bot.teams.text import Json, clean, length, said
from dialogs.document import Act, Field, Form, Tone
from dialogs.flow import Kind, Option
from dialogs.plain import SIGNS
from dialogs.words import Words

EXPANDED = 6
"""So many options stand below each other, all to be seen; more of them open as a list, without their notes.

Where nothing else is asked, notes are what a choice is made by, and all of them are to be seen.
"""

TYPED = 3000
"""The longest text that may be typed."""

LABEL = 150
"""The longest label, and the longest option."""

SEVERAL_LINES = 1000
"""A text that may be so long is written on several lines, whatever its form is for."""

DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
MOMENT = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def inputs(form: Form, words: Words, *, folded: bool) -> list[Json]:
    """The folded fields, or the others. A choice among nothing is not asked."""
    asked = (field for field in form.fields if field.folded is folded and answerable(field))
    return [element for field in asked for element in _asked(field, form, words)]


def answerable(field: Field) -> bool:
    """Whether there is anything to answer with."""
    return bool(field.options) or field.kind not in {Kind.CHOICE, Kind.CHOICES}


def _asked(field: Field, form: Form, words: Words) -> list[Json]:
    """The input, then what is wrong with it as a native error stands, then the hint."""
    elements = [_input(field, form, words) | _needed(field, words)]
    if field.problem:
        wrong = said(SIGNS[Tone.PROBLEM] + field.problem, color="Attention", weight="Bolder")
        elements.append(wrong | {"spacing": "Small"})
    if field.hint:
        elements.append(said(field.hint, isSubtle=True, size="Small") | {"spacing": "Small"})
    return elements


def _needed(field: Field, words: Words) -> Json:
    return {"isRequired": True, "errorMessage": words.say("problem.required")} if field.required else {}


def _input(field: Field, form: Form, words: Words) -> Json:
    made: Json = {"id": field.id, "label": clean(field.label, LABEL)}
    if field.placeholder:
        made["placeholder"] = clean(field.placeholder, LABEL)
    match field.kind:
        case Kind.CHOICE | Kind.CHOICES:
            return made | _choice(field, form, words)
        case Kind.TEXT:
            return made | _text(field, lines=form.act is Act.ANSWER or field.most >= SEVERAL_LINES)
        case Kind.DATE:
            return made | _moment("Input.Date", field, DAY)
        case Kind.TIME:
            return made | _moment("Input.Time", field, MOMENT)


def _choice(field: Field, form: Form, words: Words) -> Json:
    """Choices show their titles as they are: Teams reads no Markdown in them."""
    offered = [option.id for option in field.options]
    chosen = [value for value in dict.fromkeys(field.values) if value in offered]
    several = field.kind is Kind.CHOICES
    alone = sum(answerable(other) and not other.folded for other in form.fields) == 1
    noted = alone and any(option.note for option in field.options)
    expanded = several or noted or len(offered) <= EXPANDED
    made: Json = {
        "type": "Input.ChoiceSet",
        "style": "expanded" if expanded else "compact",
        "isMultiSelect": several,
        "wrap": True,
        "choices": [
            {"title": _title(option, noted=expanded), "value": option.id} for option in field.options
        ],
    }
    if not expanded:
        made["placeholder"] = clean(field.placeholder or words.say("teams.choose"), LABEL)
    return made | ({"value": ",".join(chosen if several else chosen[:1])} if chosen else {})


def _title(option: Option, *, noted: bool) -> str:
    return clean(f"{option.label}: {option.note}" if noted and option.note else option.label, LABEL)


def _text(field: Field, *, lines: bool) -> Json:
    typed = clean(field.values[0], TYPED) if field.values and field.values[0].strip() else ""
    most = min(max(field.most, length(typed), 1), TYPED)
    made: Json = {"type": "Input.Text", "isMultiline": lines, "maxLength": most}
    return made | ({"value": typed} if typed else {})


def _moment(kind: str, field: Field, shape: re.Pattern[str]) -> Json:
    typed = field.values[0] if field.values else ""
    return {"type": kind} | ({"value": typed} if shape.fullmatch(typed) else {})
