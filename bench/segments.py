"""What the bot's SMS cost: segments per conversation and language, the ministry's money.

    python -m bench.segments

First whole tasks, from the scripts that the matrix test plays: messages and segments that the bot
sends from the citizen's first word to the end. Then it walks through every conversation by its
options and typical answers (`bot.audio.ahead.walk`), as SMS shows it, and counts the segments of
every message: a row is a topic (the first part of the question's msgid); 'one' is the share of
messages that fit one segment; the target is two at most.
"""

import datetime as dt
import sys
from collections import defaultdict
from pathlib import Path

from backend_client.regions import Regions
from bot.audio.ahead import walk
from bot.channels.base import ChannelName, TextPart
from bot.channels.capabilities import SMS
from bot.channels.gsm7 import count
from bot.render.parts import Renderer
from bot.render.wording import Voice
from handlers.dialogue.engine import Engine
from handlers.dialogue.text import fold
from handlers.dialogue.turn import Env, Parts
from handlers.policy import Policy
from handlers.registry import FLOWS
from handlers.understanding import Understanding
from i18n.catalog import Catalog
from i18n.lexicon import Lexicon
from i18n.locales import offered
from i18n.modes import Mode
from tests.matrix.test_matrix import played

TARGET = 2  # segments a prompt (LANGUAGE.md)
SCRIPTS = Path(__file__).parent.parent / "tests" / "transcripts"
PAGE = 5  # options on a screen
TASKS = {
    "cek, one sentence": "cek_bansos/satu_kalimat",
    "cek, step by step": "cek_bansos/langkah",
    "usul": "usul/sms",
    "sanggah for oneself": "sanggah/diri",
    "lapor": "lapor/terlambat",
    "status": "status/punya_saya",
}


def main() -> int:
    """Print the table; 1 if a message costs more than two segments."""
    catalog, regions = Catalog.load(), Regions.load()
    words = Lexicon(catalog, fold)
    engine = Engine(
        Parts(flows=FLOWS, words=words, regions=regions, understand=Understanding(words, regions))
    )
    renderer = Renderer(catalog)
    now = dt.datetime.now(dt.UTC)
    env = Env(now=now, channel=SMS.channel.value, page_size=PAGE, policy=Policy())
    most = _tasks(renderer)
    print(f"{'language':<9} {'topic':<12} {'messages':>8} {'mean':>5} {'most':>5} {'one':>6}")
    for locale in offered():
        voice = Voice(locale.tag, Mode.STANDAR, "Asia/Jakarta", SMS)
        costs: defaultdict[str, list[int]] = defaultdict(list)
        for prompts in walk(engine, voice, env, 4000):
            topic = prompts[-1].body[-1].msgid.partition(".")[0]
            for part in renderer(prompts, voice):
                if isinstance(part, TextPart):
                    costs[topic].append(count(part.text).segments)
        for topic, found in sorted(costs.items()):
            most = max(most, *found)
            one = sum(cost == 1 for cost in found) / len(found)
            mean = sum(found) / len(found)
            row = f"{len(found):>8} {mean:>5.2f} {max(found):>5} {one:>6.0%}"
            print(f"{locale.tag:<9} {topic:<12} {row}")
    print(f"most {most}, target {TARGET}")
    return int(most > TARGET)


def _tasks(renderer: Renderer) -> int:
    """Print what whole tasks cost; the most segments of one message."""
    most = 0
    languages = [locale.tag for locale in offered()]
    print(f"{'task':<20} {'messages':>8}  segments: {'  '.join(f'{tag:>3}' for tag in languages)}")
    for task, script in TASKS.items():
        turns = played(SCRIPTS / f"{script}.txt", "id", ChannelName.SMS, PAGE).turns
        row, messages = [], 0
        for tag in languages:
            voice = Voice(tag, Mode.STANDAR, "Asia/Jakarta", SMS)
            costs = [
                count(part.text).segments
                for prompts in turns
                for part in renderer(prompts, voice)
                if isinstance(part, TextPart)
            ]
            most = max(most, *costs)
            messages = max(messages, len(costs))
            row.append(f"{sum(costs):>3}")
        print(f"{task:<20} {messages:>8}            {'  '.join(row)}")
    print()
    return most


if __name__ == "__main__":
    sys.exit(main())
