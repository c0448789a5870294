"""Fixtures of the web tests: the whole application on a free port."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.web.service import Running, running


@pytest.fixture
async def served() -> AsyncIterator[Running]:
    """The application, running."""
    async with running() as found:
        yield found


@pytest.fixture
async def http(served: Running) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application."""
    async with httpx.AsyncClient(base_url=served.url, timeout=60) as client:
        yield client
