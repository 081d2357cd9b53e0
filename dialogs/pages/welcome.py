"""What somebody new is told, once: who added them, what is kept, who sees it, and how to stop."""

from dialogs.document import Act, Block, Button, Buttons, Document, Fact, Facts, Text
from dialogs.people import Role
from dialogs.words import Words


def welcome_page(role: Role, team: str, added_by: str, words: Words) -> Document:
    """``added_by``: a name, or a sentence that says how they came."""
    facts = (
        Fact(label=words.say("welcome.what"), value=words.say("welcome.kept")),
        Fact(label=words.say("welcome.who"), value=words.say("home.who-sees")),
        Fact(label=words.say("welcome.how"), value=words.say("welcome.stop")),
    )
    blocks: list[Block] = [Text(text=added_by), Text(text=words.say("welcome.does"))]
    if role is not Role.REP:
        blocks.append(Text(text=words.say("welcome.as-manager", team=team)))
    ways = (
        Button(label=words.say("button.before"), act=Act.BEGIN, ref="precall", main=True),
        Button(label=words.say("button.settings"), act=Act.SETTINGS),
        Button(label=words.say("button.quiet"), act=Act.QUIET),
    )
    blocks += [Facts(items=facts), Buttons(items=ways)]
    return Document(title=words.say("welcome.title"), summary=added_by, blocks=tuple(blocks))


def led_page(manager: str, team: str, words: Words) -> Document:
    """A team hears who has said that they lead it."""
    said = words.say("welcome.claimed", manager=manager, team=team)
    blocks = (Text(text=said), Text(text=words.say("welcome.claimed-means")))
    return Document(title=words.say("welcome.claimed-title"), summary=said, blocks=blocks)
