"""The media shelf in an S3-compatible store, so that every machine reads what one has kept.

Rules: only sealed bytes arrive here (bot.media.store). One client a process, opened on first use.
The library repeats what failed in passing, three times; what still fails is `ShelfAway`, and the
caller's job comes again. No key or address of the store is in an error.
"""

import asyncio
import re
from contextlib import AsyncExitStack
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import BotoCoreError, ClientError

from bot.media.store import ShelfAway

_KEY = re.compile(r"^[0-9a-f]{32}$")
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_TRIES = 3


class S3Shelf:
    """A bucket. `endpoint` is scheme and host of a store other than Amazon's, which is asked by
    path; without keys the library looks in its usual places (a role, the environment)."""

    def __init__(
        self,
        bucket: str,
        *,
        endpoint: str = "",
        region: str = "",
        access_key: str = "",
        secret_key: str = "",
        prefix: str = "media/",
        patience: float = 10.0,
    ) -> None:
        """`patience` in seconds: to connect, and between two bytes of an answer."""
        self._bucket = bucket
        self._prefix = prefix
        self._options: dict[str, Any] = {
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "aws_access_key_id": access_key or None,
            "aws_secret_access_key": secret_key or None,
            "config": AioConfig(
                connect_timeout=patience,
                read_timeout=patience,
                retries={"mode": "standard", "total_max_attempts": _TRIES},
                s3={"addressing_style": "path" if endpoint else "auto"},
                # Checksums that only Amazon's own store knows are left out; TLS and our
                # authenticated encryption already tell a damaged object.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._client: Any = None

    async def put(self, key: str, sealed: bytes) -> None:
        """Keep, replacing what was there. Raises ShelfAway."""
        await self._call("put_object", Key=self._name(key), Body=sealed)

    async def get(self, key: str) -> bytes | None:
        """What is kept; None when nothing is. Raises ShelfAway."""
        client = await self._open()
        try:
            answer = await client.get_object(Bucket=self._bucket, Key=self._name(key))
            async with answer["Body"] as body:
                content: bytes = await body.read()
                return content
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise ShelfAway(_code(error)) from None
        except (BotoCoreError, OSError, TimeoutError) as error:
            raise ShelfAway(type(error).__name__) from None

    async def delete(self, key: str) -> None:
        """Forget; no error when nothing is there. Raises ShelfAway."""
        await self._call("delete_object", Key=self._name(key))

    async def check(self) -> None:
        """Is the bucket there, and may we use it? Raises ShelfAway."""
        await self._call("head_bucket")

    async def aclose(self) -> None:
        """Release connections."""
        self._client = None
        await self._stack.aclose()

    def _name(self, key: str) -> str:
        if not _KEY.match(key):
            raise LookupError("no media key")
        return f"{self._prefix}{key}"

    async def _call(self, method: str, **fields: Any) -> None:
        client = await self._open()
        try:
            await getattr(client, method)(Bucket=self._bucket, **fields)
        except ClientError as error:
            raise ShelfAway(_code(error)) from None
        except (BotoCoreError, OSError, TimeoutError) as error:
            raise ShelfAway(type(error).__name__) from None

    async def _open(self) -> Any:
        async with self._opening:
            if self._client is None:
                made = get_session().create_client("s3", **self._options)
                self._client = await self._stack.enter_async_context(made)
        return self._client


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))
