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
MOST_WORDS_SPOKEN = 60  # of a summary on a call; what is asked and told may be longer
MOST_SEGMENTS = 2  # LANGUAGE.md, SMS
# Runs of what GSM-7 does not have as one septet each.
_ODD = re.compile(f"[^{re.escape(''.join(sorted(gsm7.ALPHABET)))}]+")
_SINGLE, _PART = 160, 153
_SENTENCES = re.compile(r".+?(?:[.!?](?:\s+|$)|$)", re.DOTALL)
_SPACES = re.compile(r"\S+\s*")


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

    def ahead(paragraph: str) -> None:
        alone = Words([paragraph], [], [], between=words.between)
        if heads and together(heads[-1], alone, voice):
            heads[-1].paragraphs.append(paragraph)
        else:
            heads.append(alone)

    while not fits(words, voice):
        if len(words.told()) > 1:
            paragraph = words.take_first()
            for share in _shares(paragraph, Words([], [], [], between=words.between), voice):
                ahead(share)
        elif (shares := _last_shares(words, voice)) is None:
            break
        else:
            for share in shares[:-1]:
                ahead(share)
            words.before, words.paragraphs = [], shares[-1:]
            break
    return [written(head, voice, {}) for head in heads]


def _last_shares(words: Words, voice: Voice) -> list[str] | None:
    """The only paragraph in shares, the last of which fits beside the options; None when it is
    one that cannot be parted."""
    lines = _atoms(words.told()[0], words, voice)
    if len(lines) < 2:
        return None
    kept = 1
    while kept < len(lines) and fits(_alone(lines[-kept - 1 :], words), voice):
        kept += 1
    empty = Words([], [], [], between=words.between)
    first = _gathered(lines[:-kept], empty, voice)
    return [*first, _glued(lines[-kept:])]


def _shares(paragraph: str, around: Words, voice: Voice) -> list[str]:
    """A paragraph in shares that each fit one message."""
    if fits(_alone([paragraph], around), voice):
        return [paragraph]
    return _gathered(_atoms(paragraph, around, voice), around, voice)


def _gathered(lines: list[str], around: Words, voice: Voice) -> list[str]:
    shares: list[list[str]] = []
    for line in lines:
        if shares and fits(_alone([*shares[-1], line], around), voice):
            shares[-1].append(line)
        else:
            shares.append([line])
    return [_glued(share) for share in shares]


def _atoms(paragraph: str, around: Words, voice: Voice) -> list[str]:
    """The lines of a paragraph, or the sentences of one long line; a sentence that does not
    fit (a citizen's own note) word by word."""
    atoms: list[str] = []
    for line in paragraph.splitlines():
        parts = [f"{line}\n"]
        for cut in (_SENTENCES, _SPACES):
            if all(fits(_alone([part], around), voice) for part in parts):
                break
            parts = [piece for part in parts for piece in cut.findall(part)]
        atoms += parts
    return atoms


def _alone(lines: list[str], around: Words) -> Words:
    return Words(
        [_glued(lines)],
        around.labels,
        around.lines,
        around.step,
        around.footer,
        between=around.between,
    )


def _glued(atoms: list[str]) -> str:
    """Atoms carry the white space that follows them."""
    return "".join(atoms).strip()


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
