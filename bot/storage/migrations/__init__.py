"""The schema's history; `bot.storage.schema` applies it."""
