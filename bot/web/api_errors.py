"""What the HTTP API says of a request that it cannot read.

Rules: where it is wrong and why, never what was sent: a ticket or a text is not for error logs of
the asking system. Whatever came, the answer can be written: numbers that are none and broken
characters are a 422 like everything else.
"""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response


def add_errors(app: FastAPI) -> None:
    """Answer so."""

    @app.exception_handler(RequestValidationError)
    async def wrong(_: Request, error: RequestValidationError) -> Response:
        told: list[dict[str, Any]] = [
            {"loc": list(one["loc"]), "msg": one["msg"], "type": one["type"]}
            for one in error.errors()
        ]
        # ASCII only: half a surrogate pair in a name has no bytes in UTF-8.
        return Response(json.dumps({"detail": told}), 422, media_type="application/json")
