"""Where Microsoft's own servers are."""

from dialogs.frozen import Frozen


class Endpoints(Frozen):
    """Addresses of Microsoft's. Another Microsoft, for tests, has other ones."""

    metadata: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    """Names the keys that Teams signs its requests with."""

    login: str = "https://login.microsoftonline.com"
    """Gives out the tokens that our requests carry."""
