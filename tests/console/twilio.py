"""Twilio's Content API on loopback: pages of templates with what Meta decided."""

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from tests.fakes.twilio_api import FakeTwilio


def content(
    number: int,
    *,
    name: str = "",
    body: str = "Kabar {{1}}.",
    status: str = "approved",
    language: str = "id",
    reason: str = "",
) -> dict[str, Any]:
    """A row of ContentAndApprovals, as Twilio's documents show it."""
    return {
        "sid": f"HX{number:032x}",
        "account_sid": "AC" + "0f" * 16,
        "friendly_name": name or f"kabar_{number}",
        "language": language,
        "variables": {"1": "contoh"},
        "types": {"twilio/text": {"body": body}},
        "date_created": "2026-11-01T00:00:00Z",
        "date_updated": "2026-11-01T00:00:00Z",
        "url": f"https://content.twilio.com/v1/Content/HX{number:032x}",
        "approval_requests": {
            "name": name or f"kabar_{number}",
            "category": "UTILITY",
            "content_type": "twilio/text",
            "status": status,
            "rejection_reason": reason,
            "allow_category_change": True,
        },
    }


class TemplatesTwilio(FakeTwilio):
    """Has `rows`, two on a page whatever is asked for. `combined` False: no such list."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []
        self.combined = True
        self.breaks_at = -1  # a page that fails
        self.pages: list[int] = []

    def application(self) -> web.Application:
        """With the list of contents and approvals."""
        app = super().application()
        app.router.add_get("/v1/ContentAndApprovals", self._both)
        app.router.add_get("/v1/Content/{sid}/ApprovalRequests", self._approval)
        return app

    async def _both(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request):
            return self._refuse(401, 20003, "Authenticate", ours=False)
        if not self.combined:
            return self._refuse(404, 20404, "not found", ours=False)
        page = int(request.query.get("Page", 0))
        self.pages.append(page)
        if page == self.breaks_at:
            return self._refuse(500, 20500, "Internal Server Error", ours=False)
        found = self.rows[page * 2 : page * 2 + 2]
        base = "https://content.twilio.com/v1/ContentAndApprovals?"
        more = len(self.rows) > page * 2 + 2
        following = base + urlencode({"PageSize": 2, "Page": page + 1}) if more else None
        meta = {"page": page, "page_size": 2, "key": "contents", "next_page_url": following,
                "url": base, "first_page_url": base, "previous_page_url": None}  # fmt: skip
        return web.json_response({"contents": found, "meta": meta})

    async def _approval(self, request: web.Request) -> web.StreamResponse:
        sid = request.match_info["sid"]
        row = next(one for one in self.rows if one["sid"] == sid)
        told = {"sid": sid, "account_sid": self.sid, "whatsapp": row["approval_requests"],
                "url": str(request.url)}  # fmt: skip
        return web.json_response(told)
