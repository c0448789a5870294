"""Assets to send: files of the bot itself, and what lies encrypted on the media shelf.

Rules: 'media:<key>' is on the shelf, anything else in the bot's own folder.
"""

from bot.channels.base import Assets
from bot.media.store import MediaShelf

MEDIA = "media:"


class BothAssets:
    """One source for what is sent."""

    def __init__(self, own: Assets, shelf: MediaShelf) -> None:
        self._own = own
        self._shelf = shelf

    async def read(self, asset: str) -> bytes:
        """The asset's bytes. Raises LookupError if there is none."""
        if not asset.startswith(MEDIA):
            return await self._own.read(asset)
        content = await self._shelf.read(asset.removeprefix(MEDIA))
        if content is None:
            raise LookupError("no such asset")
        return content
