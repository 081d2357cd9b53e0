"""Rich text: the block, its four containers and its leaves."""

from tests.slack.standin.objects import CHANNEL, ID, URL, USER
from tests.slack.standin.shapes import (
    Shapes,
    array,
    at_least_one,
    boolean,
    integer,
    kind,
    literal,
    obj,
    string,
    tagged,
)

MOST = 12_000  # Slack publishes no bound for a leaf; a message as a whole has one
_FLAGS = ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink")
STYLE: Shapes = {"style": obj({}, dict.fromkeys(_FLAGS, boolean), at_least_one(*_FLAGS))}

LEAF = tagged(
    {
        "text": kind("text", {"text": string(MOST)}, STYLE),
        "link": kind("link", {"url": URL}, {"text": string(MOST), "unsafe": boolean, **STYLE}),
        "user": kind("user", {"user_id": USER}, STYLE),
        "usergroup": kind("usergroup", {"usergroup_id": string(20, pattern="S[A-Z0-9]+")}, STYLE),
        "channel": kind("channel", {"channel_id": CHANNEL}, STYLE),
        "team": kind("team", {"team_id": string(20, pattern="T[A-Z0-9]+")}, STYLE),
        "emoji": kind(
            "emoji",
            {"name": string(100, pattern=r"[a-z0-9_+'-]+")},
            {"skin_tone": integer(1, 6), "unicode": string(100), **STYLE},
        ),
        "broadcast": kind("broadcast", {"range": literal("here", "channel", "everyone")}, STYLE),
        "color": kind("color", {"value": string(7, pattern="#?[0-9a-fA-F]{6}")}, STYLE),
        "date": kind(
            "date",
            {"timestamp": integer(0, 10**11), "format": string(200)},
            {"url": URL, "fallback": string(MOST), **STYLE},
        ),
    }
)

_LEAVES = array(LEAF, 0, 1000)
_BORDER: Shapes = {"border": integer(0, 1)}
SECTION = kind("rich_text_section", {"elements": _LEAVES})
CONTAINER = tagged(
    {
        "rich_text_section": SECTION,
        "rich_text_list": kind(
            "rich_text_list",
            {"style": literal("bullet", "ordered"), "elements": array(SECTION, 1, 1000)},
            {"indent": integer(0, 8), "offset": integer(0, 10_000), **_BORDER},
        ),
        "rich_text_preformatted": kind(
            "rich_text_preformatted", {"elements": _LEAVES}, {"language": string(50), **_BORDER}
        ),
        "rich_text_quote": kind("rich_text_quote", {"elements": _LEAVES}, _BORDER),
    }
)
ELEMENTS = array(CONTAINER, 0, 1000)
RICH_TEXT = kind("rich_text", {"elements": ELEMENTS}, {"block_id": ID})
