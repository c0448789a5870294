"""`GET /media/<token>`: what Twilio fetches when a message has a picture or a voice note, and a
citizen's own copy where the channel carries no such file.

Rules: only a token we made, and only for its short life, opens anything (bot.channels.medialinks);
everything else is the same 404. HEAD is answered too: Twilio looks before it takes. A call plays no
OGG: a link of type `PLAYED` gives our voice notes as a telephone's WAV.
"""

import asyncio
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.audio.start import load_codec
from bot.channels.base import Assets
from bot.channels.medialinks import PLAYED, MediaLink

# The only pages here are sealed copies (bot.privacy.sealed_page), which decrypt themselves: their
# own script runs, and reaches nothing.
_SEALED = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

_OGG = b"OggS"


class OpensLinks(Protocol):
    """`SignedLinks` fits."""

    def open(self, token: str) -> MediaLink | None:
        """What a token opens now."""
        ...


def media_route(links: OpensLinks, assets: Assets) -> Route:
    """The route that serves the assets behind valid tokens."""

    async def media(request: Request) -> Response:
        link = links.open(request.path_params["token"])
        if link is None:
            return PlainTextResponse("Not found\n", status_code=404)
        try:
            content = await assets.read(link.asset)
            if link.content_type == PLAYED and content.startswith(_OGG):
                content = await asyncio.to_thread(_telephone, content)
        except (LookupError, ValueError):
            return PlainTextResponse("Not found\n", status_code=404)
        headers = {"cache-control": "private, max-age=600", "content-type": link.content_type}
        if link.content_type == "text/html":
            headers["content-security-policy"] = _SEALED
        return Response(content, headers=headers)

    return Route("/media/{token}", media, methods=["GET", "HEAD"])


def _telephone(note: bytes) -> bytes:
    return load_codec().telephone(note)
