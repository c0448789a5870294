"""`python -m bot`: the same as the command `bansos`."""

from bot.cli import main

main()
