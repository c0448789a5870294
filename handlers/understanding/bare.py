"""One word or one code alone; and sentences about what is none of the bot's matters.

Rules: a word or a code counts only where nothing is under way (`maybe`): in the midst of a flow it
is an answer. Whether a code hands a case over or invites a pendamping it does not say: it is
asked. Who names another office's matter and no aid at all begins nothing here.
"""

import re
from collections.abc import Sequence

from handlers.dialogue.text import word_set
from handlers.dialogue.turn import Intent
from handlers.understanding.goals import CLASSES
from handlers.understanding.tokens import Token
from handlers.understanding.vocabulary import POLITE

# What one wants of something that was sent: it is looked for first.
_OF_WHAT_WAS_SENT = word_set(
    "perbaiki koreksi tarik mencabut cabut urungkan ralat revisi betulkan undo withdraw correct"
)
_OF_OTHERS = word_set(
    "thr pinjol presiden gubernur pilkada pemilu skck stnk bpkb sim akta akte pajak tilang "
    "selingkuh ijazah kuota pulsa wifi pln indihome paspor imigrasi kur sktm cpns p3k pppk"
)
_TRADE = word_set("beli jual pinjam minjam")  # a wish for rice or money, but none for aid
_AID = frozenset(CLASSES["aid"].split("|")) - {"uang", "beras"}
_OURS = _AID | frozenset(CLASSES["case"].split("|")) | word_set("dtks dtsen desil pendamping")
# Five of the letters and digits that nobody confuses, then three digits: 'KMPQR-234'.
_CODE = re.compile(
    r"\W*(?:(?:ini|saya|punya|dapat|dikasih)\s+)*(?:kode(?:nya)?\s*(?:(?:saya|ini|kasus)\s*)?[:=]?\s*)?"
    r"([2-79ac-hjkmnp-rt-y]{5})[\s-]?([234679]{3})\W*",
    re.IGNORECASE,
)
CODE_KINDS = ("alih", "pendamping")


def bare(text: str, tokens: Sequence[Token]) -> Intent | None:
    """'perbaiki', 'mau tarik dong': the status of what was sent; 'KMPQR-234': which code it is."""
    kept = [t for t in tokens if t.folded not in POLITE and t.word not in POLITE]
    if len(kept) == 1 and {kept[0].folded, kept[0].word} & _OF_WHAT_WAS_SENT:
        return Intent(flow="status", maybe=True)
    found = _CODE.fullmatch(text)
    if found is None or not any(map(str.isalpha, found[1])):
        return None
    if any(t.known and t.folded == found[1].lower() for t in tokens):
        return None  # 'rumah 234'
    slots = {"antara": " ".join(CODE_KINDS), "kode": (found[1] + found[2]).upper()}
    return Intent(flow="menu", slots=slots, maybe=True)


def of_others(tokens: Sequence[Token], goal: str = "") -> bool:
    """'thr kapan cair', 'mau beli beras': another matter is named, and none of ours."""
    words = {token.word for token in tokens} | {token.folded for token in tokens}
    others = _OF_OTHERS | _TRADE if goal == "usul" else _OF_OTHERS
    return not words.isdisjoint(others) and words.isdisjoint(_OURS)
