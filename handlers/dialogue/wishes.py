"""A sentence that wants something else than to answer the question on stage.

Rules: nothing of the citizen's is lost for it: what is under way waits, or is asked about first.
An option's own words and an answer that fits always win; a look-up in whole sentences may stand
where a name or a place is asked.
"""

import msgspec

from handlers.dialogue import asides
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.everywhere import act
from handlers.dialogue.fields import Got
from handlers.dialogue.matching import choose
from handlers.dialogue.replies import read_reply, take
from handlers.dialogue.screen import page_of
from handlers.dialogue.session import SUBJECT
from handlers.dialogue.stage import MENU, Stage
from handlers.dialogue.steps import Ask, Review
from handlers.dialogue.text import asks, fold
from handlers.dialogue.turn import Intent
from i18n.message import Message, say

_WHOLE_LOOKUP = frozenset(("nama", "wilayah"))  # with these a sentence says all of a look-up


def command(stage: Stage, heard: Heard, question: Ask | Review) -> bool:
    """A whole reply that is a command counts everywhere, but an option's own words win."""
    plain = not any(character.isalpha() for character in heard.text)
    if plain or stage.frame.flow == "menu" or stage.words.lookup(fold(heard.text)) is not None:
        return False
    intent = stage.understood(heard.text)
    if intent is None or not intent.command:
        return False
    options = stage.options(question)
    if options and choose(heard.text, options, (), stage.words) is not None:
        return False
    if intent.word is not None:
        return act(stage, intent.word)
    if intent.flow is None:
        return False
    if intent.flow != stage.frame.flow:
        stage.digress(intent.flow, intent.slots)
    elif stage.closing or (stage.frame.answers and not stage.begun()):
        # Nothing of the citizen's is lost, and what was looked up may have changed since.
        stage.anew(intent.slots)
    else:
        if stage.begun():
            stage.frame.aside, stage.frame.new_slots = asides.RESUME, intent.slots
        stage.put()
    return True


def talked(stage: Stage, intent: Intent) -> bool:
    """Small talk is answered, and a word that works everywhere is done; no flow starts."""
    if intent.reply is not None:
        contacts = stage.env.policy.contacts
        stage.tell(Message(intent.reply.msgid, {**contacts, **intent.reply.params}))
        return True
    return intent.word is not None and act(stage, intent.word)


def sentence(stage: Stage, heard: Heard, question: Ask) -> bool:
    """A whole look-up in words, where a name or a place is asked: all it says is taken."""
    slot = question.field.slot
    intent = stage.understood(heard.text) if slot and heard.kind is HeardKind.TEXT else None
    if intent is not None and intent.reply is not None and asks(heard.text):
        talked(stage, intent)  # 'pkh itu apa?' is no place, and nobody's name
        stage.put()
        return True
    flow = None if intent is None else stage.flows.get(intent.flow or "")
    if intent is None or intent.flow is None or flow is None:
        return False
    slots = intent.slots
    if "tiket" in slots and slot != "tiket" and intent.flow != stage.frame.flow:
        stage.digress(intent.flow, slots)  # 'status U-7K3M-2Q' is no village, and nobody's name
        return True
    if not flow.lookup:
        return False
    whole = "nik" in slots or slots.keys() >= _WHOLE_LOOKUP
    if intent.flow != stage.frame.flow:
        if intent.said and whole:
            stage.digress(intent.flow, slots)
        return intent.said and whole
    if not (intent.said or intent.sure):
        return False
    if slots.keys() & SUBJECT == {slot}:
        if " " not in slots[slot]:
            return False  # 'Cek Mat' is a name
        read = read_reply(stage, msgspec.structs.replace(heard, text=slots[slot]), question)
        if isinstance(read, Got):
            take(stage, question, read)
        return isinstance(read, Got)
    if whole or (slots and not stage.frame.answers):
        told = dict(stage.frame.slots)
        if "nama" in slots:
            told.pop("lahir", None)  # the year of somebody else
        stage.anew({**told, **slots})
        return True
    return False


