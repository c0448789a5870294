"""Twilio's Content API: which templates there are, and what Meta decided about each.

Rules: the whole list, page by page, or nothing. What the bot makes itself for buttons is left out:
it is no template and never approved. No credentials, no words of a template reach a log.
"""

from collections.abc import Mapping
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException

from bot.broadcasts.template import Template, placeholders
from bot.channels.base import SendError
from bot.channels.twilio import TwilioAccount
from bot.channels.whatsapp_content import NAME_PREFIX
from bot.config import Settings

_PAGE = 100  # of at most 500 (Content API, 'Fetch all content resources')
_MOST = 10_000  # templates; Meta allows 6,000 an account
# Codes of an answer that says 'no such resource' (Twilio's error 20404 is HTTP's 404).
_NOT_THERE = frozenset({"404", "20404"})


class NoAccount(Exception):
    """The settings name no Twilio account."""


async def fetch(settings: Settings) -> list[Template]:
    """Every template of the account. Raises NoAccount or SendError."""
    token = settings.twilio_auth_token.get_secret_value()
    if not settings.twilio_account_sid or not token:
        raise NoAccount("BANSOS_TWILIO_ACCOUNT_SID and _AUTH_TOKEN are needed for templates")
    account = TwilioAccount(
        settings.twilio_account_sid,
        token,
        public_url=settings.public_url,
        api_url=settings.twilio_api_url,
    )
    try:
        return await listed(account)
    finally:
        await account.aclose()


async def listed(account: TwilioAccount) -> list[Template]:
    """Every template of an account. Raises SendError."""
    api = account.client.content.v1
    try:
        rows = await account.call(
            _told(api.content_and_approvals.list_async(page_size=_PAGE, limit=_MOST))
        )
    except SendError as error:
        if error.code not in _NOT_THERE:
            raise
        return await _one_by_one(account)
    return [_template(row, row.approval_requests) for row in rows if _theirs(row)]


async def _one_by_one(account: TwilioAccount) -> list[Template]:
    """For a Content API without the combined list: each content, then what was decided."""
    api = account.client.content.v1
    rows = await account.call(_told(api.contents.list_async(page_size=_PAGE, limit=_MOST)))
    found = []
    for row in rows:
        if _theirs(row):
            told = await account.call(api.contents(row.sid).approval_fetch().fetch_async())
            found.append(_template(row, told.whatsapp))
    return found


async def _told(pages: Any) -> Any:
    """A list whose refusal has a status: for a page the SDK raises its bare exception, with the
    answer beside the text (9.13.0, `Page.process_response`)."""
    try:
        return await pages
    except TwilioRestException:
        raise
    except TwilioException as error:
        status = getattr(error.args[-1], "status_code", None)
        if not isinstance(status, int):
            raise
        raise TwilioRestException(status, "") from None


def _theirs(row: Any) -> bool:
    return bool(row.sid) and not str(row.friendly_name or "").startswith(NAME_PREFIX)


def _template(row: Any, approval: Any) -> Template:
    if isinstance(approval, list):
        approval = approval[0] if approval else {}
    told: Mapping[str, Any] = approval if isinstance(approval, Mapping) else {}
    types: Mapping[str, Any] = row.types if isinstance(row.types, Mapping) else {}
    kind, shape = next(iter(types.items()), ("", {}))
    return Template(
        sid=str(row.sid),
        name=str(told.get("name") or row.friendly_name or row.sid)[:200],
        language=str(row.language or "")[:20],
        category=str(told.get("category") or "")[:40],
        status=str(told.get("status") or "unsubmitted").lower()[:40],
        reason=str(told.get("rejection_reason") or "")[:500],
        kind=str(kind)[:60],
        body=_body(shape),
        placeholders=placeholders(types),
    )


def _body(shape: Any) -> str:
    """The words of a content; a card has a title where others have a body."""
    if not isinstance(shape, Mapping):
        return ""
    for name in ("body", "title"):
        if isinstance(shape.get(name), str):
            return str(shape[name])
    return ""
