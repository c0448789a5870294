"""Asking DTKS, and insisting kindly while it does not answer."""

import msgspec

from backend_client.model import (
    CaseQuery,
    CaseStatus,
    CheckNik,
    LookupNik,
    LookupResult,
    NikStanding,
    SearchRecipients,
)
from handlers.dialogue.fields import Either
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Call, Failed, Talk
from i18n.message import say

LIMIT = "limit"  # Failed.code: this chat has had its look-ups for today

_ANSWERS = {
    SearchRecipients: LookupResult,
    LookupNik: LookupResult,
    CheckNik: NikStanding,
    CaseQuery: CaseStatus,
}


def insist(key: str, request: msgspec.Struct) -> Talk:
    """Call DTKS; while it does not answer, tell the truth and offer to try again.

    Returns the result, or `Failed` when the citizen gave up or trying again cannot help.
    """
    for attempt in range(1, 100):
        result = yield Call(f"{key}.{attempt}", request, _ANSWERS[type(request)])
        if not isinstance(result, Failed) or result.code in (LIMIT, "not_found", "rejected"):
            return result
        again = yield Ask(
            f"{key}.lagi{attempt}",
            Either(
                Option("coba", say("umum.coba_lagi"), "ulang"),
                Option("nanti", say("umum.nanti_saja"), "batal"),
                yes="coba",
                no="nanti",
            ),
            say("umum.dtks_tidak_menjawab"),
        )
        if again == "nanti":
            return result
    return result