def somebody_else(stage: Stage, heard: Heard) -> bool:
    """At 'go on, or start anew?' a look-up of somebody is the wish to start anew."""
    intent = stage.understood(heard.text) if heard.kind is HeardKind.TEXT else None
    if intent is None or intent.flow != stage.frame.flow or not stage.flow.lookup:
        return False
    if SUBJECT.isdisjoint(intent.slots):
        return False
    stage.anew(intent.slots)
    return True


def elsewhere(stage: Stage, heard: Heard, question: Ask) -> bool:
    """A button of an older message: never an answer in words, and nobody's mistake."""
    options = stage.options(question)
    shown = page_of(options, stage.frame.page, stage.env.page_size)
    if choose(heard.text, [*options, *shown[-1:]], shown, stage.words) is not None:
        return False
    if heard.text == stage.frame.flow or not something_else(stage, heard):
        stage.put()
    return True


def something_else(stage: Stage, heard: Heard) -> bool:
    """A reply that answers nothing here: another wish, small talk, or a word of farewell."""
    if heard.kind is HeardKind.TAP and heard.text in stage.flows:
        stage.digress(heard.text, {})
        return True
    if heard.kind is not HeardKind.TEXT:
        return False
    intent = stage.understood(heard.text)
    if intent is None or (intent.maybe and not _idle(stage, intent)):
        return stage.frame.flow == MENU and _had_enough(stage, heard)
    stage.session.failed_times = 0
    free = stage.frame.flow == MENU or stage.closing
    if intent.flow is None or (intent.reply is not None and not free):
        done = talked(stage, intent)
        if intent.reply is not None and stage.frame.flow != "menu":
            stage.put()
        return done
    if _only_an_answer(stage, intent):
        return False
    if intent.flow != stage.frame.flow:
        stage.digress(intent.flow, intent.slots)
    elif (
        stage.closing
        or (intent.slots and not stage.frame.answers)
        or (stage.flow.lookup and not SUBJECT.isdisjoint(intent.slots))
    ):
        goes_on = not stage.closing and SUBJECT.isdisjoint(intent.slots)
        question = stage.question
        known = question.known if isinstance(question, Ask) else {}
        stage.anew({**(stage.frame.slots if goes_on else known), **intent.slots})
    elif not SUBJECT.isdisjoint(intent.slots):
        # Somebody else's name, half-way: nothing answered is thrown away unasked.
        stage.frame.aside, stage.frame.new_slots = asides.RESUME, intent.slots
        stage.put()
    else:
        return False
    stage.later(intent.then)
    return True


def _idle(stage: Stage, intent: Intent) -> bool:
    """Nothing is under way, and nothing failed: a few words alone may be somebody's name. What
    may be either of two wishes is asked once, and again only as any question is."""
    if intent.flow == MENU and "antara" in stage.frame.slots:
        return False
    question = stage.question
    again = isinstance(question, Ask) and "desa" in question.known
    return not stage.frame.tries and (stage.frame.flow == MENU or again)


def _only_an_answer(stage: Stage, intent: Intent) -> bool:
    """A name or a place that does not fit is no wish to look somebody up, where another flow
    asks for one: an address at the question for the name is asked again for the name."""
    question = stage.question
    flow = stage.flows.get(intent.flow or "")
    asked = isinstance(question, Ask) and bool(question.field.slot)
    elsewhere = flow is not None and flow.lookup and flow.id != stage.frame.flow
    told = intent.said or intent.command or "tiket" in intent.slots
    return asked and elsewhere and not told


def _had_enough(stage: Stage, heard: Heard) -> bool:
    """'Is there anything else?' 'No': the citizen is let go, and knows how to come back. 'Yes':
    the menu says what there is; once, for a machine says yes for ever."""
    concept = stage.words.lookup(fold(heard.text))
    if concept in ("ya", "lanjut") and not stage.frame.tries:
        stage.frame.tries += 1
        stage.put()
        return True
    if concept not in ("tidak", "lewati"):
        return False
    stage.session.failed_times = 0
    stage.tell(say("tanya.terima_kasih"))
    return True
