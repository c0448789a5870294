"""The floor: aiohttp, one fsynced SQLite commit, one sendMessage."""

import asyncio
import sqlite3
import sys

import aiohttp
from aiohttp import web

from bench.peer import TOKEN, serve


async def floor(port: int, api: int, folder: str) -> None:
    """aiohttp, one fsynced SQLite commit, one sendMessage: what nobody can do without."""
    connection = sqlite3.connect(f"{folder}/floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE seen (id INTEGER PRIMARY KEY, chat INTEGER, text TEXT)")
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    tasks: set[asyncio.Task[None]] = set()

    async def send(chat: int) -> None:
        url = f"http://127.0.0.1:{api}/bot{TOKEN}/sendMessage"
        async with session.post(url, json={"chat_id": chat, "text": "x"}) as response:
            await response.read()

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        message = update["message"]
        connection.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)",
            (update["update_id"], message["chat"]["id"], message["text"]),
        )
        task = asyncio.ensure_future(send(message["chat"]["id"]))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return web.Response()

    await serve(hook, port)


if __name__ == "__main__":
    asyncio.run(floor(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
