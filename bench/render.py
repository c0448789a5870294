"""What it costs to turn a prompt into parts, by mode and channel, against a named peer.

    python -m bench.render [--seconds 0.2]

The prompt is the one citizens see most: a look-up's result with name, place, programme and month,
five options, a step and a footer. The peer does only a part of that work: Babel's own
`Translations.ugettext` and `format_date` for the same words, one call each, as a bot without a
renderer would. Microseconds a prompt, in the fastest of many rounds; voice modes name their voice
note but do not make it. Also: loading all catalogues, and a voice note made on demand.
"""

import argparse
import datetime as dt
import io
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.dates import format_date
from babel.messages.catalog import Catalog as PoCatalog
from babel.messages.mofile import write_mo
from babel.support import Translations

from bot.audio.start import open_notes
from bot.channels.base import MediaPart
from bot.channels.capabilities import CAPABILITIES, TELEGRAM
from bot.render.parts import Renderer
from bot.render.wording import Voice
from handlers.dialogue.prompt import Option, Prompt, Tone
from i18n import fragments
from i18n.catalog import Catalog
from i18n.locales import SOURCE, offered
from i18n.message import Joined, Message, Month, say
from i18n.modes import Mode

TARGET = 200.0  # microseconds a message, in any locale and mode (issue, part 3)
TARGET_NOTE = 150.0  # ms for a voice note on demand

LINE = say("cek.baris_periode", program=say("program.pkh"), periode=Month("2026-08"))
PROMPT = Prompt(
    (
        say("cek.ketemu", nama="Siti Aminah", wilayah="Sukamaju, Jonggol, Kabupaten Bogor"),
        say("cek.menerima", daftar=Joined((LINE, LINE), lines=True)),
    ),
    tuple(
        Option(name, say(f"menu.{name}"), name)
        for name in ("cek", "usul", "sanggah", "lapor", "status")
    ),
    Tone.ASK,
    step=(2, 3),
    footer=True,
)


def timed(work: Callable[[], object], seconds: float) -> float:
    """Microseconds a call, in the fastest round: what else runs on the machine only adds."""
    work()
    rounds: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(rounds) < 5:
        started = time.perf_counter()
        for _ in range(20):
            work()
        rounds.append((time.perf_counter() - started) / 20 * 1e6)
    return min(rounds)


def peer(catalog: Catalog) -> Callable[[], object]:
    """Babel alone: look up, format the date, fill in."""
    po = PoCatalog(charset="utf-8")
    for msgid, forms in catalog.own(SOURCE).items():
        po.add(msgid, forms[0])
    compiled = io.BytesIO()
    write_mo(compiled, po)
    compiled.seek(0)
    texts = Translations(compiled)

    def once() -> str:
        month = format_date(dt.date(2026, 8, 1), "LLLL y", locale="id")
        line = texts.ugettext("cek.baris_periode").format(
            program=texts.ugettext("program.pkh"), periode=month
        )
        found = texts.ugettext("cek.ketemu").format(nama="Siti Aminah", wilayah="Sukamaju")
        listed = texts.ugettext("cek.menerima").format(daftar=f"{line}\n{line}")
        labels = [
            f"{n}. {texts.ugettext(option.label.msgid)}"
            for n, option in enumerate(PROMPT.options, 1)
            if isinstance(option.label, Message)
        ]
        step = texts.ugettext("umum.langkah").format(ini=2, semua=3)
        return "\n\n".join([step, found, listed, *labels, texts.ugettext("umum.kaki")])

    return once


def main() -> int:
    """Print the table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.2, help="a row")
    seconds = parser.parse_args().seconds
    started = time.perf_counter()
    texts = fragments.load()
    loading = (time.perf_counter() - started) * 1e3
    catalog = Catalog(texts)
    missed = 0
    worst = (0.0, "")
    with TemporaryDirectory() as folder:
        notes = open_notes(Path(folder), b"bench")
        renderer = Renderer(catalog, notes)
        beside = timed(peer(catalog), seconds)
        print(f"babel alone                       {beside:6.0f} us")
        for locale in offered():
            for mode in Mode:
                for capabilities in CAPABILITIES.values():
                    voice = Voice(locale.tag, mode, "Asia/Jakarta", capabilities)
                    cost = timed(partial(renderer, [PROMPT], voice), seconds / 4)
                    late = cost > TARGET
                    missed += late
                    where = f"{locale.tag} {capabilities.channel.value} {mode.value}"
                    worst = max(worst, (cost, where))
                    if locale.tag == SOURCE or late:
                        mark = "  MISSED" if late else ""
                        ratio = cost / beside
                        print(f"{where:<32}  {cost:6.0f} us  {ratio:4.1f} x babel{mark}")
        print(f"{f'slowest: {worst[1]}':<32}  {worst[0]:6.0f} us")
        print(f"target: {TARGET:.0f} us in every language, mode and channel")
        print(f"all catalogues loaded             {loading:6.1f} ms")
        if notes is not None:
            for what, more in (("a result", ()), ("a whole reply", PROMPT.body[1:])):
                took = _note(renderer, notes.make, more)
                missed += took > TARGET_NOTE
                note = f"voice note on demand: {what}"
                print(f"{note:<32}  {took:6.0f} ms (target {TARGET_NOTE:.0f})")
    return int(bool(missed))


def _note(renderer: Renderer, make: Callable[[str], bytes], more: tuple[Message, ...]) -> float:
    """Milliseconds for the note of a result, the median of different names; what is said to
    everybody is made with the first of them."""
    voice = Voice(SOURCE, Mode.SUARA, "Asia/Jakarta", TELEGRAM)
    took = []
    for name in ("Siti", "Budi", "Asep", "Made", "Upik", "Yosef", "Ani"):
        where = f"Sukamaju, Jonggol, Kabupaten Bogor, {len(more)}"
        prompt = Prompt((say("cek.ketemu", nama=name, wilayah=where), *more))
        note = next(p for p in renderer([prompt], voice) if isinstance(p, MediaPart))
        started = time.perf_counter()
        make(note.asset)
        took.append((time.perf_counter() - started) * 1e3)
    return statistics.median(took)


if __name__ == "__main__":
    sys.exit(main())
