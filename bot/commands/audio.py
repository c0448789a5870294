"""`bansos audio`: make voice notes ahead, listen to one, see what there is."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from backend_client.regions import Regions
from bot.audio import built
from bot.audio.ahead import wanted
from bot.audio.notes import VoiceNotes, spoken
from bot.audio.recordings import Recordings
from bot.audio.start import ASSETS, INSTALL, load_codec, missing, open_notes
from bot.audio.synth import SynthesisFailed
from bot.channels.capabilities import TELEGRAM
from bot.commands.console import Failure, err, out, print_json
from bot.config import Settings
from bot.render.speech import Clip
from bot.render.wording import Voice
from bot.wiring import audio_key, utc_now
from handlers.dialogue.engine import Engine
from handlers.dialogue.text import fold
from handlers.dialogue.turn import Env, Parts
from handlers.policy import Policy
from handlers.registry import FLOWS
from handlers.understanding import Understanding
from i18n.catalog import Catalog
from i18n.lexicon import Lexicon
from i18n.locales import BY_TAG, offered
from i18n.modes import LISTENING

app = typer.Typer(no_args_is_help=True, help="Voice notes: build, say, status.")
LocaleOption = Annotated[str | None, typer.Option(help="One language; all offered by default.")]


@app.command()
def build(locale: LocaleOption = None) -> None:
    """Make the voice notes of all prompts ahead, so that no citizen waits."""
    notes = _notes()
    tags, folder = _tags(locale), Settings().data_dir
    voiced = [tag for tag in BY_TAG if notes.speaks(tag)]
    mark = built.mark(tags, voiced, folder / "recordings")
    known = built.read(folder / "audio").get(mark)
    if known is not None and notes.holds(known):
        err.print(f"{len(known)} voice notes: all there, nothing has changed since they were made")
        return
    catalog = Catalog.load()
    lexicon, regions = Lexicon(catalog, fold), Regions.load()
    engine = Engine(
        Parts(
            flows=FLOWS,
            words=lexicon,
            regions=regions,
            understand=Understanding(lexicon, regions),
        )
    )
    env = Env(now=utc_now(), channel=TELEGRAM.channel.value, page_size=5, policy=Policy())
    voices = [Voice(tag, mode, "Asia/Jakarta", TELEGRAM) for tag in tags for mode in LISTENING]
    started = time.perf_counter()
    todo = wanted(engine, catalog, notes, voices, env)
    made, failed = _build(notes, todo)
    took = time.perf_counter() - started
    err.print(
        f"{len(todo)} voice notes: {made} made, {len(todo) - made - failed} there, {took:.0f} s"
    )
    if failed:
        raise Failure(
            f"{failed} voice notes could not be made; `bansos audio status` names the recordings"
            " that will not do, `bansos audio say` shows whether the voice works"
        )
    built.keep(folder / "audio", mark, [notes.digest(clips) for clips in todo])


def _build(notes: VoiceNotes, todo: list[tuple[Clip, ...]]) -> tuple[int, int]:
    made = failed = 0
    columns = (
        TextColumn("voice notes"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err) as progress:
        for clips in progress.track(todo):
            try:
                made += notes.build(clips)
            except (SynthesisFailed, LookupError, ValueError):
                failed += 1
    return made, failed


@app.command()
def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("suara.ogg"),
    locale: Annotated[str, typer.Option(help="Whose voice.")] = "id",
) -> None:
    """Write one text as a voice note, and show how its numbers are said."""
    notes = _notes()
    if locale not in BY_TAG or not notes.speaks(locale):
        raise Failure(f"there is no voice for {locale}: only people's recordings speak it")
    asset = notes.name([Clip(text, locale)], private=True)
    to.write_bytes(notes.make(asset))
    out.print(spoken(text, locale), markup=False)
    err.print(f"written to {to}")


@app.command()
def status(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Which languages have a voice, how many recordings, and which files will not do."""
    data = Settings().data_dir
    recordings = Recordings([ASSETS / "recordings", data / "recordings"])
    catalog = Catalog.load()
    notes = open_notes(data, b"status")
    for locale in offered():
        recorded = sum(
            f"{locale.tag}/{msgid}" in recordings for msgid in catalog.merged(locale.tag)
        )
        voice = notes is not None and notes.speaks(locale.tag)
        if json:
            print_json({"locale": locale.tag, "voice": voice, "recordings": recorded})
        else:
            has = "a voice" if voice else "no voice"
            out.print(f"{locale.tag:<9} {has}, {recorded} recordings", markup=False)
    unfit = list(recordings.unfit(catalog, _seconds))
    for path, why in unfit:
        if json:
            print_json({"file": f"{path.parent.name}/{path.name}", "unfit": why})
        else:
            out.print(f"will not do: {path.parent.name}/{path.name}: {why}", markup=False)
    if (todo := missing()) is not None and not json:
        err.print(todo)
    if unfit:
        raise Failure(f"{len(unfit)} files in {data / 'recordings'} will not do")


def _seconds(recording: bytes) -> float:
    codec = load_codec()
    return codec.seconds(codec.samples(recording))


def _notes() -> VoiceNotes:
    settings = Settings()
    notes = open_notes(settings.data_dir, audio_key(settings))
    if notes is None:
        raise Failure(INSTALL)
    return notes


def _tags(locale: str | None) -> list[str]:
    if locale is None:
        return [each.tag for each in offered()]
    if locale not in BY_TAG:
        raise typer.BadParameter(f"a language is one of {', '.join(BY_TAG)}")
    return [locale]
