"""`Understanding`: from a sentence to an Intent.

Rules: goals are weighed against each other (see `phrases`), never guessed from a single rare
word. Slots are what the sentence said: nama, lahir (a year), wilayah, nik, tiket, programme, and
what kind of matter it is (jenis, untuk, masalah, apa, bahasa). A flow may ignore any of them.
"""

from collections.abc import Iterator, Sequence

import msgspec

from handlers.dialogue.matching import Words
from handlers.dialogue.text import clean, fold
from handlers.dialogue.turn import Intent
from handlers.understanding import aid, places
from handlers.understanding.alike import Alike
from handlers.understanding.alone import alone
from handlers.understanding.bare import bare, of_others
from handlers.understanding.examples import EXAMPLES
from handlers.understanding.goals import CLASSES, Goal
from handlers.understanding.halves import halves
from handlers.understanding.numbers import (
    find_long_number,
    find_named_number,
    find_nik,
    find_number_alone,
    find_ticket,
)
from handlers.understanding.patterns import Index, parse, words_of
from handlers.understanding.phrases import COMMANDS, PHRASES, QUESTION
from handlers.understanding.places import Places
from handlers.understanding.subject import Subject
from handlers.understanding.tokens import Speller, Token, tokenise
from handlers.understanding.vocabulary import (
    ALSO_NAMES,
    FILLERS,
    KNOWN_NAMES,
    KNOWN_PLACES,
    LANGUAGES,
    MODES,
    PLACE_MARKS,
    POLITE,
    PROGRAMMES,
)
from i18n.locales import offered
from i18n.message import say

_LONGEST = 600  # letters read; a longer text is a story, its beginning says what it is about
_THING = "<thing>"
_EXPLAINED_ONLY = frozenset(("KIP", "DTSEN", "DESIL", "DTKS", "BANSOS"))
_WAYS = [(code, way) for code, ways in PROGRAMMES.items() for way in ways]
_QUESTION_BONUS = 0.5
_ALWAYS = frozenset(("petugas", "batal", "menu"))  # these count where any words are taken
_LANGUAGE_WORDS = frozenset(("bahasa", "language", "languages", "basa", "bhs", "kata bahasa"))
_OWN_NAMES = {fold(locale.own_name): locale.tag for locale in offered()}
# Menu entries: their label, in any language, is a command.
_LABELS = ("cek", "usul", "sanggah", "lapor", "status", "pendamping", "pengaturan")
# 'Language' in Minangkabau and Sundanese, and a man's name in Makassar: a name where one is asked.
_ALSO_SOMEBODY = frozenset(("baso", "basa"))
_FLOW_OF_LABEL = {"cek": "cek_bansos"}
_ON_MENU = frozenset(_FLOW_OF_LABEL.get(label, label) for label in _LABELS)
# Labels one screen further down: written at the menu they lead there at once.
_DEEPER = {
    "pengaturan.bahasa": ("pengaturan", {"apa": "bahasa"}),
    "pengaturan.cara": ("pengaturan", {"apa": "cara"}),
    "pengaturan.kabar": ("pengaturan", {"apa": "kabar"}),
    "data.judul": ("pengaturan", {"apa": "data"}),
    "profil.judul": ("profil", {}),
    "data.hapus": ("pengaturan", {"apa": "data"}),
}
# Small talk in front of a name and a place: it is they that count.
_WEAK = frozenset(
    (
        ("word", "mulai"),
        ("reply", "tanya.terima_kasih"),
        ("reply", "tanya.baik"),
        *(("reply", f"tanya.{code.lower()}") for code in PROGRAMMES),
    )
)
_STORY = 18  # words; a longer text without a wish is a story, not a look-up
_QUESTIONS = frozenset(
    ("dimana", "mana", "bagaimana", "kapan", "berapa", "kenapa", "where", "how", "when", "why")
)
_REPORTING = frozenset(("lapor", "laporan", "laporkan", "melapor", "melaporkan"))
_LATE = Goal("flow", "lapor", (("masalah", "waktu"),))
_OF_MONEY = tuple(Goal("flow", "lapor", (("masalah", about),)) for about in ("uang", "jumlah"))
_WITH_PERSON = frozenset(("cek_bansos", "usul", "sanggah", "lapor"))


