"""What a server loads at its start: memory that every process of every ministry pays."""

import subprocess
import sys

HEAVY = {"telegram", "twilio.rest", "PIL", "fastapi", "authlib", "procrastinate", "pygal", "av"}


def test_a_server_loads_no_sdk_before_it_is_needed() -> None:
    """`bansos serve` imports neither SDK, nor what only staff, pictures or PostgreSQL need."""
    words = "import bot.commands.serve, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())
    assert loaded & HEAVY == set()
    assert "sqlalchemy" in loaded
