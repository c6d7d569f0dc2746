"""HEAD, wherever GET is answered: the same head, and no body."""

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = "presswatch.is_head"


def is_head(request: Request) -> bool:
    """Return whether nobody will read the body: what is costly to make can be left out."""
    return bool(request.scope.get(_MARK))


class AnswerHead:
    """Answers HEAD as GET is answered, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET", _MARK: True}
        await self.app(asked, receive, send_head)
