"""Answers to what flows ask: from the bot's own storage, from DTKS, from the media store."""
