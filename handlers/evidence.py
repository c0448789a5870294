"""Photos and voice notes: taken as evidence, never read as words.

Rules: the shell fetches, checks and cleans a medium before it counts; a file that is refused is
explained and asked for again. A photo that can still be used but is poor is offered for a retake;
the last one is taken as it is, and that is said. Of several media in one message a question takes
as many as it has room for; where that is not all, it is said.
Channels without pictures (SMS, voice) are not asked.
"""

from typing import Any

import msgspec

from backend_client.model import MediaRef
from handlers.dialogue.events import Heard, HeardKind, Medium
from handlers.dialogue.fields import Field, Got, Later, Read, Reading, Wrong
from handlers.dialogue.matching import choose
from handlers.dialogue.prompt import Option, Want, label_of
from handlers.dialogue.steps import Ask, Citizen, Say, Talk
from handlers.dialogue.text import clean, fold
from handlers.requests.cases import FetchMedia, Kept
from i18n.message import Message, Value, say

WITHOUT_MEDIA = frozenset({"sms", "voice"})
MOST_EVIDENCE = 5  # files with one submission
MOST_RETAKES = 3  # of one photo

_KINDS = {
    HeardKind.PHOTO: ("image",),
    HeardKind.VOICE_NOTE: ("voice",),
    HeardKind.DOCUMENT: ("image", "voice", "document"),
}
_REFUSED = {
    "too_big": "bukti.terlalu_besar",
    "wrong_type": "bukti.jenis_salah",
    "unreadable": "bukti.rusak",
    "hostile": "bukti.ditolak",
    "unavailable": "bukti.tidak_terunduh",
}
# What keeps a poor photo, in words: concepts, and words that only mean it beside an advice.
USE_IT = "pakai"
_KEEP = frozenset(("ya", "kirim", "lanjut", "lewati", "simpan"))
_ONLY = frozenset(
    ("saja", "aja", "ae", "wae", "doang", "itu", "ini", "yang", "foto", "tadi", "sudah", "udah")
)
_TAKE = frozenset(("pakai", "pake", "gunakan", "use", "keep", "biarkan", "biarin"))
# 'lewati', 'tidak ada': no evidence, or no more of it.
_NO_MORE = frozenset(("lewati", "tidak", "lanjut"))
_ENDS = frozenset(("tanpa", "cukup"))
_LATER = frozenset(("nanti", "besok", "menyusul", "later"))
_MOST_WORDS = 5  # of a no to the question for evidence; a longer text is about something else
_CAPTION = 500  # characters
_ADVICE = {
    "blurred": "bukti.kabur",
    "dark": "bukti.gelap",
    "tiny": "bukti.kecil",
    "upside_down": "bukti.terbalik",
}


class MediaField(Field):
    """A photo, voice note or file, or one of `extra`'s options instead.

    The answer is a `Kept` as builtins, or the option's value.
    """

    by_words = False

    def __init__(
        self,
        role: str,
        accepts: tuple[str, ...],
        *extra: Option,
        wrong: Message | None = None,
        most: int = 1,
    ) -> None:
        """`most` media of one message are taken."""
        self._role = role
        self._accepted = accepts
        self._extra = extra
        self._most = most
        self._wrong = wrong or say("bukti.perlu_apa" if "voice" in accepts else "bukti.perlu_foto")
        wants = [Want.PHOTO] if "image" in accepts else []
        self.wants = tuple(wants + ([Want.VOICE_NOTE] if "voice" in accepts else []))

    def options(self) -> tuple[Option, ...]:
        """What may be chosen instead of sending something."""
        return self._extra

    def read(self, heard: Heard, reading: Reading) -> Read:
        """Media are fetched; words may pick an option."""
        kinds = _KINDS.get(heard.kind)
        if kinds is not None and heard.media:
            if not set(kinds) & set(self._accepted):
                return Wrong(self._wrong)
            return Later(self._fetch(heard.media, clean(heard.text, limit=_CAPTION)), Kept)
        if heard.kind in (HeardKind.TEXT, HeardKind.TAP) and self._extra:
            value = choose(heard.text, self._extra, reading.shown, reading.words)
            if value is None and self._as_it_is(heard.text, reading):
                value = USE_IT
            if value is None and _no_more(heard.text, reading):
                value = next((o.value for o in self._extra if o.value in _ENDS), None)
            if value is not None:
                return Got(value)
        return Wrong(self._wrong)

    def _as_it_is(self, text: str, reading: Reading) -> bool:
        """'kirim saja', 'pakai ini', 'ya', 'lewati': the photo there is, not another one."""
        if all(option.value != USE_IT for option in self._extra):
            return False
        folded = fold(text)
        tries = (folded, " ".join(word for word in folded.split() if word not in _ONLY))
        return any(reading.words.lookup(words) in _KEEP for words in tries) or any(
            word in _TAKE for word in folded.split()[:2]
        )

    def _fetch(self, media: tuple[Medium, ...], caption: str) -> FetchMedia:
        medium, *more = media[: self._most]
        return FetchMedia(
            ref=medium.ref,
            role=self._role,
            accepts=self._accepted,
            content_type=medium.content_type,
            size=medium.size,
            caption=caption,
            more=tuple(more),
            over=max(len(media) - self._most, 0),
        )

    def settle(self, result: Any, failed: str | None) -> Read:
        """What came of the download."""
        if failed == "wrong_type" and "voice" in self._accepted:
            both = "image" in self._accepted
            return Wrong(say("bukti.jenis_salah_suara") if both else self._wrong)
        if failed is not None:
            return Wrong(say(_REFUSED.get(failed, "bukti.tidak_terunduh")))
        kept = kept_of(result)
        if kept is None:
            return Wrong(say("bukti.rusak"))
        return Got(msgspec.to_builtins(kept))

    def accepts(self, value: Any) -> bool:
        """A kept medium, or an option that is still there."""
        return any(o.value == value for o in self._extra) or kept_of(value) is not None

    def show(self, value: Any) -> Value:
        """That there is one; an option by its label."""
        return label_of(self._extra, value, say("bukti.ada"))


