"""The two pages of signing in at the ministry: out to its identity provider, and back.

Rules: what an attempt must bring back travels in the browser, sealed with the field keys, for ten
minutes, and is used up by the first return. That cookie is SameSite=Lax, as the return comes from
another site; for the same reason the return ends in a page of ours that leads on, since a redirect
would still count as the other site's and not carry the session's strict cookie. Failures say which
of five things went wrong, and never about whom; those of people are in the audit log.
"""

import base64
import datetime as dt
import hmac
from collections.abc import Callable

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.config import Settings
from bot.console.desk import Desk
from bot.console.door import Door
from bot.console.oidc import Attempt, Provider, Turned
from bot.console.page import HOME
from bot.console.signin import SignIn
from bot.privacy.crypto import CannotDecrypt, FieldCipher

OUT, BACK = f"{HOME}/oidc", f"{HOME}/oidc/kembali"
PATIENCE = 600  # seconds from leaving to coming back
_SEAL = "oidc.attempt"
_LONGEST = 2_000  # characters of a code or a cookie; a real one has a few hundred


def provider_of(settings: Settings, now: Callable[[], dt.datetime]) -> Provider | None:
    """The provider of the settings; None when there is none."""
    if not settings.oidc_issuer:
        return None
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        redirect_uri=settings.public_url + BACK,
        now=lambda: now().timestamp(),
        claim=settings.oidc_claim,
    )


def routes_of(desk: Desk, door: Door, *, https: bool) -> list[Route]:
    """The routes of the provider in the settings."""
    provider = provider_of(desk.settings, desk.now)
    if provider is None:
        return []
    return Ministry(provider, door, desk.signin, desk.cipher, desk.now, https=https).routes()


class Ministry:
    """Makes the routes."""

    def __init__(
        self,
        provider: Provider,
        door: Door,
        signin: SignIn,
        cipher: FieldCipher,
        now: Callable[[], dt.datetime],
        *,
        https: bool,
    ) -> None:
        self._provider = provider
        self._door = door
        self._signin = signin
        self._cipher = cipher
        self._now = now
        self._https = https
        self._cookie = "__Host-oidc" if https else "oidc"

    def routes(self) -> list[Route]:
        """Out and back."""
        return [
            Route(OUT, self._out, methods=["GET"]),
            Route(BACK, self._back, methods=["GET"]),
        ]

    async def _out(self, request: Request) -> Response:
        try:
            url, attempt = await self._provider.begin(request.query_params.get("ke", "")[:500])
        except Turned as turned:
            return self._door.turned(turned.code)
        answer = RedirectResponse(url, 303, headers={"cache-control": "no-store"})
        sealed = self._cipher.encrypt_text(msgspec.json.encode(attempt).decode(), _SEAL)
        answer.set_cookie(
            self._cookie,
            base64.urlsafe_b64encode(sealed).decode(),
            max_age=PATIENCE,
            path="/",
            secure=self._https,
            httponly=True,
            samesite="lax",
        )
        return answer

    async def _back(self, request: Request) -> Response:
        try:
            answer = await self._entered(request)
        except Turned as turned:
            answer = self._door.turned(turned.code)
        answer.delete_cookie(self._cookie, path="/")
        return answer

    async def _entered(self, request: Request) -> Response:
        asked = request.query_params
        attempt = self._attempt(request.cookies.get(self._cookie, ""))
        state = asked.get("state", "")
        if attempt is None or not hmac.compare_digest(state.encode(), attempt.state.encode()):
            raise Turned("state")
        # RFC 9207: another provider's answer, slipped under ours.
        if "iss" in asked and asked["iss"] != self._provider.issuer:
            raise Turned("state")
        if "error" in asked:
            raise Turned("denied" if asked["error"] == "access_denied" else "provider")
        code = asked.get("code", "")
        if not 0 < len(code) <= _LONGEST:
            raise Turned("state")
        try:
            subject = await self._provider.finish(attempt, code)
        except Turned as turned:
            await self._signin.refuse(turned.code)
            raise
        session = await self._signin.enter_subject(subject)
        if session is None:
            raise Turned("unknown")
        return self._door.arrived(session, attempt.to)

    def _attempt(self, cookie: str) -> Attempt | None:
        if not 0 < len(cookie) <= _LONGEST:
            return None
        try:
            sealed = base64.urlsafe_b64decode(cookie.encode())
            found = msgspec.json.decode(self._cipher.decrypt_text(sealed, _SEAL), type=Attempt)
        except (ValueError, CannotDecrypt, msgspec.MsgspecError):
            return None
        age = self._now().timestamp() - found.at
        return found if 0 <= age + 1 <= PATIENCE else None
