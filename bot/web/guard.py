"""Who may talk to the playground: this machine's own browser, on the playground's own page. Nobody else.

It has no log-in, so another site's page must not be able to drive it (cross-site requests), nor a name that
resolves to 127.0.0.1 to read it (DNS rebinding).
"""

from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from dialogs.words import Words

LOOPBACK = "127.0.0.1"
"""Where the playground listens; whoever serves it binds to this address and no other."""

NAMES = ("127.0.0.1", "localhost", "[::1]")
"""What a browser on this machine calls it."""

MOST_BYTES = 256 * 1024
"""The largest request body that is read."""

HTTP_PORT = 80

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer carries: nothing from elsewhere, nothing inline, in nobody's frame, kept nowhere."""


class Forbidden(web.HTTPForbidden):
    """The request is not from the playground's own page."""

    def __init__(self, sentence: str) -> None:
        """``sentence`` is for the person who reads the answer."""
        super().__init__(text=sentence)


def guard(words: Words) -> Middleware:
    """The middleware that turns strangers away, each with a plain sentence."""

    @web.middleware
    async def turn_away(request: web.Request, handler: Handler) -> web.StreamResponse:
        port = listening_port(request)
        if not from_this_machine(request.remote) or request.host.lower() not in hosts(port):
            raise Forbidden(words.say("playground.wrong-host", address=f"http://{LOOPBACK}:{port}/"))
        if request.method in {"GET", "HEAD"}:
            if embedded_elsewhere(request):
                raise Forbidden(words.say("playground.wrong-origin"))
        else:
            if not own_page(request):
                raise Forbidden(words.say("playground.wrong-origin"))
            if request.content_type != "application/json":
                raise Forbidden(words.say("playground.wrong-type"))
        return await handler(request)

    return turn_away


def listening_port(request: web.Request) -> int:
    """The port on which this request arrived."""
    name = request.transport.get_extra_info("sockname") if request.transport else None
    return int(name[1]) if isinstance(name, tuple) else 0


def from_this_machine(remote: str | None) -> bool:
    """Whether the address at the other end of a connection is this machine's."""
    try:
        return ip_address(remote or "").is_loopback
    except ValueError:
        return False


def hosts(port: int) -> frozenset[str]:
    """The Host headers that mean this playground."""
    bare = NAMES if port == HTTP_PORT else ()
    return frozenset((*(f"{name}:{port}" for name in NAMES), *bare))


def embedded_elsewhere(request: web.Request) -> bool:
    """Whether the browser says that another site's page reads this, or frames it; a link to us is welcome.

    Another port of this machine is another page too, though browsers call it the same site. A browser that
    says nothing is an old one, or none: it gets no word that would let another page read the answer.
    """
    told = request.headers
    if told.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
        return False
    return (told.get("Sec-Fetch-Mode"), told.get("Sec-Fetch-Dest")) != ("navigate", "document")


def own_page(request: web.Request) -> bool:
    """Whether the browser says that the playground's own page sent this. A stranger's page cannot fake it."""
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin.lower() == f"http://{request.host.lower()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
