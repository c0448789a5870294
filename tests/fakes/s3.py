"""An S3-compatible store on loopback: objects in memory, every request's signature checked.

Rules: AWS Signature Version 4 is computed here from Amazon's description ('Authenticating
Requests', header form), not with the library under test. A wrong one is 403, and is listed in
`problems`. Only path-style addresses, as such stores have.
"""

import hashlib
import hmac
from urllib.parse import quote

from aiohttp import web

from tests.fakes.server import Call, FakeServer

ACCESS, SECRET, REGION, BUCKET = "kunci-uji", "rahasia-uji", "id-uji-1", "bansos-media"


class FakeS3(FakeServer):
    """One bucket."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, bytes] = {}

    def application(self) -> web.Application:
        """The bucket and its objects."""
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/{bucket}", self._take)
        app.router.add_route("*", "/{bucket}/{key:.*}", self._take)
        return app

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        key = request.match_info.get("key", "")
        call = Call(request.method, {"key": key}, {"body": body}, headers=dict(request.headers))
        self.record(call)
        if failure := self.next_failure(request.method):
            return await self.play(request, failure, dict)
        if not _genuine(request, body):
            self.problems.append(f"{request.method} is not signed")
            return _error(403, "SignatureDoesNotMatch")
        if request.match_info["bucket"] != BUCKET:
            return _error(404, "NoSuchBucket")
        call.delivered = True
        match request.method:
            case "PUT":
                self.objects[key] = body
                return web.Response(headers={"ETag": f'"{hashlib.sha256(body).hexdigest()}"'})
            case "GET" if key in self.objects:
                return web.Response(body=self.objects[key], content_type="binary/octet-stream")
            case "HEAD":
                return web.Response()
            case "DELETE":
                self.objects.pop(key, None)
                return web.Response(status=204)
            case _:
                return _error(404, "NoSuchKey")


def _error(status: int, code: str) -> web.Response:
    text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>"
    return web.Response(status=status, text=text, content_type="application/xml")


def _genuine(request: web.Request, body: bytes) -> bool:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    stamp = request.headers.get("X-Amz-Date", "")
    content = request.headers.get("X-Amz-Content-SHA256", "")
    scope = f"{stamp[:8]}/{REGION}/s3/aws4_request"
    if scheme != "AWS4-HMAC-SHA256" or fields.get("Credential") != f"{ACCESS}/{scope}":
        return False
    if content not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
        return False
    names = fields["SignedHeaders"].split(";")
    canonical = "\n".join(
        [
            request.method,
            quote(request.path),
            request.query_string,
            *(f"{name}:{' '.join(request.headers[name].split())}" for name in names),
            "",
            ";".join(names),
            content,
        ]
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signed = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, digest])
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    right = hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(right, fields.get("Signature", ""))
