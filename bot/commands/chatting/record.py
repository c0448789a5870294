"""A conversation as a transcript of tests/transcripts (its format: tests/core/harness).

Rules: `@` lines say channel, language and mode; `> ` is what the citizen did; `< ` what the bot
said, further lines indented; `! backend` what DTKS was asked and answered. Media that the bot sent
are kept beside the file, in a folder of its name with `.media` behind it. A transcript of a real
person's conversation holds what that person wrote: record synthetic people only.
"""

import json
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TextIO, TypeVar

import msgspec

from backend_client.model import (
    CaseQuery,
    CaseStatus,
    CheckNik,
    LookupNik,
    LookupResult,
    NikStanding,
    Receipt,
    SearchRecipients,
    StatusPage,
    Submission,
)
from backend_client.port import BackendError, DtksBackend
from bot.channels.base import (
    Assets,
    Capabilities,
    ChannelName,
    ChoiceStyle,
    Inbound,
    InboundKind,
    MediaPart,
    Part,
    TextPart,
)
from bot.channels.capabilities import CAPABILITIES
from bot.channels.terminal import Sent
from bot.conversation import page_size

T = TypeVar("T")

_KINDS = {
    InboundKind.PHOTO: "foto",
    InboundKind.VOICE_NOTE: "suara",
    InboundKind.DOCUMENT: "dokumen",
    InboundKind.VIDEO: "video",
    InboundKind.STICKER: "stiker",
    InboundKind.OTHER: "lain",
}


class Recorder:
    """Writes a transcript as it happens."""

    def __init__(self, path: Path, channel: ChannelName, locale: str, mode: str) -> None:
        self._path = path
        self._media = 0
        capabilities: Capabilities = CAPABILITIES[channel]
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = path.open("w", encoding="utf-8")
        for name, value in (
            ("channel", channel.value),
            ("locale", locale),
            ("mode", mode),
            ("page", str(page_size(mode, capabilities))),
        ):
            self._file.write(f"@ {name} {value}\n")

    def said(self, inbound: Inbound) -> None:
        """What the citizen did."""
        self._line(f"> {_did(inbound)}".rstrip())

    def told(self, part: Part) -> None:
        """What the bot answered."""
        first, *rest = [line for line in _shown(part).splitlines() if line.strip()] or [""]
        self._line(f"< {first}".rstrip())
        for line in rest:
            self._line(f"  {line}")

    def asked(self, request: msgspec.Struct, outcome: str) -> None:
        """What DTKS was asked, and what came of it."""
        told = msgspec.to_builtins(request)
        told.pop("type", None)
        given = json.dumps(told, ensure_ascii=False, sort_keys=True)
        self._line(f"! backend {type(request).__name__} {given} -> {outcome}")

    async def keep(self, sent: list[Sent], assets: Assets) -> None:
        """Keep the media among what was sent."""
        for each in sent:
            if not isinstance(each.part, MediaPart):
                continue
            try:
                content = await assets.read(each.part.asset)
            except LookupError:
                continue
            self._media += 1
            folder = self._path.with_name(self._path.name + ".media")
            folder.mkdir(exist_ok=True)
            # A voice note's asset is its sealed content: longer than a file's name may be.
            name = each.part.file_name or each.part.asset.rsplit("/", 1)[-1]
            (folder / f"{self._media:02d}-{name}").write_bytes(content)

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def _line(self, text: str) -> None:
        self._file.write(text + "\n")
        self._file.flush()


def _did(inbound: Inbound) -> str:
    match inbound.kind:
        case InboundKind.TEXT:
            return inbound.text
        case InboundKind.TAP:
            return f"[tap] {inbound.text}"
        case InboundKind.LOCATION:
            return f"[lokasi] {inbound.latitude} {inbound.longitude}"
        case InboundKind.CONTACT:
            return f"[kontak] {inbound.phone or ''}"
        case kind:
            return f"[{_KINDS.get(kind, 'lain')}] {inbound.text}"


def _shown(part: Part) -> str:
    if not isinstance(part, TextPart):
        return f"[{type(part).__name__}]"
    labels = part.choices if part.style is not ChoiceStyle.TEXT else ()
    return "\n".join([part.text, *(f"[{choice.label}]" for choice in labels)])


class RecordedBackend:
    """A backend whose look-ups are written down."""

    def __init__(self, inner: DtksBackend, recorder: Recorder) -> None:
        self._inner = inner
        self._recorder = recorder

    async def _noted(self, request: msgspec.Struct, answer: Awaitable[T]) -> T:
        try:
            found = await answer
        except BackendError as error:
            self._recorder.asked(request, f"failed {error.code.value}")
            raise
        told: Any = msgspec.to_builtins(found)
        self._recorder.asked(request, json.dumps(told, ensure_ascii=False))
        return found

    async def search(self, request: SearchRecipients) -> LookupResult:
        """Noted."""
        return await self._noted(request, self._inner.search(request))

    async def lookup_nik(self, request: LookupNik) -> LookupResult:
        """Noted."""
        return await self._noted(request, self._inner.lookup_nik(request))

    async def check_nik(self, request: CheckNik) -> NikStanding:
        """Noted."""
        return await self._noted(request, self._inner.check_nik(request))

    async def case(self, request: CaseQuery) -> CaseStatus:
        """Noted."""
        return await self._noted(request, self._inner.case(request))

    async def submit(self, submission: Submission, *, key: str) -> Receipt:
        """Handed on: no part of the conversation waits for it."""
        return await self._inner.submit(submission, key=key)

    async def upload(self, content: bytes, *, content_type: str, sha256: str, key: str) -> str:
        """Handed on."""
        return await self._inner.upload(content, content_type=content_type, sha256=sha256, key=key)

    async def changes(self, cursor: str | None) -> StatusPage:
        """Handed on."""
        return await self._inner.changes(cursor)

    async def ping(self) -> None:
        """Handed on."""
        await self._inner.ping()

    async def aclose(self) -> None:
        """Handed on."""
        await self._inner.aclose()
