"""Spans of what a process does, for OpenTelemetry; off unless BANSOS_OTLP_ENDPOINT is set.

Rules: a span tells channel, kind, flow and outcome, never a person, a text, an address or a path:
who may look at traces may not look at citizens. An error is told by its kind alone, for its text
may quote what somebody wrote.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import httpx
from opentelemetry import propagate, trace
from opentelemetry.trace import INVALID_SPAN, ProxyTracerProvider, Span, StatusCode

# Does nothing until `bot.tracing_export` gives it somewhere to send to.
_tracer = trace.get_tracer("bansos")
_NOTHING: AbstractContextManager[Span] = nullcontext(INVALID_SPAN)


def span(name: str, **attributes: str) -> AbstractContextManager[Span]:
    """A span around what is done; `attributes` get the prefix `bansos.`.

    With nowhere to send to, it is the library's own span that records nothing, without the 7 us
    it costs to make it current."""
    if isinstance(trace.get_tracer_provider(), ProxyTracerProvider):
        return _NOTHING
    return _recorded(name, attributes)


@contextmanager
def _recorded(name: str, attributes: dict[str, str]) -> Iterator[Span]:
    told = {f"bansos.{key}": value for key, value in attributes.items()}
    with _tracer.start_as_current_span(
        name, attributes=told, record_exception=False, set_status_on_exception=False
    ) as made:
        try:
            yield made
        except Exception as error:
            made.set_status(StatusCode.ERROR, type(error).__name__)
            raise


async def told_to(request: httpx.Request) -> None:
    """Tell DTKS the trace a request belongs to (W3C `traceparent`), so that both sides' meet."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    request.headers.update(carrier)
