"""One conversation in the terminal: the service it runs on, and its loop of line and reply."""

import asyncio
import contextlib
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from pydantic import SecretStr

from bot.channels.base import ChannelName, Choice, Inbound
from bot.channels.terminal import Sent, TerminalChannel, show
from bot.commands.chatting.lines import BadLine, read_line, wait_seconds
from bot.commands.chatting.record import Recorder
from bot.commands.chatting.reply import as_object, as_text, options_of
from bot.commands.console import Failure, err, out, print_json, print_lines
from bot.commands.looks import settle
from bot.config import Settings
from bot.privacy.crypto import new_key
from bot.wiring import Service, build

_PROMPT = "> "


class Look(msgspec.Struct, frozen=True):
    """Whose looks the terminal takes, and the citizen's language and access mode."""

    channel: ChannelName
    locale: str
    mode: str


class Chat:
    """A conversation. `data`: the folder it is kept in, or None for one that is forgotten."""

    def __init__(
        self,
        look: Look,
        *,
        data: Path | None,
        record: Path | None,
        json: bool,
        interactive: bool,
    ) -> None:
        self._look = look
        self._data = data
        self._json = json
        self._interactive = interactive
        self._recorder = _recorder(record, look.channel) if record is not None else None
        self._terminal = TerminalChannel(look.channel, on_sent=self._on_sent)
        self._run = secrets.token_hex(6)
        self._unread: list[Sent] = []
        self._shown: tuple[Choice, ...] = ()

    async def run(self) -> None:
        """Talk until the input ends."""
        async with self._service() as service:
            await settle(
                service.db,
                service.contacts,
                ChannelName.TERMINAL,
                self._terminal.address,
                self._look.locale,
                self._look.mode,
            )
            if self._interactive:
                err.print("Write as a citizen would. Ctrl-D ends; --help tells more.", style="dim")
            while (line := await asyncio.to_thread(self._read)) is not None:
                if line.strip():
                    await self._take(service, line)
        if self._recorder is not None:
            self._recorder.close()

    async def _take(self, service: Service, line: str) -> None:
        try:
            seconds = wait_seconds(line)
            inbound = None if seconds is not None else self._inbound(line)
        except BadLine as error:
            err.print(f"bansos chat: {error}", markup=False)
            return
        if inbound is not None:
            if self._recorder is not None:
                self._recorder.typed(line.strip())
            await service.turns.receive([inbound])
        else:
            await asyncio.sleep(seconds or 0)
        await service.turns.drain()
        await self._tell(service)

    def _inbound(self, line: str) -> Inbound:
        inbound = read_line(line, self._terminal, self._shown)
        # The terminal counts from one; a kept conversation goes on in another process.
        return msgspec.structs.replace(inbound, external_id=f"{self._run}-{inbound.external_id}")

    def _on_sent(self, sent: Sent) -> None:
        self._unread.append(sent)
        if self._recorder is not None:
            self._recorder.sent(sent.part)
        if self._interactive:
            out.print(show(sent.part, self._look.channel), markup=False, style="green")
            out.print()

    async def _tell(self, service: Service) -> None:
        """Show the whole reply; what an interactive terminal has shown already is not repeated."""
        sent, self._unread = self._unread, []
        self._shown = options_of(sent) or self._shown
        if self._recorder is not None:
            await self._recorder.keep(sent, service.assets)
        if self._interactive:
            return
        if self._json:
            print_json(as_object(sent, self._look.channel))
        elif sent:
            print_lines([as_text(sent, self._look.channel), ""])

    def _read(self) -> str | None:
        """The next line, or None at the end."""
        if not self._interactive:
            return sys.stdin.readline() or None
        try:
            return input(_PROMPT)
        except EOFError:
            return None

    @contextlib.asynccontextmanager
    async def _service(self) -> AsyncIterator[Service]:
        """The product on a database of its own, with the terminal as its one channel."""
        with contextlib.ExitStack() as stack:
            folder = self._data
            if folder is None:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bansos-")))
            settings = chat_settings(folder)
            channels = {ChannelName.TERMINAL: self._terminal}
            async with build(settings, channels=channels, witness=self._recorder) as service:
                await service.start()
                yield service


def _recorder(path: Path, channel: ChannelName) -> Recorder:
    try:
        return Recorder(path, channel)
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from None


def chat_settings(folder: Path) -> Settings:
    """The operator's settings, but with a database and a key of the chat's own, and without
    the accounts of any real channel."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "chat.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(new_key(), encoding="ascii")
    changes = {
        "database_url": SecretStr(f"sqlite:///{folder / 'chat.db'}"),
        "secret_keys": SecretStr(key.read_text(encoding="ascii")),
        "telegram_token": SecretStr(""),
        "twilio_account_sid": "",
        "dtks_poll_seconds": 1.0,
    }
    return Settings().model_copy(update=changes)
