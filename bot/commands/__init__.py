"""The commands of `bansos`, one module each. `bot.cli` has the table and loads what is asked."""
