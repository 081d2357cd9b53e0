"""Buttons as actions: Execute, whose answer replaces the card; Submit in dialogs and for old clients."""

from bot.teams.fields import answerable
from bot.teams.pressed import carried
from bot.teams.text import Json, clean
from dialogs.document import Act, Button, Form

MOST_ACTIONS = 6
"""So many actions stand in a row; Teams hides the others."""

LABEL = 100
"""The longest label of a button."""

QUIET = {"msteams": {"feedback": {"hide": True}}}
"""Keeps Teams from saying that something was sent: the answer shows it."""


class Actions:
    """Makes the actions of one card. Each has a key of its own, the same whenever the same card is made."""

    def __init__(self, key: str, *, dialog: bool) -> None:
        """``key`` names the card; ``dialog``: whether it stands in one."""
        self._key = key
        self._dialog = dialog
        self._made = 0

    def button(self, button: Button) -> Json:
        """A button. It takes nothing along of a form beside it, and does not wait for one to be filled in."""
        data = carried(button.act, button.ref, self._next_key())
        deletes = button.act is Act.FORGET and bool(button.ref)
        style = "destructive" if deletes else "positive" if button.main else "default"
        return self._action(button.act, button.label, data, {"style": style, "associatedInputs": "none"})

    def submit(self, form: Form) -> Json:
        """The button that sends a form."""
        data = carried(form.act, form.ref, self._next_key(), form.page, filter(answerable, form.fields))
        return self._action(form.act, form.submit, data, {"style": "positive", "associatedInputs": "auto"})

    def _next_key(self) -> str:
        self._made += 1
        return f"{self._key}:{self._made}"

    def _action(self, act: Act, label: str, data: Json, more: Json) -> Json:
        same = {"title": clean(label, LABEL), "data": data, **more}
        submit = {"type": "Action.Submit", **same, **QUIET}
        if self._dialog:
            return submit
        return {"type": "Action.Execute", "verb": act.value, **same, "fallback": submit}


def unfold(label: str, target: str) -> Json:
    """A button that shows what is folded away, and hides it again. Nothing is sent."""
    return {"type": "Action.ToggleVisibility", "title": clean(label, LABEL), "targetElements": [target]}


def rows(actions: list[Json]) -> list[Json]:
    """The actions in as many rows as it takes."""
    parts = [actions[start : start + MOST_ACTIONS] for start in range(0, len(actions), MOST_ACTIONS)]
    return [{"type": "ActionSet", "actions": part} for part in parts]
