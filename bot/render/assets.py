"""Where the bytes of a rendered part come from: files, picture menus, voice notes.

Rules: the beginning of an asset's name says which; pictures and notes are made when asked for.
"""

import asyncio
from importlib import import_module

from bot.channels.base import Assets
from bot.render import pictures

NOTES = "suara/"


class BotAssets:
    """All assets of the bot behind one `read`. `files` are its own; `notes` may be missing."""

    def __init__(self, files: Assets, notes: Assets | None = None) -> None:
        self._files = files
        self._notes = notes

    async def read(self, asset: str) -> bytes:
        """The asset's bytes. Raises LookupError if there is none."""
        if asset.startswith(pictures.FOLDER):
            return await asyncio.to_thread(_drawn, asset)
        if asset.startswith(NOTES) and self._notes is not None:
            return await self._notes.read(asset)
        return await self._files.read(asset)


def _drawn(asset: str) -> bytes:
    drawn: bytes = import_module("bot.render.drawing").compose(asset)
    return drawn
