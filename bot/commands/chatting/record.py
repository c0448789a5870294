"""A conversation as a transcript for tests/transcripts.

Rules: `# key: value` lines say channel, language and mode; `> ` is what the citizen did, `< ` each
line of what the bot said. Media that the bot sent are kept beside the file, in a folder of its
name with `.media` behind it.
"""

from pathlib import Path
from typing import TextIO

from bot.channels.base import Assets, ChannelName, MediaPart
from bot.channels.terminal import Sent, show


class Recorder:
    """Writes a transcript as it happens."""

    def __init__(self, path: Path, channel: ChannelName, locale: str, mode: str) -> None:
        self._path = path
        self._channel = channel
        self._count = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = path.open("w", encoding="utf-8")
        self._file.write(f"# channel: {channel.value}\n# locale: {locale}\n# mode: {mode}\n\n")

    def said(self, line: str) -> None:
        """What the citizen did."""
        self._file.write(f"> {line}\n")
        self._file.flush()

    async def told(self, sent: list[Sent], assets: Assets | None) -> None:
        """What the bot answered."""
        for each in sent:
            for line in show(each.part, self._channel).splitlines():
                self._file.write(f"< {line}".rstrip() + "\n")
            if isinstance(each.part, MediaPart) and assets is not None:
                await self._keep(each.part, assets)
        self._file.flush()

    async def _keep(self, part: MediaPart, assets: Assets) -> None:
        try:
            content = await assets.read(part.asset)
        except LookupError:
            return
        self._count += 1
        folder = self._path.with_name(self._path.name + ".media")
        folder.mkdir(exist_ok=True)
        name = part.asset.rsplit("/", 1)[-1]
        (folder / f"{self._count:02d}-{name}").write_bytes(content)

    def close(self) -> None:
        """End the file."""
        self._file.close()
