"""The outermost ring: whatever goes wrong becomes a plain sentence, and our own mistakes an error id too."""

import logging
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import StoreError
from bot.ids import Ids
from bot.web.guard import HEADERS, Forbidden
from bot.web.inbound import Unreadable
from bot.web.render import Renderer
from dialogs.errors import NoTeam, NotThere, NotYours, RepError
from dialogs.words import Words

log = logging.getLogger(__name__)


def errors(words: Words, renderer: Renderer, ids: Ids) -> Middleware:
    """The middleware that answers for every error and puts the headers on every answer."""

    @web.middleware
    async def answer_for_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except Exception as error:
            status, sentence = explain(error, words)
            if status == HTTPStatus.INTERNAL_SERVER_ERROR:
                error_id = f"{ids():x}"
                log.exception("%s %s failed, error %s", request.method, request.path, error_id)
                sentence = words.say("playground.our-mistake", error=error_id)
            response = _problem(request, status, sentence, renderer)
        response.headers.update(HEADERS)
        return response

    return answer_for_errors


def explain(error: Exception, words: Words) -> tuple[HTTPStatus, str]:  # noqa: PLR0911  one line for each kind of error
    """The status and the sentence for an error."""
    match error:
        case NotYours():
            return HTTPStatus.FORBIDDEN, words.say("trouble.not-yours")
        case NotThere():
            return HTTPStatus.NOT_FOUND, words.say("trouble.not-there")
        case NoTeam():
            return HTTPStatus.CONFLICT, words.say("trouble.no-team")
        case Unreadable() | RepError():
            return HTTPStatus.BAD_REQUEST, words.say("playground.unreadable")
        case StoreError():
            log.warning("the store could not do it: %s", error)
            return HTTPStatus.SERVICE_UNAVAILABLE, words.say("trouble.not-saved")
        case Forbidden():
            return HTTPStatus.FORBIDDEN, error.text or ""
        case web.HTTPRequestEntityTooLarge():
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words.say("playground.too-large")
        case web.HTTPException() if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return HTTPStatus(error.status), words.say("playground.no-page")
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR, ""


def _problem(request: web.Request, status: int, sentence: str, renderer: Renderer) -> web.Response:
    if "text/html" in request.headers.get("Accept", ""):
        return web.Response(status=status, text=renderer.trouble(sentence), content_type="text/html")
    return web.json_response({"problem": sentence}, status=status)
