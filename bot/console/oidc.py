"""Signing in at the ministry's identity provider: OpenID Connect, authorization code with PKCE.

Rules: the provider describes itself (Discovery 1.0) and must do so under the very issuer that was
configured. Every attempt has its own state, nonce and PKCE verifier (RFC 7636, S256). The ID token
is verified by a key of the provider, asymmetric algorithms only (joserfc), and its claims by
authlib: issuer, audience, authorised party, times, nonce. Whoever is let in is decided by our own
accounts. Nothing of a token, and nobody's name, reaches a log.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import structlog
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.claims import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.logs import fault

_log = structlog.get_logger(__name__)
# RFC 8725, section 3.1: the algorithms are ours to choose, never the token's. No 'none', no HS*.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
TIMEOUT = 10.0  # seconds for a call to the provider
LEEWAY = 60  # seconds that two clocks may disagree by
KEPT = 3600.0  # seconds that the provider's description and keys are remembered
_LEAST_BETWEEN = 30.0  # seconds between two looks for new keys: strangers' tokens cost no calls
_MOST_SUBJECT = 255  # OpenID Connect Core, section 2: 'sub' has at most 255 ASCII characters


class Turned(Exception):
    """The provider lets nobody in; `code` says why, in a word the console has a sentence for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Attempt(msgspec.Struct, frozen=True):
    """One attempt to sign in, kept by the browser, sealed. `at` is UTC seconds."""

    state: str
    nonce: str
    verifier: str
    to: str
    at: int


class Provider:
    """An identity provider. `claim` says who somebody is: 'sub', or another that it vouches for;
    an e-mail address counts only when the provider has verified it."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        *,
        redirect_uri: str,
        now: Callable[[], float],
        claim: str = "sub",
    ) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._redirect_uri = redirect_uri
        self._now = now
        self._claim = claim
        self._described: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def begin(self, to: str) -> tuple[str, Attempt]:
        """Where to send the browser, and what it has to bring back. Raises Turned."""
        described = await self._description()
        attempt = Attempt(
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(48),
            to,
            int(self._now()),
        )
        url = prepare_grant_uri(
            described["authorization_endpoint"],
            self._client_id,
            "code",
            redirect_uri=self._redirect_uri,
            scope="openid email" if self._claim.startswith("email") else "openid",
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
        )
        return str(url), attempt

    async def finish(self, attempt: Attempt, code: str) -> str:
        """Who it is, by the configured claim. Raises Turned."""
        described = await self._description()
        answer = await self._redeem(described, attempt, code)
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise Turned("token")
        claims = await self._verified(described, token, attempt.nonce, access)
        who = claims.get(self._claim)
        if self._claim == "email" and claims.get("email_verified") is not True:
            raise Turned("unverified")
        if not isinstance(who, str) or not 0 < len(who) <= _MOST_SUBJECT:
            raise Turned("token")
        return who.casefold() if self._claim == "email" else who

    async def check(self) -> int:
        """How many keys the provider publishes; for `bansos doctor`. Raises Turned."""
        return len((await self._key_set(await self._description(), fresh=True)).keys)

    async def _redeem(
        self, described: Mapping[str, Any], attempt: Attempt, code: str
    ) -> Mapping[str, Any]:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": attempt.verifier,
        }
        # Discovery 1.0, section 3: without a list it is client_secret_basic.
        ways = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        auth = None
        if "client_secret_basic" in ways:
            # RFC 6749, section 2.3.1: both are form-encoded before they are joined.
            auth = httpx.BasicAuth(quote(self._client_id, safe=""), quote(self._secret, safe=""))
        else:
            fields |= {"client_id": self._client_id, "client_secret": self._secret}
        return await self._call("POST", described["token_endpoint"], data=fields, auth=auth)

    async def _verified(
        self, described: Mapping[str, Any], token: str, nonce: str, access: object
    ) -> Mapping[str, Any]:
        try:
            found = await self._decoded(described, token)
            claims = CodeIDToken(
                found.claims,
                found.header,
                options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._client_id,
                    "access_token": access if isinstance(access, str) else None,
                },
            )
            claims.validate(now=int(self._now()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            _log.warning("oidc_token_refused", **fault(error))
            raise Turned("token") from None
        return dict(claims)

    async def _decoded(self, described: Mapping[str, Any], token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self._key_set(described), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The provider may have changed its keys: look once more.
            keys = await self._key_set(described, fresh=True)
            return jwt.decode(token, keys, algorithms=ALGORITHMS)

    async def _description(self) -> Mapping[str, Any]:
        if self._described is None or time.monotonic() - self._described[0] > KEPT:
            url = get_well_known_url(self.issuer, external=True)
            described = await self._call("GET", url)
            wanted = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            strange = described.get("issuer") != self.issuer
            if strange or not all(isinstance(described.get(name), str) for name in wanted):
                _log.error("oidc_description_refused", other_issuer=strange)
                raise Turned("provider")
            self._described = (time.monotonic(), described)
        return self._described[1]

    async def _key_set(self, described: Mapping[str, Any], *, fresh: bool = False) -> KeySet:
        most = _LEAST_BETWEEN if fresh else KEPT
        if self._keys is None or time.monotonic() - self._keys[0] > most:
            found = await self._call("GET", described["jwks_uri"])
            try:
                keys = KeySet.import_key_set({"keys": found["keys"]})
            except (JoseError, LookupError, ValueError, TypeError):
                raise Turned("provider") from None
            self._keys = (time.monotonic(), keys)
        return self._keys[1]

    async def _call(self, method: str, url: str, **how: Any) -> Mapping[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False) as client:
                answer = await client.request(method, url, **how)
            told = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            _log.error("oidc_provider_silent", **fault(error))
            raise Turned("provider") from None
        if answer.status_code != 200 or not isinstance(told, dict):
            _log.warning("oidc_provider_refused", status=answer.status_code)
            raise Turned("provider" if method == "GET" or answer.status_code >= 500 else "token")
        return told
