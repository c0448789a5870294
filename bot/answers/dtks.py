"""Answers that DTKS gives: look-ups and where a submission is."""

from typing import Any

from backend_client.model import CaseQuery, CheckNik, LookupNik, SearchRecipients
from backend_client.port import DtksBackend
from bot.answers.base import Answer, Asker, Remote


def remotes(backend: DtksBackend) -> dict[type, Remote]:
    """A remote answer for each request that DTKS takes. They raise BackendError."""

    async def search(asker: Asker, request: Any) -> Answer:
        return await backend.search(request)

    async def lookup_nik(asker: Asker, request: Any) -> Answer:
        return await backend.lookup_nik(request)

    async def check_nik(asker: Asker, request: Any) -> Answer:
        return await backend.check_nik(request)

    async def case(asker: Asker, request: Any) -> Answer:
        return await backend.case(request)

    return {
        SearchRecipients: search,
        LookupNik: lookup_nik,
        CheckNik: check_nik,
        CaseQuery: case,
    }
