"""The page that shows what the stand-in holds."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin.markup import mrkdwn
from tests.slack.standin.page import page
from tests.slack.standin.samples import SAMPLES, asked, bars, options, pie, plain
from tests.slack.standin.standin import StandIn
from tests.slack.standin.validator import REFUSED, Surface
from tests.slack.standin.workspace import BOT_TOKEN


@pytest.fixture
async def slack():
    async with StandIn() as slack:
        slack.add_person("U1", "ana", real_name="Ana")
        slack.add_channel("C1", "deals", ["U1"])
        slack.workspace.text_share = 0.0
        yield slack


@pytest.fixture
def client(slack):
    return AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url)


def blocks_for(surface: Surface) -> list[dict[str, object]]:
    once = {"table": "data_table"}
    return [one for kind, one in SAMPLES.items() if kind not in REFUSED[surface] and kind not in once]


async def test_every_block_is_drawn_where_it_may_stand(slack, client):
    await client.chat_postMessage(channel="U1", text="All", blocks=blocks_for("message"))
    await client.views_publish(user_id="U1", view={"type": "home", "blocks": blocks_for("home")})
    view = {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": blocks_for("modal")}
    await client.views_open(trigger_id=slack.workspace.trigger("U1"), view=view)
    assert 'class="block data_visualization"' in page(slack.workspace, "U1", "dm")
    assert 'class="block card"' in page(slack.workspace, "U1", "home")
    shown = page(slack.workspace, "U1", "modal")
    assert 'aria-labelledby="modal-title"' in shown
    assert 'class="alert info"' in shown


async def test_a_chart_says_its_figures_in_words(slack, client):
    blocks = [bars(title="Calls"), pie(1, 3)]
    await client.chat_postMessage(channel="C1", text="Calls", blocks=blocks)
    shown = page(slack.workspace, "U1", "channel", "C1")
    assert 'role="img" aria-label="Calls. Reps: Mon 1"' in shown
    assert 'aria-label="x. x 25%, x 75%"' in shown


async def test_lines_and_areas_are_drawn(slack, client):
    blocks = [bars(kind="line"), bars(kind="area", x_label="days", y_label="calls")]
    await client.chat_postMessage(channel="C1", text="Calls", blocks=blocks)
    shown = page(slack.workspace, "U1", "channel", "C1")
    assert (shown.count("<polyline"), shown.count("<polygon")) == (2, 1)
    assert "calls · days" in shown


async def test_a_form_shows_what_was_typed_and_what_was_wrong(slack, client):
    blocks = [
        {**asked("plain_text_input", multiline=True, action_id="a"), "block_id": "goal"},
        asked("radio_buttons", options=options(2), initial_option=options(2)[1]),
        asked("static_select", options=options(2), initial_option=options(2)[0]),
        asked("users_select", initial_user="U1"),
    ]
    view = {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": blocks}
    await client.views_open(trigger_id=slack.workspace.trigger("U1"), view=view)
    modal = await slack.user("U1").sees_modal()
    await slack.user("U1").fill(modal, {"goal": "typed <b>"})
    modal.errors = {"goal": "Say more"}
    shown = page(slack.workspace, "U1", "modal")
    for part in (">typed &lt;b&gt;</textarea>", "⚠ Say more", " checked>", "selected>o0<", "selected>Ana<"):
        assert part in shown


async def test_rich_text_keeps_its_styles_lists_and_mentions(slack, client):
    leaves = [
        {"type": "text", "text": "bold", "style": {"bold": True}},
        {"type": "link", "url": "https://a.example", "text": "there"},
        {"type": "user", "user_id": "U1"},
        {"type": "emoji", "name": "dart"},
        {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 March"},
    ]
    section = {"type": "rich_text_section", "elements": leaves}
    listed = {"type": "rich_text_list", "style": "ordered", "elements": [section]}
    await client.chat_postMessage(
        channel="C1", text="x", blocks=[{"type": "rich_text", "elements": [listed]}]
    )
    shown = page(slack.workspace, "U1", "channel", "C1")
    for part in ("<ol", "<b>bold</b>", 'href="https://a.example">there', ">@Ana<", "🎯", "1 March"):
        assert part in shown


async def test_the_page_is_served_and_escapes_what_it_shows(slack, client):
    await client.chat_postMessage(channel="U1", text="1 &lt; 2 <script>alert(1)</script>")
    url = f"http://{slack.server.origin}/?user=U1&show=dm"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        shown = await answer.text()
    assert "1 &lt; 2" in shown
    assert "<script>" not in shown


def test_an_empty_workspace_has_a_page_too():
    assert "nobody yet" in page(StandIn().workspace)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("*bold* _it_ ~no~ `x`", "<b>bold</b> <i>it</i> <s>no</s> <code>x</code>"),
        ("2*3*4", "2*3*4"),
        ("a &lt;b&gt; &amp;", "a &lt;b&gt; &amp;"),
        ("<@U1> in <#C1>", '<span class="mention">@Ana</span> in <span class="mention">#C1</span>'),
        ("<https://a|A>", '<a href="https://a">A</a>'),
        ("<!date^1^{date}|1 March>", "1 March"),
        ("a\nb", "a<br>b"),
        ("&gt; said", "<blockquote>said</blockquote>"),
        (":dart:", "🎯"),
    ],
)
def test_markup_is_shown_as_slack_shows_it(said, shown):
    assert mrkdwn(said, {"U1": "Ana"}) == shown
