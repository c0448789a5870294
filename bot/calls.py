"""A call that a conversation waits for: made, timed and measured.

Rules: whatever goes wrong is an answer too, `Failed` with a code: the conversation goes on in the
citizen's words, and nothing personal reaches the log.
"""

import time
from collections.abc import Mapping

import msgspec
import structlog

from backend_client.port import BackendError
from bot.answers.base import Answer, Asker, Remote
from bot.logs import fault
from bot.metrics import CALLS
from bot.tracing import span
from handlers.dialogue.steps import Failed

_log = structlog.get_logger(__name__)


class Calls:
    """Makes the calls that take the network, by the type of their request."""

    def __init__(self, remotes: Mapping[type, Remote]) -> None:
        self._remotes = remotes

    async def make(self, asker: Asker, request: msgspec.Struct) -> Answer:
        """The answer to a request. Raises nothing: a fault is `Failed("unavailable")`."""
        begun = time.perf_counter()
        kind = type(request).__name__
        with span("call", request=kind) as made:
            answer = await self._made(asker, request)
            ended = answer.code if isinstance(answer, Failed) else "ok"
            made.set_attribute("bansos.outcome", ended)
        CALLS.labels(kind, ended).observe(time.perf_counter() - begun)
        return answer

    async def _made(self, asker: Asker, request: msgspec.Struct) -> Answer:
        remote = self._remotes.get(type(request))
        if remote is None:
            _log.error("no_answer_for", request=type(request).__name__)
            return Failed("unavailable")
        try:
            return await remote(asker, request)
        except BackendError as error:
            return Failed(
                error.code.value,
                retry_after=error.retry_after,
                fields=error.fields,
                reason=error.reason,
            )
        except Exception as error:
            _log.error("call_failed", request=type(request).__name__, **fault(error))
            return Failed("unavailable")
