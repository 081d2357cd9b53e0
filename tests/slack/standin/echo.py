"""A small real Bolt app to try the stand-in on, over HTTP and over Socket Mode."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin.samples import plain
from tests.slack.standin.standin import StandIn
from tests.slack.standin.state import Json
from tests.slack.standin.workspace import APP_TOKEN, BOT_TOKEN

SECRET = "a signing secret"


def question(block_id: str, label: str, element: Json, **more: object) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def choice(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Before the call"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "blocks": [
        question("goal", "Goal", {"type": "plain_text_input", "action_id": "a", "max_length": 40}),
        question(
            "mood",
            "Mood",
            {"type": "radio_buttons", "action_id": "a", "options": [choice("calm"), choice("tense")]},
            optional=True,
        ),
        question(
            "who",
            "Who",
            {"type": "checkboxes", "action_id": "a", "options": [choice("buyer"), choice("user")]},
            optional=True,
        ),
        question("day", "Day", {"type": "datepicker", "action_id": "a"}, optional=True),
        question(
            "what",
            "What",
            {"type": "multi_static_select", "action_id": "a", "options": [choice("a"), choice("b")]},
            optional=True,
        ),
        question(
            "size",
            "Size",
            {"type": "static_select", "action_id": "a", "options": [choice("s")]},
            optional=True,
        ),
        question("time", "Time", {"type": "timepicker", "action_id": "a"}, optional=True),
        {
            "type": "actions",
            "block_id": "more",
            "elements": [
                {"type": "button", "action_id": "deeper", "text": plain("Deeper")},
                {"type": "static_select", "action_id": "style", "options": [choice("short"), choice("long")]},
                {"type": "overflow", "action_id": "menu", "options": [choice("help")]},
            ],
        },
    ],
}
DONE = {"type": "modal", "title": plain("Done"), "blocks": [{"type": "divider"}]}


def echo_app(  # noqa: C901  one listener for each thing a person can do
    slack: StandIn, session: ClientSession
) -> tuple[AsyncApp, list[Json]]:
    """Opens a form, refuses a short goal, says in the conversation what it got, opens a Home."""
    client = AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url, session=session)
    app = AsyncApp(client=client, signing_secret=SECRET)
    heard: list[Json] = []

    @app.command("/precall")
    async def precall(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.command("/help")
    async def offer_help(ack):
        await ack("Say /precall")

    @app.shortcut("begin")
    async def begin(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("form")
    async def send(ack, body, view, client):
        values = view["state"]["values"]
        heard.append(values)
        goal = values["goal"]["a"]["value"]
        if len(goal) < 5:
            await ack(response_action="errors", errors={"goal": "Say more"})
            return
        await ack(response_action="update", view=DONE)
        safe = goal.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        await client.chat_postMessage(
            channel=body["user"]["id"],
            text=f"Goal: {safe}",
            blocks=[
                {"type": "section", "text": {"type": "mrkdwn", "text": f"*Goal*: {safe}"}},
                {
                    "type": "actions",
                    "elements": [
                        {"type": "button", "action_id": "again", "text": plain("Again"), "value": "7"}
                    ],
                },
            ],
        )

    @app.view_closed("form")
    async def closed(ack, body):
        await ack()
        heard.append({"closed": body["view"]["id"], "cleared": body["is_cleared"]})

    @app.action("deeper")
    async def deeper(ack, body, client):
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=DONE)

    @app.action("again")
    async def again(ack, action, respond):
        await ack()
        await respond(text=f"pressed {action['value']}", replace_original=True)

    @app.event("app_home_opened")
    async def home(event, client, request):
        heard.append({"retry": request.headers.get("x-slack-retry-num"), "tab": event["tab"]})
        if event["tab"] == "home":
            header = {"type": "header", "text": plain("Welcome")}
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [header]})

    @app.action("style")
    @app.action("menu")
    async def chosen(ack, action):
        await ack()
        heard.append(action)

    @app.shortcut("save")
    async def save(ack, shortcut):
        await ack()
        heard.append({"saved": shortcut["message"]["text"]})

    @app.event("user_change")
    async def changed(event):
        heard.append(event["user"])

    @app.event("app_uninstalled")
    @app.event("tokens_revoked")
    async def gone(event):
        heard.append({"gone": event["type"]})

    return app, heard


@asynccontextmanager
async def served(app: AsyncApp) -> AsyncIterator[str]:
    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", events)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(way: str) -> AsyncIterator[tuple[StandIn, list[Json]]]:
    async with StandIn() as slack, ClientSession() as session:
        slack.add_person("U1", "ana", tz="Europe/Madrid")
        app, heard = echo_app(slack, session)
        if way == "http":
            async with served(app) as url:
                slack.over_http(url, SECRET)
                yield slack, heard
        else:
            handler = AsyncSocketModeHandler(
                app, APP_TOKEN, web_client=AsyncWebClient(base_url=slack.api_url)
            )
            await handler.connect_async()  # type: ignore[no-untyped-call]
            await slack.over_socket()
            try:
                yield slack, heard
            finally:
                await handler.close_async()  # type: ignore[no-untyped-call]
