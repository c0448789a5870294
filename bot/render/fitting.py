"""What goes into one message: as much as LANGUAGE.md's words and an SMS' segments allow.

Rules: pure. Told and asked stand together while they fit; else what comes first becomes messages
of its own, cut between paragraphs. SMS loses its footer, then its step, where that saves a
segment, and long words for short ones before it costs a third; no option is ever lost. A call is
one turn, never cut.
"""

import functools
import re
from collections.abc import Mapping

from bot.channels import gsm7
from bot.render.wording import Voice, Words

MOST_WORDS = 60  # LANGUAGE.md, words in a message, options aside
MOST_WORDS_EASY = 30
MOST_SEGMENTS = 2  # LANGUAGE.md, SMS
# Runs of what GSM-7 does not have as one septet each.
_ODD = re.compile(f"[^{re.escape(''.join(sorted(gsm7.ALPHABET)))}]+")
_SINGLE, _PART = 160, 153


def most_words(voice: Voice) -> int:
    """Words in a message. Only Indonesian has easy-read wordings to hold to the lower number."""
    return MOST_WORDS_EASY if voice.tag == "id@mudah" else MOST_WORDS


def plain(text: str) -> str:
    """The text as an SMS carries it."""
    if _ODD.search(text) is None:
        return text
    return _ODD.sub(lambda run: _carried(run[0]), text).replace(" \n", "\n").strip()


@functools.lru_cache(maxsize=1024)
def _carried(run: str) -> str:
    """A run of odd marks, as GSM-7 has it: 'è' and 'ù' as they are, 'â' as 'a', an emoji gone."""
    return gsm7.transliterate(run)


def segments(text: str) -> int:
    """What a text costs by SMS."""
    text = plain(text)
    if _ODD.search(text) is None:  # nearly always; ten times as fast as looking at each letter
        return 1 if len(text) <= _SINGLE else -(-len(text) // _PART)
    return gsm7.count(text).segments


def fits(words: Words, voice: Voice) -> bool:
    """Is it one message?"""
    if voice.capabilities.spoken:
        return True
    if words.count() > most_words(voice):
        return False
    bare = words.text(step=False, footer=False)
    return not voice.capabilities.gsm7 or segments(bare) <= MOST_SEGMENTS


def together(first: Words, then: Words, voice: Voice) -> bool:
    """May what is told and what is asked after it be one message?"""
    joined = Words([*first.told(), *then.told()], then.labels, then.lines, between=then.between)
    return fits(joined, voice)


def divide(words: Words, voice: Voice) -> list[str]:
    """Take from the beginning what does not fit, as texts of their own; the rest stays."""
    heads: list[Words] = []
    while len(words.told()) > 1 and not fits(words, voice):
        paragraph = words.take_first()
        alone = Words([paragraph], [], [], between=words.between)
        if heads and together(heads[-1], alone, voice):
            heads[-1].paragraphs.append(paragraph)
        else:
            heads.append(alone)
    return [written(head, voice, {}) for head in heads]


def written(words: Words, voice: Voice, shorter: Mapping[str, str]) -> str:
    """The text of a message; `shorter` has short words for long ones."""
    if not voice.capabilities.gsm7:
        return words.text()
    ways = ((True, True), (True, False), (False, False))
    texts = [plain(words.text(step=step, footer=footer)) for step, footer in ways]
    for most in range(1, MOST_SEGMENTS + 1):
        for text in texts:
            if segments(text) <= most:
                return text
    text = texts[-1]
    # 'Ketik 1 untuk ...' is friendlier to a screen reader, but not at the price of a segment.
    numbered = [f"{n}. {label}" for n, label in enumerate(words.labels, 1)]
    if len(numbered) == len(words.lines) and numbered != words.lines:
        words.lines = numbered
        text = plain(words.text(step=False, footer=False))
    for long, short in shorter.items():
        if segments(text) <= MOST_SEGMENTS:
            break
        text = text.replace(long, short)
    return text
