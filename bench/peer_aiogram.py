"""The usual aiogram: a dispatcher with its FSM in memory."""

import asyncio
import itertools
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage
from aiogram.types import Message
from aiohttp import web

from bench.peer import STATES, TOKEN, serve


async def aiogram(port: int, api: int, folder: str, storage: BaseStorage | None = None) -> None:
    """Aiogram's dispatcher with its FSM in a storage, or in memory."""

    server = TelegramAPIServer.from_base(f"http://127.0.0.1:{api}")
    bot = Bot(TOKEN, session=AiohttpSession(api=server))
    dispatcher = Dispatcher(storage=storage)
    states = [State(f"s{n}", group_name="bench") for n in range(STATES)]
    turn = itertools.count()

    @dispatcher.message()
    async def step(message: Message, state: FSMContext) -> None:
        await state.get_data()
        await state.set_state(states[next(turn) % STATES])
        await state.update_data(text=message.text)
        await message.answer("x")

    async def hook(request: web.Request) -> web.Response:
        await dispatcher.feed_raw_update(bot, await request.json())
        return web.Response()

    await serve(hook, port)


if __name__ == "__main__":
    asyncio.run(aiogram(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
