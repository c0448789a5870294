"""A summary short enough for two SMS, or to be kept in mind on a call.

Rules: pure. Only where the prompt says so (`brief`): there, one of its options shows the summary
whole, so nothing is lost. What was left empty goes first; by SMS a value that speaks for itself
(a name, a place, a date) stands without its label; then as many rows as fit, and how many more.
"""

from collections.abc import Callable, Iterator, Mapping

from bot.render.fitting import MOST_WORDS_SPOKEN, fits
from bot.render.wording import Voice, Words
from handlers.dialogue.prompt import Prompt
from i18n.message import Date, Joined, Message, Value, say

LIST, ROW = "umum.daftar", "umum.baris"
# Values that say that there is nothing.
_NOTHING = frozenset({"bukti.nol", "tambahan.cukup", "umum.lewati"})
# Values that say nothing without their label.
_LABELLED = frozenset({"umum.ya", "umum.tidak", "bukti.ada"})
_LONGEST = 64  # characters of one value; the rest is seen with the whole list

Text = Callable[[Message | str], str]


def shorten(
    prompt: Prompt, words: Words, voice: Voice, text: Text, shorter: Mapping[str, str]
) -> None:
    """Make the list of a brief prompt fit into one message."""
    listed = next((m for m in prompt.body if m.msgid == LIST), None)
    rows = None if listed is None else listed.params.get("isi")
    if listed is None or not isinstance(rows, Joined):
        return
    place = words.paragraphs.index(text(listed))
    lines = [_shorter(line, shorter) for line in _lines(rows, voice, text)]
    dropped = 0
    while True:
        tail = [text(say("umum.dan_lain", n=dropped))] if dropped else []
        words.paragraphs[place] = "\n".join([*lines, *tail])
        if not lines or _short(words, voice):
            return
        lines.pop()
        dropped += 1


def _short(words: Words, voice: Voice) -> bool:
    if voice.capabilities.spoken:
        return words.count() <= MOST_WORDS_SPOKEN
    return fits(words, voice)


def _lines(rows: Joined, voice: Voice, text: Text) -> Iterator[str]:
    for row in rows.items:
        if not isinstance(row, Message) or row.msgid != ROW:
            continue
        value = row.params["isi"]
        if isinstance(value, Message) and value.msgid in _NOTHING:
            continue
        if voice.capabilities.gsm7 and _plain(value):
            yield _cut(text(say(LIST, isi=value)))
        else:
            yield _cut(text(row))


def _plain(value: Value) -> bool:
    """Is it understood without its label?"""
    if isinstance(value, Message):
        return value.msgid not in _LABELLED
    if isinstance(value, str):
        return not any(c.isdigit() for c in value[:1])
    return isinstance(value, Date)


def _shorter(line: str, shorter: Mapping[str, str]) -> str:
    for long, short in shorter.items():
        line = line.replace(long, short)
    return line


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3].rstrip(' ,.')}..."
