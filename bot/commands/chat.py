"""`bansos chat`: the whole bot in a terminal, no network, no account.

Rules: the same turns, storage and sandbox as everywhere; only the channel is the terminal, with
the limits of the one it stands in for. With a pipe on standard input each line is one message of
a citizen, and the next is read when the reply to it is complete.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.channels.base import ChannelName
from bot.commands.chatting.session import Chat, Look
from bot.commands.loop import run_loop
from i18n.locales import BY_TAG, SOURCE
from i18n.modes import Mode

# A conversation is no place for an operator's notes.
_LOGGED = "ERROR"
_CHANNELS = [name.value for name in ChannelName if name is not ChannelName.TERMINAL]


def run(
    channel: Annotated[
        str, typer.Option(help=f"Whose limits and looks to take: {', '.join(_CHANNELS)}.")
    ] = ChannelName.TELEGRAM.value,
    locale: Annotated[str, typer.Option(help="The citizen's language, as id or en.")] = SOURCE,
    mode: Annotated[
        str, typer.Option(help=f"Access mode: {', '.join(mode.value for mode in Mode)}.")
    ] = Mode.STANDAR.value,
    json: Annotated[bool, typer.Option("--json", help="Each reply as one JSON object.")] = False,
    record: Annotated[
        Path | None, typer.Option(help="Write the conversation as a transcript for the tests.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of a conversation that is kept; without it nothing is."),
    ] = None,
) -> None:
    """Talk to the bot in the terminal, or pipe a conversation in, one message a line.

    A line is what a citizen writes, unless it begins with one of these:

    #VALUE          taps the option with this value, number or label

    @photo FILE     sends a photo (@voice a voice note, @file a document)

    @loc LAT,LON    shares a place

    @contact NUMBER shares a contact

    @sticker        sends a sticker

    @wait SECONDS   waits for what else comes

    @@...           is the text @...

    With a pipe, each line's whole reply is printed before the next line is read. With --json
    a reply is {"text", "parts", "options", "media"}; docs/cli.md has an example.
    """
    look = _look(channel, locale, mode)
    interactive = sys.stdin.isatty() and not json
    chat = Chat(look, data=data, record=record, json=json, interactive=interactive)
    run_loop(chat.run, level=_LOGGED)


def _look(channel: str, locale: str, mode: str) -> Look:
    if channel not in _CHANNELS:
        raise typer.BadParameter(f"--channel is one of {', '.join(_CHANNELS)}")
    if locale not in BY_TAG:
        raise typer.BadParameter(f"--locale is one of {', '.join(BY_TAG)}")
    modes = [each.value for each in Mode]
    chosen = mode.replace("-", "_").replace(" ", "_")
    if chosen not in modes:
        raise typer.BadParameter(f"--mode is one of {', '.join(modes)}")
    return Look(ChannelName(channel), locale, chosen)