class Understanding:
    """Reads sentences. Built once; safe to share."""

    def __init__(self, words: Words, regions: Places) -> None:
        classes = {name: frozenset(words.split("|")) for name, words in CLASSES.items()}
        classes["lang"] = frozenset(LANGUAGES)
        classes["thing"] = frozenset((_THING,))
        self._words = words
        self._regions = regions
        self._subject = Subject(regions)
        goals = [(goal, each) for goal, table in PHRASES for each in parse(table, classes)]
        question = parse(QUESTION, classes)
        self._goals = Index(goals)
        self._question = Index((None, each) for each in question)
        self._commands = {
            tuple(phrase.split()): flow
            for flow, table in COMMANDS.items()
            for phrase in table.split(" | ")
        }
        known = words_of([*(each for _, each in goals), *question]) | FILLERS | POLITE | ALSO_NAMES
        known |= {word for ways in PROGRAMMES.values() for way in ways for word in way}
        known -= {_THING}
        self._speller = Speller(known, KNOWN_NAMES | KNOWN_PLACES | PLACE_MARKS)
        listed = ((goal, line) for goal, table in EXAMPLES for line in table.strip().split("\n"))
        self._alike = Alike(listed, self._speller)

    def __call__(self, text: str) -> Intent | None:
        """What the sentence wants, or None. Never raises."""
        text = clean(text.replace("\n", ", "), limit=_LONGEST)
        for first, second in halves(text):
            one, two = self.understand(first), self.understand(second)
            if not (one and two and (one.said or one.command) and (two.said or two.command)):
                continue
            if one.flow != two.flow and one.flow in _WITH_PERSON and two.flow in _WITH_PERSON:
                return msgspec.structs.replace(
                    one, command=False, said=True, then=(two.flow, two.slots)
                )
        return self.understand(text)

    def understand(self, text: str) -> Intent | None:
        """What a text of one wish wants, or None. Never raises."""
        language = _language(text)
        if language is not None:
            return language
        if not any(map(str.isalnum, text)):
            text = fold(text)  # what a sign alone means
        tokens = tokenise(text, self._speller)
        command = self._label(text, tokens)
        if command is not None:
            return Intent(flow=command, command=True)
        deeper = self._deeper(text) or bare(text, tokens)
        if deeper is not None:
            return deeper
        if not tokens:
            return None
        nik, ticket = find_nik(text), find_ticket(text)
        if ticket is not None and nik is None:
            return self._about_ticket(ticket, tokens)
        goal = self._goal(tokens)
        if goal is None or (goal.kind != "flow" and nik is not None):
            said = self._unsaid(text, tokens, nik)
            goal = None if said is not None else self._alike.most(tokens)
            if goal is None:
                return said or alone(text, tokens, self._words) or self._menu_asks_which(tokens)
        if goal.kind == "flow" and nik is None and of_others(tokens, goal.name):
            return None
        if (goal.kind, goal.name) in _WEAK:
            said = self._unsaid(text, tokens, nik)
            if said is not None and "nama" in said.slots:
                return said
        if goal.kind == "word":
            return Intent(word=goal.name, command=goal.name in _ALWAYS and self._whole(tokens))
        if goal.kind == "reply":
            return Intent(reply=say(goal.name))
        return self._flow(text, tokens, goal, nik)

    # Goals

    def _goal(self, tokens: Sequence[Token]) -> Goal | None:
        words = [token.word for token in tokens]
        best = self._goals.best(words)
        money = [aid.MONEY if aid.names_money(word) else word for word in words]
        paid = self._goals.best(money) if money != words else None
        if paid is not None and paid[0] in _OF_MONEY:
            best = paid  # 'pak RT minta 20rb', 'cair 400rb padahal harusnya 600rb'
        asked = self._asked(words)
        if asked is not None and (best is None or asked[0] >= best[1].score):
            return Goal("reply", f"tanya.{asked[1].lower()}")
        return best[0] if best is not None else None

    def _asked(self, words: list[str]) -> tuple[float, str] | None:
        """'PKH itu apa': the score and the thing asked about."""
        for code, start, end in _named(words):
            around = [*words[:start], _THING, *words[end:]]
            best = self._question.best(around)
            if best is not None and len(around) <= len(best[1].at) + 5:
                return best[1].score + _QUESTION_BONUS, code
        return None

    def _menu_asks_which(self, tokens: Sequence[Token]) -> Intent | None:
        near = () if of_others(tokens) else self._alike.either(tokens, _ON_MENU)
        return Intent(flow="menu", slots={"antara": " ".join(near)}, maybe=True) if near else None

    def _about_ticket(self, ticket: str, tokens: Sequence[Token]) -> Intent:
        goal = self._goal(tokens)
        flow = goal.name if goal is not None and goal.name in ("sanggah", "lapor") else "status"
        return Intent(flow=flow, slots={"tiket": ticket})

    def _label(self, text: str, tokens: Sequence[Token]) -> str | None:
        """A menu entry's label in any language, or a plain command."""
        folded = fold(text)
        for label in _LABELS:
            if folded in self._words.labels(f"menu.{label}"):
                return _FLOW_OF_LABEL.get(label, label)
        if any(token.near or not token.known for token in tokens) or len(tokens) > 8:
            return None
        kept = tuple(t.word for t in tokens if t.folded not in POLITE and t.word not in POLITE)
        flow = self._commands.get(kept)
        slots_lost = flow == "pengaturan" or "nik" in kept
        return None if slots_lost else flow

    def _deeper(self, text: str) -> Intent | None:
        """A label of the settings, in any language."""
        folded = fold(text)
        for msgid, (flow, slots) in _DEEPER.items():
            if folded in self._words.labels(msgid):
                command = folded not in _ALSO_SOMEBODY
                return Intent(flow=flow, slots=dict(slots), command=command)
        return None

    def _whole(self, tokens: Sequence[Token]) -> bool:
        return len(tokens) <= 8 and all(token.known and not token.near for token in tokens)

    # Slots

    def _trouble(self, words: Sequence[str]) -> dict[str, str]:
        """What is reported, where the word 'lapor' itself said that something is."""
        best = self._goals.best([word for word in words if word not in _REPORTING])
        about = None if best is None else best[0]
        return dict(about.slots) if about is not None and about.name == "lapor" else {}

    def _flow(
        self, text: str, tokens: Sequence[Token], goal: Goal, nik: tuple[str, int, int] | None
    ) -> Intent:
        slots = dict(goal.slots)
        words = [token.word for token in tokens]
        if goal.name == "lapor" and "masalah" not in slots:
            slots |= self._trouble(words)
        if goal.name == "kapan" or (goal == _LATE and aid.whether(words)):
            # Of somebody who is named it can be looked up; of nobody it cannot be known.
            person = self._subject.find(text, tokens, nik)
            person |= {} if nik is None else {"nik": nik[0]}
            if "nik" in person or person.keys() >= {"nama", "wilayah"}:
                return Intent(flow="cek_bansos", slots=person, said=True)
        if goal.name == "pengaturan":
            tag = next((LANGUAGES[w] for w in words if w in LANGUAGES), None)
            if tag is not None and slots.get("apa") == "bahasa":
                slots["bahasa"] = tag
            if slots.get("apa") == "cara":
                named = {MODES[w] for w in words if w in MODES}
                if "huruf" in words and "buta" in words:
                    named = {"suara"}  # who cannot read, not who cannot see
                slots |= {"mode": named.pop()} if len(named) == 1 else {}
            plain = tuple(t.word for t in tokens if t.folded not in POLITE)
            by_name = slots.get("apa") == "bahasa" and not _LANGUAGE_WORDS.isdisjoint(plain)
            command = plain in self._commands or (by_name and self._whole(tokens))
            return Intent(flow=goal.name, slots=slots, command=command)
        programme = _programme(words)
        if programme is not None:
            slots["programme"] = programme
        number = nik
        if nik is None and "nik" in words:
            number = find_long_number(text) or find_named_number(text)
        if number is not None and goal.name in _WITH_PERSON:
            slots["nik"] = number[0]
        elif goal.name == "cek_bansos" and "nik" in words and _by_nik(words):
            slots["cara"] = "nik"
        about_aid: aid.Spans = []
        if goal.name in ("lapor", "kapan"):
            told, about_aid = aid.told(text, slots.get("masalah"))
            slots |= told
        if goal.name in _WITH_PERSON:
            kind = slots.get("jenis")
            slots |= self._subject.find(text, tokens, number, goal.name, kind, about_aid)
        reply = say("kapan.jawab") if goal.name == "kapan" else None
        return Intent(flow=goal.name, slots=slots, said=True, reply=reply)

    def _unsaid(
        self, text: str, tokens: Sequence[Token], nik: tuple[str, int, int] | None
    ) -> Intent | None:
        """No wish was said, but a NIK, or a name with a place: that is a look-up."""
        slots = self._subject.find(text, tokens, nik)
        programme = _programme([token.word for token in tokens])
        if programme is not None and slots:
            slots["programme"] = programme
        if nik is not None:
            return Intent(flow="cek_bansos", slots={"nik": nik[0]} | slots)
        wrong = find_named_number(text) or find_number_alone(text)
        if wrong is not None:
            return Intent(flow="cek_bansos", slots={"nik": wrong[0]} | slots)
        marks = {token.folded for token in tokens}
        if "nama" in slots and marks & {"an", "nama", "n"}:
            return Intent(flow="cek_bansos", slots=slots, sure=True)
        place = slots.get("wilayah")
        if place is None or len(tokens) > _STORY or self._about_place(tokens):
            return None
        marked = bool(marks & PLACE_MARKS) or "," in text
        if marked and places.recognised(self._regions, place):
            sure = self._apart(slots.get("nama", ""), text)
            return Intent(flow="cek_bansos", slots=slots, sure=sure)
        if places.names_two_levels(self._regions, fold(place).split()):
            sure = self._apart(slots.get("nama", ""), text)
            return Intent(flow="cek_bansos", slots=slots, sure=sure)
        return None

    def _apart(self, name: str, text: str) -> bool:
        """Is it a name beyond doubt that stands beside a place? One word in front may be a
        hamlet's, where places are called so."""
        if not name or places.accepted(self._regions, text):
            return False
        return " " in name or not places.recognised(self._regions, name)

    @staticmethod
    def _about_place(tokens: Sequence[Token]) -> bool:
        """'apa itu sukamaju jonggol', 'where is ubud gianyar': a question, not a look-up."""
        words = [token.word for token in tokens]
        return words[:2] in (["apa", "itu"], ["what", "is"]) or not _QUESTIONS.isdisjoint(words)


def _language(text: str) -> Intent | None:
    """'bahasa' alone, or a language's own name: a command, wherever it is said."""
    folded = fold(text)
    slots = {"apa": "bahasa"}
    if folded not in _LANGUAGE_WORDS:
        tag = _OWN_NAMES.get(folded)
        if tag is None:
            return None
        slots["bahasa"] = tag
    return Intent(flow="pengaturan", slots=slots, command=folded not in _ALSO_SOMEBODY)


def _named(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The programmes in a sentence, in the order of their list, and from where to where."""
    said = frozenset(words)
    for code, way in _WAYS:
        if said.issuperset(way):
            for start in range(len(words) - len(way) + 1):
                if tuple(words[start : start + len(way)]) == way:
                    yield code, start, start + len(way)


def _programme(words: Sequence[str]) -> str | None:
    return next((code for code, _, _ in _named(words) if code not in _EXPLAINED_ONLY), None)


def _by_nik(words: Sequence[str]) -> bool:
    """'cek pakai nik', 'cek nik': the number is still to come."""
    before = words[: words.index("nik")]
    return any(
        word in ("cek", "pakai", "dengan", "lewat", "cari", "nomor", "by") for word in before
    )
