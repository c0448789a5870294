"""The settings a server starts with, and a word about names that look like some and are none."""

from pathlib import Path

from bot.commands.checks.finding import Level
from bot.commands.checks.names import strange_names
from bot.commands.console import err
from bot.config import ENV_FILE, Settings


def read_settings() -> Settings:
    """The settings. A mistyped name is told on standard error: a token in it would do nothing,
    and nobody would know why. Raises what `Settings` raises."""
    settings = Settings()
    for finding in strange_names(Path(ENV_FILE)):
        if finding.level is Level.FAIL:
            err.print(f"bansos: {finding.text}", markup=False)
    return settings
