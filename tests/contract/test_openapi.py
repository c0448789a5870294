"""The OpenAPI document: in step with the code, and kept by the server under fuzzing."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend_client.model import LookupNik
from backend_client.sandbox import Sandbox
from backend_client.sandbox_api import document, openapi
from backend_client.sandbox_app import create_app
from tests.contract.conftest import PEOPLE, TOKEN, FakeRegions, Server, link_population

DOCUMENT = Path(__file__).parents[2] / "docs" / "dtks-api.yaml"
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
schema = schemathesis.openapi.from_dict(openapi())


@pytest.fixture(scope="module")
def running(population: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all generated requests."""
    folder = tmp_path_factory.mktemp("fuzzed")
    link_population(population, folder)
    sandbox = Sandbox.open(FakeRegions(), folder, people=PEOPLE)
    server = Server(create_app(sandbox, TOKEN)).start()
    yield server.url
    server.stop()
    sandbox.close()


def test_the_document_is_in_step() -> None:
    """docs/dtks-api.yaml is what the code says (python -m backend_client.sandbox_server
    --openapi)."""
    stored = DOCUMENT.read_text(encoding="utf-8")

    assert stored == document()
    assert yaml.safe_load(stored)["openapi"] == "3.1.0"


def test_no_personal_datum_travels_in_a_url() -> None:
    """No path or query parameter of the contract could hold a NIK, a name or a ticket."""
    paths = openapi()["paths"]
    parameters = [
        parameter["name"]
        for path in paths.values()
        for operation in path.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] in ("path", "query")
    ]

    assert not any("{" in path for path in paths)
    assert parameters == ["cursor"]


def test_no_message_must_say_what_kind_it_is() -> None:
    """The document asks for no `type`, as neither side does; a problem's is RFC 9457's own."""
    schemas = openapi()["components"]["schemas"]

    asking = [name for name, schema in schemas.items() if "type" in schema.get("required", ())]

    assert asking == ["Problem"]
    assert msgspec.json.decode(b'{"nik":"1"}', type=LookupNik) == LookupNik(nik="1")


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_server_keeps_the_contract(case: schemathesis.Case, running: str) -> None:
    """Whatever is sent, valid or not, the server answers as documented and never with a 5xx."""
    case.call_and_validate(
        base_url=running, headers={"Authorization": f"Bearer {TOKEN}"}, checks=list(CHECKS)
    )
