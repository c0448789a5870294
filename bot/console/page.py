"""A page of the console: its path, whom it is for, and what it does.

Rules: a page cannot exist without roles. Before its handler runs, the session, the role and, for
anything but GET, the form's CSRF token and the request's origin have been checked. The handler
gets an `Ask` whose scope holds the regions of exactly the roles that opened the page.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.roles import Role, Scope
from bot.console.signin import Who

HOME = "/petugas"


class _Id(Convertor[int]):
    """An id in a path. Starlette's own 'int' takes any number of digits, of which Python reads
    4,300 (sys.set_int_max_str_digits) and fails over more; no id of ours has more than 19."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Its digits."""
        return str(value)


register_url_convertor("id", _Id())


def storable(text: str) -> str:
    """Without U+0000, which PostgreSQL takes in no text and nobody types."""
    return text.replace("\x00", "")


class Ask(msgspec.Struct, frozen=True):
    """One request of a member of staff, checked."""

    request: Request
    desk: Desk
    who: Who
    scope: Scope
    form: FormData
    now: dt.datetime

    def field(self, name: str) -> str:
        """A field of the form, without space around it; '' when it is missing."""
        value = self.form.get(name)
        return storable(value).strip() if isinstance(value, str) else ""

    def query(self, name: str) -> str:
        """A parameter of the address."""
        return storable(self.request.query_params.get(name, "")).strip()

    def number(self, name: str) -> int:
        """A number in the path; `NotThere` when it is too large to be an id."""
        value = int(self.request.path_params[name])
        if value >= 2**63:
            raise NotThere
        return value

    def show(self, template: str, **context: Any) -> Response:
        """A rendered page."""
        return self.desk.look.show(template, self, context)


class NotThere(Exception):
    """No such thing, or not in the regions of whoever asks: the two look the same."""


Handler = Callable[[Ask], Awaitable[Response]]


class Page(msgspec.Struct, frozen=True):
    """A route below `HOME`. `method` is GET or POST. `by_itself`: an open page asks for it now and
    then, so that asking is no sign that somebody is there, and the session ends all the same."""

    method: str
    path: str
    roles: frozenset[Role]
    handler: Handler
    by_itself: bool = False

    def __post_init__(self) -> None:
        """A page for nobody is a mistake."""
        if not self.roles:
            raise ValueError(f"{self.method} {self.path} names no role")
