"""Words that work at every step, in every language: bantuan/0, kembali/9, menu, ulang, batal.

Rules: only a whole reply counts ('batal', '0', '/menu'), never a word inside a sentence. A name
on offer that is such a word ('Tulung' is a kecamatan, and Javanese for help) is the name, and so
is an option's own value.
"""

from handlers.dialogue import asides
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.moves import ask_person, back, cancel
from handlers.dialogue.prompt import Option
from handlers.dialogue.stage import Stage
from handlers.dialogue.steps import Ask
from handlers.dialogue.text import fold
from i18n.message import say

_WORDS = frozenset(("bantuan", "kembali", "menu", "ulang", "batal", "petugas", "mulai"))
_BY_DIGIT = {"0": "bantuan", "9": "kembali"}


def everywhere(stage: Stage, heard: Heard) -> bool:
    """Do what a global word asks for; False when the reply is none."""
    if heard.kind not in (HeardKind.TEXT, HeardKind.TAP):
        return False
    folded = fold(heard.text)
    word = _BY_DIGIT.get(folded) or stage.words.lookup(folded)
    if word is None or _offered(stage, folded):
        return False
    return act(stage, word)


def _offered(stage: Stage, folded: str) -> bool:
    question = stage.question
    return question is not None and any(
        _named(option, folded) for option in stage.options(question)
    )


def _named(option: Option, folded: str) -> bool:
    """A name on offer; or an option's own value, which is no global word, only means one ('bantu'
    of 'Bantu orang' also asks for help elsewhere)."""
    if isinstance(option.label, str):
        return fold(option.label) == folded
    return fold(option.value) == folded and folded not in _WORDS


def act(stage: Stage, word: str | None) -> bool:
    """Do what a global word, by its concept, asks for; False when it is none."""
    match word:
        case "bantuan":
            _help(stage)
        case "kembali":
            back(stage)
        case "menu":
            stage.to_menu()
        case "ulang":
            stage.again()
        case "batal":
            stage.session.waiting = None
            stage.session.held = []
            cancel(stage)
        case "petugas":
            ask_person(stage, "asked")
        case "mulai":
            _greeted(stage)
        case _:
            return False
    return True


def _help(stage: Stage) -> None:
    question = stage.question
    if isinstance(question, Ask) and question.help is not None:
        stage.tell(question.help)
    if stage.env.by_ear:  # LANGUAGE.md, calls: 0 is a human
        ask_person(stage, "asked")
        return
    stage.tell(say("bantuan.kata"), stage.env.policy.reach("petugas.kontak"))
    stage.put()


def _greeted(stage: Stage) -> None:
    """'/start' or 'halo': half-way through something, ask whether to go on."""
    if stage.busy:
        stage.tell(say("umum.sedang_dicari"))
        return
    if stage.begun() and not stage.frame.aside:
        stage.frame.aside = asides.RESUME
    elif stage.session.greeted:
        stage.tell(say("salam.singkat"))
    stage.put()