def _no_more(text: str, reading: Reading) -> bool:
    """'Lewati', 'belum ada fotonya', 'nanti saja': none, or no more."""
    words = fold(text).split()
    if not words or len(words) > _MOST_WORDS:
        return False
    said = (" ".join(words), " ".join(words[:2]), words[0])
    return words[0] in _LATER or any(reading.words.lookup(each) in _NO_MORE for each in said)


def kept_of(value: Any) -> Kept | None:
    """A stored answer as a `Kept`; None when it is something else."""
    try:
        return msgspec.convert(value, Kept)
    except msgspec.ValidationError:
        return None


def can_send(citizen: Citizen) -> bool:
    """Can this channel carry pictures and voice notes?"""
    return citizen.channel not in WITHOUT_MEDIA


def ask_photo(key: str, role: str, prompt: Message, *, skippable: bool = True) -> Talk:
    """One photo of `role`, with a retake offered while it is poor. `MediaRef` or None."""
    value = yield Ask(
        key, MediaField(role, ("image",)), prompt, help=say("bukti.cara"), skippable=skippable
    )
    yield from tell_left(kept_of(value))
    for turn in range(1, MOST_RETAKES):
        kept = kept_of(value)
        if kept is None or not kept.advice:
            break
        again = yield Ask(
            f"{key}.ulang{turn}",
            MediaField(role, ("image",), Option(USE_IT, say("bukti.pakai_ini"), "ya")),
            say(_ADVICE.get(kept.advice[0], "bukti.kabur")),
        )
        if again == USE_IT:
            break
        value = again
        kept = kept_of(value)
        yield from tell_left(kept)
        if turn == MOST_RETAKES - 1 and kept is not None and kept.advice:
            yield Say(say("bukti.dipakai"))
    kept = kept_of(value)
    return kept.media if kept is not None else None


def tell_left(kept: Kept | None) -> Talk:
    """That a message held more than was kept."""
    if kept is not None and kept.left:
        yield Say(say("bukti.sisa", jumlah=1 + len(kept.also)))


class Evidence(msgspec.Struct, frozen=True):
    """Photos and voice notes, with what was written under them."""

    found: tuple[Kept, ...] = ()

    @property
    def media(self) -> tuple[MediaRef, ...]:
        """The photos and voice notes themselves."""
        return tuple(media for kept in self.found for media in (kept.media, *kept.also))

    @property
    def captions(self) -> tuple[str, ...]:
        """What was written under them."""
        return tuple(kept.caption for kept in self.found if kept.caption)

    def told(self, note: str | None) -> str | None:
        """A note with the captions below it; None where nothing was written."""
        return "\n".join(((note,) if note else ()) + self.captions) or None


def ask_evidence(key: str, citizen: Citizen, prompt: Message, had: tuple[Kept, ...] = ()) -> Talk:
    """Photos and voice notes, as many as `MOST_EVIDENCE` with those `had` already; `Evidence`."""
    evidence = Evidence(had)
    if not can_send(citizen):
        return evidence
    none = Option("tanpa", say("bukti.tanpa"), "lewati")
    enough = Option("cukup", say("bukti.cukup"), "ya")
    for turn in range(1, MOST_EVIDENCE + 1):
        count = len(evidence.media)
        if count >= MOST_EVIDENCE:
            break
        end, room = enough if count else none, MOST_EVIDENCE - count
        value = yield Ask(
            f"{key}.{turn}",
            MediaField("bukti", ("image", "voice"), end, most=room),
            say("bukti.lagi", jumlah=count) if count else prompt,
            help=say("bukti.cara"),
        )
        kept = kept_of(value)
        if kept is None:
            break
        evidence = Evidence((*evidence.found, kept))
        yield from tell_left(kept)
    return evidence


def evidence_value(evidence: Evidence) -> Value:
    """How much evidence there is, for a summary."""
    count = len(evidence.media)
    return say("bukti.jumlah", count=count, jumlah=count) if count else say("bukti.nol")
