"""An identity provider on loopback: real HTTP, real signatures, and ways to go wrong."""

import base64
import hashlib
import secrets
import time
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT, SECRET = "tanya bansos", "s3cret:with/signs"


class FakeProvider:
    """Lets `subject` in without asking. `twist` changes the claims, `header` the token's header;
    `signs` is another key to sign with; `down` answers 503 to everything."""

    def __init__(self) -> None:
        self.subject = "8f3a-sari"
        self.twist: dict[str, Any] = {}
        self.signs: RSAKey | OctKey | None = None
        self.alg = "RS256"
        self.down = False
        self.ways = ["client_secret_basic"]
        self.other_issuer = ""
        self.calls: list[str] = []
        self.url = ""
        self._codes: dict[str, dict[str, str]] = {}
        self._runner: web.AppRunner | None = None
        self.turn_keys()

    def turn_keys(self) -> None:
        """A new key pair, as a provider makes one now and then."""
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._describe)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/token", self._token)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def visit(self, url: str) -> str:
        """The citizen's browser at the authorization endpoint; where it is sent back to."""
        asked = dict(parse_qsl(urlsplit(url).query))
        assert url.startswith(f"{self.url}/authorize?")
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        more = {"code": code, "state": asked["state"], "iss": self.url}
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode(more)}"

    async def _describe(self, request: web.Request) -> web.Response:
        self.calls.append("describe")
        if self.down:
            return web.json_response({}, status=503)
        return web.json_response(
            {
                "issuer": self.other_issuer or self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "token_endpoint_auth_methods_supported": self.ways,
            }
        )

    async def _keys(self, request: web.Request) -> web.Response:
        self.calls.append("keys")
        return web.json_response(KeySet([self.key]).as_dict(private=False))

    async def _token(self, request: web.Request) -> web.Response:
        self.calls.append("token")
        form = {name: str(value) for name, value in (await request.post()).items()}
        asked = self._codes.pop(form.get("code", ""), None)  # good once
        if asked is None or not self._ours(request, form):
            return web.json_response({"error": "invalid_grant"}, status=400)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            **self.twist,
        }
        key = self.signs or self.key
        header = {"alg": self.alg, "kid": self.key.kid}
        token = jwt.encode(header, claims, key, algorithms=[self.alg])
        return web.json_response(
            {"token_type": "Bearer", "access_token": secrets.token_hex(8), "id_token": token}
        )

    def _ours(self, request: web.Request, form: dict[str, str]) -> bool:
        if "client_secret_basic" not in self.ways:
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        scheme, _, sealed = request.headers.get("Authorization", "").partition(" ")
        name, _, secret = base64.b64decode(sealed).decode().partition(":")
        return scheme == "Basic" and (unquote(name), unquote(secret)) == (CLIENT, SECRET)
