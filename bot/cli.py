"""`bansos`: the command line, from one table.

How commands are loaded, in one place: `COMMANDS` names each command with its module and one line
of help. Only the module of the command that was asked for is imported; the others are shown by
their line. So `bansos --help` imports no command at all, and `demo` pays for nothing but itself.
A module has either `run` (a function with Typer parameters) or `app` (a group of commands).
Within a command's module imports stand at its top, as everywhere.

Exit codes: 0 done, 1 failed (one line says why), 2 wrong usage, 130 stopped by Ctrl-C.
"""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

import typer

from bot.commands.console import Failure, err, settings_problems

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("bot.commands.demo", "The bot, synthetic people and a phone in the browser."),
    "chat": ("bot.commands.chat", "Talk to the bot in the terminal, or pipe a conversation in."),
    "serve": ("bot.commands.serve", "The web server; on SQLite its worker too."),
    "work": ("bot.commands.work", "A separate worker, for PostgreSQL."),
    "doctor": ("bot.commands.doctor", "Check everything; say in one line each what to do."),
    "db": ("bot.commands.db", "The database: upgrade, backup, rotate-keys."),
    "staff": ("bot.commands.staff", "Accounts of staff: add, link, list, reset, chat."),
    "broadcast": ("bot.commands.broadcast", "Broadcasts: compose, approve, watch; API keys."),
    "audit": ("bot.commands.audit", "The audit log: verify."),
    "submissions": ("bot.commands.submissions", "What DTKS does not have: list, retry."),
    "pendamping": ("bot.commands.pendamping", "Pendamping: invite, list, verify, suspend."),
    "sandbox": ("bot.commands.sandbox", "The embedded DTKS: people, search, cases, faults."),
    "regions": ("bot.commands.regions", "Villages, districts and provinces: resolve."),
    "telegram": ("bot.commands.telegram", "Telegram's webhook: set, delete, info."),
    "i18n": ("bot.commands.i18n", "Catalogues: lint, preview and more."),
    "audio": ("bot.commands.audio", "Voice notes of the prompts."),
}


# Errors of `bot.config` whose text is for an operator; by name, for to import them costs 0.3 s.
_TOLD = frozenset({"UnreadableSettings", "KeysMissing", "KeyFileBroken", "KeysDoNotFit"})

# What SQLite says of a file that it cannot use (sqlite3_errstr); it quotes no data.
_SQLITE = (
    "database or disk is full",
    "disk i/o error",
    "attempt to write a readonly database",
    "unable to open database file",
    "file is not a database",
    "database disk image is malformed",
)


def build(wanted: str | None) -> typer.Typer:
    """The application with the wanted command loaded; None loads every one of them."""
    app = typer.Typer(
        name="bansos",
        help="Tanya Bansos: social aid over Telegram, WhatsApp, SMS and voice.",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def _root() -> None:
        """Tanya Bansos: social aid over Telegram, WhatsApp, SMS and voice."""

    for name, (module_name, help_line) in COMMANDS.items():
        if wanted not in (None, name):
            app.command(name, help=help_line)(_shown_only)
            continue
        module = import_module(module_name)
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name, help=help_line)
        else:
            app.command(name)(module.run)
    return app


def _shown_only() -> None:
    """Stands in the help for a command that was not asked for; never runs."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    _lenient()
    sys.exit(_run(list(sys.argv[1:] if arguments is None else arguments)))


def _lenient() -> None:
    """Bytes that are no text come in as the sign for that, and what a terminal cannot show goes
    out so: neither is a reason to stop."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _run(arguments: list[str]) -> int:
    completing = "_BANSOS_COMPLETE" in os.environ
    first = next((word for word in arguments if not word.startswith("-")), "")
    try:
        app = build(None if completing else first)
        app(arguments, prog_name="bansos", standalone_mode=True)
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Rich makes it an exit of its own
            return _closed_pipe()
        return _flushed(end.code if isinstance(end.code, int) else int(bool(end.code)))
    except Failure as failure:
        err.print(f"bansos: {failure}", markup=False)
        return 1
    except BrokenPipeError:
        return _closed_pipe()
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _unforeseen(error)
    return _flushed(0)


def _unforeseen(error: Exception) -> int:
    if type(error).__name__ == "ValidationError" and hasattr(error, "errors"):
        for line in settings_problems(error):
            err.print(f"bansos: {line}", markup=False)
        err.print("bansos: see .env.example; `bansos doctor` checks every setting")
        return 1
    if type(error).__name__ in _TOLD:
        err.print(f"bansos: {error}", markup=False)
        return 1
    if (told := _of_the_disk(error)) is not None:
        err.print(f"bansos: {told}; check BANSOS_DATA_DIR and the disk", markup=False)
        return 1
    # The text of an unforeseen error may quote what a citizen wrote; its kind and place do not.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" ({place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno})" if place else ""
    err.print(
        f"bansos: unforeseen {type(error).__name__}{where}; try `bansos doctor`", markup=False
    )
    return 1


def _of_the_disk(error: Exception) -> str | None:
    """What a file system, or SQLite on it, refuses. Nothing else of an error's text is told."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {error.strerror}"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return error.strerror
    if type(error).__module__ in ("sqlite3", "sqlalchemy.exc"):
        words = str(getattr(error, "orig", error)).lower()
        return next((told for told in _SQLITE if told in words), None)
    return None


def _flushed(code: int) -> int:
    """A reader that went away (`| head`) is no failure to tell of."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _closed_pipe()
    return code


def _closed_pipe() -> int:
    """Keep the interpreter from flushing into the closed pipe again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


__all__ = ["COMMANDS", "build", "main"]
