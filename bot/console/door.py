"""From pages to routes: the checks that stand before every one of them.

Rules: the only public pages are the sign-in form and its POST; every other route comes from a
`Page`. A foreign origin, a missing token or a wrong role is a 403 that says no more; a session
that ended leads to the sign-in form (by HX-Redirect for htmx).
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.console.desk import Desk
from bot.console.look import Templates
from bot.console.page import HOME, Ask, NotThere, Page, storable
from bot.console.roles import scope
from bot.console.signin import LONGEST
from bot.console.words import TURNED

SIGN_IN = f"{HOME}/masuk"
# What a failed sign-in at the identity provider answers with; the others are 401.
_TURNED_STATUS = {"": 200, "provider": 502, "state": 400}
# Pages that end the session.
_ENDS = frozenset(("/keluar", "/keluar-semua"))
_FIELDS = 200  # more fields than any form has


class Door:
    """Makes the routes of the console."""

    def __init__(self, desk: Desk, look: Templates, *, https: bool, oidc: bool = False) -> None:
        self._desk = desk
        self._look = look
        self._oidc = oidc
        self._https = https
        self._cookie = "__Host-petugas" if https else "petugas"
        self._entry = "__Host-masuk" if https else "masuk"

    def routes(self, pages: Sequence[Page]) -> list[Route]:
        """Sign-in, sign-out and the pages."""
        return [
            Route(SIGN_IN, self._form, methods=["GET"]),
            Route(SIGN_IN, self._enter, methods=["POST"]),
            *(
                Route(HOME + page.path, self._guarded(page), methods=[page.method])
                for page in pages
            ),
        ]

    def _guarded(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            token = request.cookies.get(self._cookie, "")
            who = await self._desk.signin.who(token, used=not page.by_itself)
            if who is None:
                return self._to_sign_in(request)
            seen = scope(who.account.grants, page.roles)
            if not seen.regions:
                return self._refused()
            form = FormData()
            if page.method != "GET":
                form = await request.form(max_fields=_FIELDS)
                told = form.get("csrf") or request.headers.get("x-csrf-token", "")
                if not self._own(request) or not _same(told, who.csrf):
                    return self._refused()
            try:
                ask = Ask(request, self._desk, who, seen, form, self._desk.now())
                answer = await page.handler(ask)
            except NotThere:
                return self._look.render("kosong.html", {}, 404)
            finally:
                await form.close()
            answer.headers["cache-control"] = "no-store"
            if page.path in _ENDS:
                answer.delete_cookie(self._cookie, path="/")
            return answer

        return endpoint

    def _to_sign_in(self, request: Request) -> Response:
        if "hx-request" in request.headers:
            return Response(status_code=204, headers={"hx-redirect": SIGN_IN})
        if request.method != "GET":
            return RedirectResponse(SIGN_IN, 303)
        return RedirectResponse(f"{SIGN_IN}?ke={quote(request.url.path, safe='')}", 303)

    def _refused(self) -> Response:
        return self._look.render("tolak.html", {}, 403)

    def _own(self, request: Request) -> bool:
        """Does the request come from a page of ours, as far as the browser says?"""
        site = request.headers.get("sec-fetch-site")
        if site not in (None, "same-origin", "none"):
            return False
        origin = request.headers.get("origin")
        # Under our 'Referrer-Policy: no-referrer' a browser's own forms have the origin 'null'.
        if origin is None or (origin == "null" and site == "same-origin"):
            return True
        try:
            return urlsplit(origin).netloc == request.headers.get("host", "")
        except ValueError:  # no address at all, such as 'http://[::1'
            return False

    async def _form(self, request: Request) -> Response:
        return self._sign_in(request.query_params.get("ke", ""), failed=False)

    def _sign_in(self, to: str, *, failed: bool, turned: str = "") -> Response:
        token = secrets.token_urlsafe(24)
        context = {
            "csrf": token,
            "ke": to,
            "failed": failed,
            "turned": TURNED.get(turned, ""),
            "oidc": self._oidc,
        }
        status = 401 if failed else _TURNED_STATUS.get(turned, 401)
        answer = self._look.render("masuk.html", context, status)
        self._set(answer, self._entry, token, 600)
        return answer

    async def _enter(self, request: Request) -> Response:
        form = await request.form(max_fields=_FIELDS)
        token = request.cookies.get(self._entry, "")
        if not self._own(request) or not token or not _same(form.get("csrf"), token):
            return self._refused()
        values = [form.get(name) for name in ("nama", "sandi", "kode", "ke")]
        name, password, code, to = (storable(v) if isinstance(v, str) else "" for v in values)
        session = await self._desk.signin.enter(name.strip(), password, code)
        if session is None:
            return self._sign_in(to, failed=True)
        return self.welcome(session, to)

    def welcome(self, session: str, to: str = "") -> Response:
        """Set the session's cookie and go to a page of ours."""
        return self._opened(RedirectResponse(_ours(to), 303), session)

    def arrived(self, session: str, to: str = "") -> Response:
        """The same for who comes from another site: a page of ours leads on, so that the browser
        counts the next request as ours and sends the strict cookie with it."""
        return self._opened(self._look.render("lanjut.html", {"to": _ours(to)}), session)

    def turned(self, code: str) -> Response:
        """The sign-in form, with what the identity provider's door could not do."""
        return self._sign_in("", failed=False, turned=code)

    def _opened(self, answer: Response, session: str) -> Response:
        self._set(answer, self._cookie, session, LONGEST // 1000)
        answer.delete_cookie(self._entry, path="/")
        return answer

    def _set(self, answer: Response, name: str, value: str, seconds: int) -> None:
        answer.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=self._https,
            httponly=True,
            samesite="strict",
        )


def _ours(to: str) -> str:
    """A path of the console, ready for an address; its start page for anything else."""
    ours = to == HOME or to.startswith(f"{HOME}/")
    doors = (SIGN_IN, f"{HOME}/oidc")
    clean = ours and "\\" not in to and not to.startswith(doors)
    return quote(to) if clean else HOME


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode(), other.encode())
