"""python-telegram-bot the usual way: ConversationHandler and PicklePersistence."""

import asyncio
import sys

from aiohttp import web
from telegram import Update
from telegram.ext import (
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from bench.peer import STATES, TOKEN, serve


async def ptb(port: int, api: int, folder: str) -> None:
    """python-telegram-bot with ConversationHandler and PicklePersistence."""

    async def step(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        data = context.user_data if context.user_data is not None else {}
        data["step"] = (data.get("step", 0) + 1) % STATES
        if update.message is not None:
            await update.message.reply_text("x")
        return int(data["step"])

    handler = MessageHandler(filters.TEXT, step)
    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(f"http://127.0.0.1:{api}/bot")
        .persistence(PicklePersistence(f"{folder}/ptb.pickle"))
        .concurrent_updates(True)
        .connection_pool_size(64)
        .updater(None)
        .build()
    )
    application.add_handler(
        ConversationHandler(
            [handler],
            {state: [handler] for state in range(STATES)},
            [],
            name="bench",
            persistent=True,
        )
    )
    await application.initialize()
    await application.start()

    async def hook(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    await serve(hook, port)


if __name__ == "__main__":
    asyncio.run(ptb(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
