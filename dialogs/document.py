"""Document: the neutral page that every channel renders. Plain text; each channel escapes its own way."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field as PydanticField

from dialogs.flow import Kind, Option
from dialogs.frozen import Frozen, Values


class Tone(StrEnum):
    """How a text is meant. Never carried by colour alone: every channel adds a word or a sign."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    CARE = "care"
    PROBLEM = "problem"


class Act(StrEnum):
    """What a button or a form asks the coach to do. ``ref`` beside it says with what."""

    BEGIN = "begin"  #: ref: flow, flow/deal id, or flow/=a deal's name
    ANSWER = "answer"  #: ref: session; a page's form
    KEEP = "keep"  #: ref: session; keep mine
    RESUME = "resume"  #: ref: session
    ANEW = "anew"  #: ref: session
    LET_GO = "let-go"  #: ref: session; it is put away, and may be gone on with all the same
    REOPEN = "reopen"  #: ref: session
    PLAN = "plan"  #: ref: session; opens the plans of its verdict, to take one or another
    DEALS = "deals"
    DEAL = "deal"  #: ref: deal
    HELP = "help"
    HOME = "home"
    SETTINGS = "settings"  #: opens the form; its answer comes back with the same act
    QUIET = "quiet"  #: ref: on, or off
    EXPORT = "export"
    FORGET = "forget"  #: ref: nothing asks, ``yes`` does it
    WEEK = "week"
    TEAM = "team"
    SHARED = "shared"
    ASK = "ask"  #: ref: deal, or nothing; opens the form in which a rep asks the manager
    REPLY = "reply"  #: ref: feedback request; opens the form in which a manager answers
    NOTE = "note"  #: ref: rep, or rep/deal/=a question to begin with; opens a manager's note
    WRITE_BACK = "write-back"  #: ref: a note; opens the form in which its rep replies
    THANK = "thank"  #: ref: a note; its rep says thank you
    RECALL = "recall"  #: ref: reflection/kept, .../missed or .../no-moment; what came of its learning
    TAKE = "take"  #: ref: experiment, at a verdict .../session, on its card .../card, ending one /ends/trial
    SWAP = "swap"  #: ref: the same; another one is offered in its place
    TIP = "tip"
    TRYING = "trying"  #: ref: team/tip; counted, never named
    NOT_FOR_US = "not-for-us"  #: ref: team/tip
    SETUP = "setup"  #: ref: nothing, or a part of the team's settings; opens its form
    PAUSE = "pause"  #: ref: team/weeks; no tips for so many weeks, 0: tips again
    CHANGE = "change"  #: ref: deal opens the form, deal/what it shows sends it (dialogs/deal_edit.py)
    CONDITIONS = "conditions"  #: ref: deal; opens the form with its conditions in words
    CLOSE = "close"  #: ref: deal asks how, deal/won, deal/lost and deal/moved-on do it
    OPEN_AGAIN = "open-again"  #: ref: deal
    MERGE = "merge"  #: ref: deal opens the form, deal/deal asks, deal/deal/yes does it
    REMOVE = "remove"  #: ref: deal asks, deal/yes does it


class Heading(Frozen):
    """A heading inside the page."""

    kind: Literal["heading"] = "heading"
    text: str


class Text(Frozen):
    """A paragraph."""

    kind: Literal["text"] = "text"
    text: str
    tone: Tone = Tone.PLAIN


class Quote(Frozen):
    """Words that a person typed, set apart. ``source`` says whose and when."""

    kind: Literal["quote"] = "quote"
    text: str
    source: str = ""


class Fact(Frozen):
    """A label and what stands under it. ``channel``: the id of the channel that the value names."""

    label: str
    value: str
    channel: str = ""


class Facts(Frozen):
    """A few labelled values. ``glance``: so many do at first sight, where the others can be folded away."""

    kind: Literal["facts"] = "facts"
    items: tuple[Fact, ...]
    glance: int = 0


class Glass(Frozen):
    """One glass: its name, whether it is full, and a word on it."""

    label: str
    full: bool
    note: str = ""


class Glasses(Frozen):
    """A row of glasses. ``summary`` says the same in words ("Glasses full: 3 of 5")."""

    kind: Literal["glasses"] = "glasses"
    summary: str
    items: tuple[Glass, ...]


class Table(Frozen):
    """Rows under column names; ``title`` names it for screen readers."""

    kind: Literal["table"] = "table"
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Series(Frozen):
    """One row of a chart's values, one per category."""

    name: str
    values: tuple[float, ...]


class Chart(Frozen):
    """A small chart. ``summary`` says in words what it shows; ``unit`` stands behind each value."""

    kind: Literal["chart"] = "chart"
    style: Literal["bar", "line"]
    title: str
    summary: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""


class Button(Frozen):
    """Something to press."""

    label: str
    act: Act
    ref: str = ""
    main: bool = False


class Buttons(Frozen):
    """A row of buttons. ``slight``: ways to look closer, which may stand smaller than what is to be done."""

    kind: Literal["buttons"] = "buttons"
    items: tuple[Button, ...]
    slight: bool = False


class Picks(StrEnum):
    """What an id stands for that is picked from a list where the platform has one, and typed elsewhere."""

    CHANNEL = "channel"
    PERSON = "person"


class Field(Frozen):
    """One question on a form, filled with what is known. ``problem`` says what was wrong with it."""

    id: str
    kind: Kind
    label: str
    hint: str = ""
    placeholder: str = ""
    options: tuple[Option, ...] = ()
    values: Values = ()
    required: bool = False
    folded: bool = False
    most: int = 300
    problem: str = ""
    picks: Picks | None = None


class Form(Frozen):
    """A page to answer. ``ref`` and ``page`` come back with the answer; ``others`` are further ways out."""

    kind: Literal["form"] = "form"
    act: Act
    ref: str
    page: str
    fields: tuple[Field, ...]
    submit: str
    more: str = ""
    others: tuple[Button, ...] = ()


class Aside(Frozen):
    """What stands beside the page: the check beside its reflection."""

    kind: Literal["aside"] = "aside"
    title: str
    blocks: tuple["Block", ...]


Block = Annotated[
    Heading | Text | Quote | Facts | Glasses | Table | Chart | Buttons | Form | Aside,
    PydanticField(discriminator="kind"),
]


class Document(Frozen):
    """A page: its title, the point in one line (a notification shows it), and its blocks."""

    title: str
    summary: str
    blocks: tuple[Block, ...]

    @property
    def form(self) -> Form | None:
        """The form on this page, if there is one."""
        return next((block for block in self.blocks if isinstance(block, Form)), None)
