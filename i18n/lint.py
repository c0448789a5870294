"""Every catalogue entry, in every language, held to LANGUAGE.md; `bansos i18n lint` shows it.

Rules: pure but for reading `exceptions.toml`. `id@mudah` is judged as a citizen meets it, with
what it takes from `id`; every other language by its own entries. Word lists (`words.`,
`intent.`) are no messages. An exception has a reason, and one that nothing needs is a finding.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from i18n.catalog import VARIANTS, Catalog
from i18n.locales import HERE, LOCALES, SOURCE
from i18n.plain import EASY, STANDARD, Finding, Limits, Rule, judge, sentences, usual, words

EXCEPTIONS = HERE / "exceptions.toml"
NO_MESSAGES = ("words.", "intent.", "singkatan.")
EASY_TAG = "id@mudah"
_SENTENCE_WORDS = 4  # shorter texts ('Cek bansos', 'RT 2') are often the same for good reason


class Excused(msgspec.Struct, frozen=True):
    """A rule that some texts may break."""

    msgid: str
    rule: Rule
    reason: str
    found: str = ""

    def covers(self, msgid: str, finding: Finding) -> bool:
        """Is this finding meant?"""
        same = (
            msgid.startswith(self.msgid[:-1])
            if self.msgid.endswith("*")
            else bare(msgid) == self.msgid
        )
        return same and finding.rule is self.rule and self.found in ("", finding.found)


class Fault(msgspec.Struct, frozen=True):
    """A text of a catalogue that breaks a rule."""

    tag: str
    msgid: str
    finding: Finding


class Row(msgspec.Struct, frozen=True):
    """One language: how many texts, words a sentence (mean, most), and what is wrong."""

    tag: str
    texts: int
    mean: float
    longest: int
    faults: tuple[Fault, ...]
    excused: int


def bare(msgid: str) -> str:
    """A msgid without its variant."""
    stem, _, last = msgid.rpartition(".")
    return stem if last in VARIANTS else msgid


def exceptions(path: Path = EXCEPTIONS) -> list[Excused]:
    """The excused texts, from the one file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert(data.get("excused", []), list[Excused])


def is_message(msgid: str) -> bool:
    """Is it something that a citizen reads (and no list of words to understand)?"""
    return not msgid.startswith(NO_MESSAGES)


def lint(
    catalog: Catalog,
    *,
    segments: Callable[[str], int],
    excused: Sequence[Excused] | None = None,
    tags: Iterable[str] | None = None,
) -> list[Row]:
    """One row a language. `segments` counts what a text costs as SMS."""
    allowed = exceptions() if excused is None else list(excused)
    used: set[Excused] = set()
    chosen = [locale.tag for locale in LOCALES] if tags is None else list(tags)
    rows = [row for tag in chosen if (row := _row(catalog, tag, segments, allowed, used))]
    if tags is None and (idle := [e for e in allowed if e not in used]):
        stale = tuple(
            Fault("exceptions.toml", e.msgid, Finding(e.rule, "needed by no text")) for e in idle
        )
        rows.append(Row("exceptions.toml", len(allowed), 0.0, 0, stale, 0))
    return rows


def _row(
    catalog: Catalog,
    tag: str,
    segments: Callable[[str], int],
    allowed: Sequence[Excused],
    used: set[Excused],
) -> Row | None:
    own = catalog.own(tag)
    if not any(is_message(msgid) for msgid in own):
        return None
    limits = EASY if tag == EASY_TAG else STANDARD
    texts = catalog.merged(tag) if tag == EASY_TAG else own
    faults: list[Fault] = []
    lengths: list[int] = []
    excused_count = 0
    for msgid, forms in sorted(texts.items()):
        if not is_message(msgid):
            continue
        for text in forms:
            lengths += [words(sentence) for sentence in sentences(usual(text))]
            for finding in _judged(msgid, text, limits, texts, segments):
                excuse = next((e for e in allowed if e.covers(msgid, finding)), None)
                if excuse is None:
                    faults.append(Fault(tag, msgid, finding))
                else:
                    used.add(excuse)
                    excused_count += 1
    mean = sum(lengths) / max(len(lengths), 1)
    if mean > limits.mean:
        faults.append(Fault(tag, "*", Finding(Rule.MEAN, f"{mean:.1f}", f"{limits.mean:.0f}")))
    messages = sum(is_message(msgid) for msgid in texts)
    return Row(tag, messages, mean, max(lengths, default=0), tuple(faults), excused_count)


def _judged(
    msgid: str,
    text: str,
    limits: Limits,
    texts: Mapping[str, object],
    segments: Callable[[str], int],
) -> list[Finding]:
    # By SMS goes the '.sms' wording where there is one; the others never do.
    variant = msgid.rpartition(".")[2]
    by_sms = variant == "sms" or (variant not in VARIANTS and f"{msgid}.sms" not in texts)
    return judge(text, limits, segments=segments if by_sms else None)


def untranslated(catalog: Catalog, tag: str) -> list[str]:
    """Msgids whose text in a language is the Indonesian one, to the letter: perhaps right (a
    programme's name), perhaps forgotten. For a translator to look at; no fault."""
    source = catalog.own(SOURCE)
    return [
        msgid
        for msgid, forms in catalog.own(tag).items()
        if not msgid.startswith(NO_MESSAGES)
        and forms == source.get(msgid)
        and len(forms[0].split()) >= _SENTENCE_WORDS
    ]
