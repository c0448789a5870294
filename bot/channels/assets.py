"""Where media to send come from when they are files of the bot itself.

Rules: an asset is a relative path with forward slashes; nothing outside the folder is ever read.
"""

import asyncio
from pathlib import Path


class FolderAssets:
    """Assets in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def read(self, asset: str) -> bytes:
        """The file's bytes. Raises LookupError if there is none, or none of ours."""
        return await asyncio.to_thread(self._read, asset)

    def _read(self, asset: str) -> bytes:
        try:
            path = (self._folder / asset).resolve()
            if not path.is_relative_to(self._folder):
                raise LookupError("outside the folder of assets")
            return path.read_bytes()
        except (OSError, ValueError):  # ValueError: a NUL in the name
            raise LookupError("no such asset") from None
