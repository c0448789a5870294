"""The routes of the DTKS contract as a table, and the OpenAPI document made from it.

Rules: request and answer types come from `model.py`, so code and document cannot drift apart;
`docs/dtks-api.yaml` is this module's output (`python -m backend_client.sandbox_server
--openapi`), and a test holds them equal.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import yaml

from backend_client import wire
from backend_client.model import (
    CaseQuery,
    CaseStatus,
    CheckNik,
    LookupNik,
    LookupResult,
    NikStanding,
    Receipt,
    SearchRecipients,
    StatusPage,
    Submission,
)
from backend_client.sandbox import Sandbox

VERSION = "1.0.0"
MAX_JSON = 256 * 1024
_REFS = "#/components/schemas/{name}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One POST with a JSON body. `keyed`: wants an Idempotency-Key."""

    path: str
    operation: str
    summary: str
    request: type[msgspec.Struct]
    answer: type[msgspec.Struct]
    call: Callable[[Sandbox, Any, str], Awaitable[msgspec.Struct]]
    refusals: tuple[int, ...] = ()
    keyed: bool = False


ENDPOINTS = (
    Endpoint(
        wire.SEARCH,
        "searchRecipients",
        "Find one person by name and village; never a list.",
        SearchRecipients,
        LookupResult,
        lambda sandbox, request, _: sandbox.search(request),
    ),
    Endpoint(
        wire.LOOKUP_NIK,
        "lookupNik",
        "Find one person by NIK.",
        LookupNik,
        LookupResult,
        lambda sandbox, request, _: sandbox.lookup_nik(request),
    ),
    Endpoint(
        wire.CHECK_NIK,
        "checkNik",
        "What is known of a NIK before an usul: the person, and open submissions.",
        CheckNik,
        NikStanding,
        lambda sandbox, request, _: sandbox.check_nik(request),
    ),
    Endpoint(
        wire.SUBMISSIONS,
        "submit",
        "Store a submission. The same Idempotency-Key gives the first receipt again.",
        Submission,
        Receipt,
        lambda sandbox, request, key: sandbox.submit(request, key=key),
        refusals=(422,),
        keyed=True,
    ),
    Endpoint(
        wire.CASES,
        "queryCase",
        "The timeline of one submission, by the bot's ticket.",
        CaseQuery,
        CaseStatus,
        lambda sandbox, request, _: sandbox.case(request),
        refusals=(404,),
    ),
)

_KEY_PARAMETER = {
    "name": wire.IDEMPOTENCY_KEY,
    "in": "header",
    "required": True,
    "description": "Names this submission; at most 200 visible ASCII characters.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}
_PROBLEMS = {
    400: "The request does not fit this document.",
    401: "The bearer token is missing or wrong.",
    404: "Not found.",
    413: "Too large.",
    415: "Another content type is wanted.",
    422: "Refused for good; `fields` and `detail` may say why.",
    429: "Too many requests; see Retry-After.",
    503: "Not available now; see Retry-After.",
}
_ALWAYS = (401, 429, 503)


def _responses(answer: str | None, *statuses: int) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "Done."}
    if answer is not None:
        done["content"] = {"application/json": {"schema": {"$ref": _REFS.format(name=answer)}}}
    found: dict[str, Any] = {"200" if answer else "204": done}
    for status in sorted({*statuses, *_ALWAYS}):
        problem: dict[str, Any] = {
            "description": _PROBLEMS[status],
            "content": {wire.PROBLEM_TYPE: {"schema": {"$ref": _REFS.format(name="Problem")}}},
        }
        if status in (429, 503):
            problem["headers"] = {
                "Retry-After": {
                    "description": "Seconds to wait.",
                    "schema": {"type": "string"},
                }
            }
        found[str(status)] = problem
    return found


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        operation: dict[str, Any] = {
            "operationId": endpoint.operation,
            "summary": endpoint.summary,
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"$ref": _REFS.format(name=endpoint.request.__name__)}
                    }
                },
            },
            "responses": _responses(endpoint.answer.__name__, 400, 413, 415, *endpoint.refusals),
        }
        if endpoint.keyed:
            operation["parameters"] = [_KEY_PARAMETER]
        paths[endpoint.path] = {"post": operation}
    paths[wire.MEDIA] = {
        "post": {
            "operationId": "upload",
            "summary": "Store a photo or voice note before the submission that names it.",
            "parameters": [
                _KEY_PARAMETER,
                {
                    "name": wire.CONTENT_DIGEST,
                    "in": "header",
                    "required": True,
                    "description": "RFC 9530, sha-256 of the body.",
                    "schema": {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"},
                },
            ],
            "requestBody": {
                "required": True,
                "content": {
                    kind: {"schema": {"type": "string", "format": "binary"}}
                    for kind in ("image/jpeg", "image/png", "image/webp", "audio/ogg")
                },
            },
            "responses": _responses("MediaReceipt", 400, 413, 415, 422),
        }
    }
    paths[wire.CHANGES] = {
        "get": {
            "operationId": "changes",
            "summary": "Status changes since a cursor, oldest first.",
            "parameters": [
                {
                    "name": "cursor",
                    "in": "query",
                    "required": False,
                    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
                }
            ],
            "responses": _responses("StatusPage", 400),
        }
    }
    paths[wire.PING] = {
        "get": {
            "operationId": "ping",
            "summary": "Cheap health check.",
            "responses": _responses(None),
        }
    }
    return paths


def openapi() -> dict[str, Any]:
    """The contract offered to the ministry, as an OpenAPI 3.1 document."""
    types: list[type] = [endpoint.request for endpoint in ENDPOINTS]
    types += [endpoint.answer for endpoint in ENDPOINTS]
    types += [StatusPage, wire.MediaReceipt, wire.Problem]
    _, schemas = msgspec.json.schema_components(types, ref_template=_REFS)
    for schema in schemas.values():
        # Both sides write which kind of thing it is, and neither asks for it.
        if "enum" in schema.get("properties", {}).get("type", {}):
            schema["required"] = [name for name in schema["required"] if name != "type"]
            if not schema["required"]:
                del schema["required"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "DTKS for Tanya Bansos",
            "version": VERSION,
            "description": (
                "Look-up in DTKS, submissions and their status. Personal data travels in bodies"
                " only. See docs/dtks-contract.md."
            ),
        },
        "security": [{"bearer": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": dict(sorted(schemas.items())),
        },
    }


def document() -> str:
    """The contract as YAML, as it stands in docs/dtks-api.yaml."""
    return yaml.safe_dump(openapi(), sort_keys=False, allow_unicode=True, width=100)
