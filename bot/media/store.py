"""Where media lie until DTKS has them.

Rules: content is encrypted before it reaches the shelf, and bound to its key; a key is random and
says nothing. The folder is the default; another shelf (S3) implements the same three verbs.
"""

import asyncio
import contextlib
import os
import re
import time
from pathlib import Path
from typing import Protocol

from bot.privacy.crypto import FieldCipher

_HALF_FILE = 3600.0  # seconds after which nobody writes it any more
_KEY = re.compile(r"^[0-9a-f]{32}$")


class ShelfAway(Exception):
    """The store did not do it, and may later. The code is the store's (safe to log)."""


class Shelf(Protocol):
    """Bytes by key. Every verb raises ShelfAway when the store cannot be reached."""

    async def put(self, key: str, sealed: bytes) -> None:
        """Keep, replacing what was there."""
        ...

    async def get(self, key: str) -> bytes | None:
        """What is kept; None when nothing is."""
        ...

    async def delete(self, key: str) -> None:
        """Forget; no error when nothing is there."""
        ...

    async def check(self) -> None:
        """Can the shelf be used? Changes nothing."""
        ...

    async def aclose(self) -> None:
        """Release what it holds."""
        ...


class FolderShelf:
    """A folder that only this user reads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._tidy()

    def _tidy(self) -> None:
        """Half files of a crash; a young one may be another process's, being written."""
        for half in self._folder.glob("*/*.new"):
            with contextlib.suppress(FileNotFoundError):
                if half.stat().st_mtime < time.time() - _HALF_FILE:
                    half.unlink()

    async def put(self, key: str, sealed: bytes) -> None:
        """Written whole, then renamed: a crash leaves no half file."""
        await asyncio.to_thread(self._put, self._path(key), sealed)

    async def get(self, key: str) -> bytes | None:
        """The file's bytes."""
        with contextlib.suppress(FileNotFoundError):
            return await asyncio.to_thread(self._path(key).read_bytes)
        return None

    async def delete(self, key: str) -> None:
        """Unlink."""
        await asyncio.to_thread(self._path(key).unlink, True)

    async def check(self) -> None:
        """The folder was made at the start."""

    async def aclose(self) -> None:
        """Nothing is held."""

    def _path(self, key: str) -> Path:
        if not _KEY.match(key):
            raise LookupError("no media key")
        return self._folder / key[:2] / key

    @staticmethod
    def _put(path: Path, sealed: bytes) -> None:
        path.parent.mkdir(exist_ok=True, mode=0o700)
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


class MediaShelf:
    """A shelf that holds only what is encrypted."""

    def __init__(self, shelf: Shelf, cipher: FieldCipher) -> None:
        self._shelf = shelf
        self._cipher = cipher

    async def keep(self, key: str, content: bytes) -> None:
        """Encrypt and keep."""
        await self._shelf.put(key, self._cipher.encrypt(content, f"media:{key}"))

    async def read(self, key: str) -> bytes | None:
        """Decrypted content; None when it was erased."""
        sealed = await self._shelf.get(key)
        return None if sealed is None else self._cipher.decrypt(sealed, f"media:{key}")

    async def renew(self, key: str) -> bool:
        """Seal with the first key what an older one sealed; False when there was no need."""
        sealed = await self._shelf.get(key)
        if sealed is None or self._cipher.current(sealed):
            return False
        await self.keep(key, self._cipher.decrypt(sealed, f"media:{key}"))
        return True

    async def erase(self, key: str) -> None:
        """Forget."""
        await self._shelf.delete(key)

    async def aclose(self) -> None:
        """Release what the shelf holds."""
        await self._shelf.aclose()
