"""What a citizen may do at any question but answer it: change an answer, go one step back, stop,
ask for a person.

Rules: nothing is lost that the citizen did not say to throw away: what is taken back is offered
again, and a flow that is left waits as a draft.
"""

from handlers.dialogue import asides
from handlers.dialogue.stage import MENU, Stage
from i18n.message import say


def decide(stage: Stage, value: str) -> None:
    """Act on the answer to an aside."""
    aside, stage.frame.aside = stage.frame.aside, ""
    stage.frame.tries = stage.frame.page = 0
    if aside == asides.CHANGE:
        change(stage, value)
    elif value == "baru":
        stage.anew(stage.frame.new_slots)
    elif value == "hapus":
        _drop(stage)
    elif value == "simpan":
        stage.to_menu()
    else:
        stage.put()


def cancel(stage: Stage) -> None:
    """'batal': at once when little is lost, else after a question."""
    aside = stage.frame.aside
    if stage.flow.keeps_draft and len(stage.run.asked) >= 2 and stage.begun() and not aside:
        stage.frame.aside = asides.CANCEL
        stage.put()
    else:
        _drop(stage)


def _drop(stage: Stage) -> None:
    """Throw this flow's answers away."""
    was_menu = stage.frame.flow == MENU
    stage.leave(finished=False)
    if not was_menu:
        stage.tell(say("umum.dibatalkan"))
    stage.below()


def change(stage: Stage, key: str) -> None:
    """Ask one answer again, with all that belongs to it; keep the rest."""
    frame = stage.frame
    for kept in [k for k in frame.answers if k == key or k.startswith(f"{key}.")]:
        frame.shelf[kept] = frame.answers.pop(kept)
    frame.aside, frame.editing = "", key
    frame.tries = frame.page = 0
    if stage.open():
        stage.go_on()


def back(stage: Stage) -> None:
    """'kembali': one step, nothing lost."""
    frame = stage.frame
    frame.tries = 0
    stage.session.waiting = None
    stage.session.held = []
    if frame.aside:
        frame.aside = ""
    elif frame.page:
        frame.page -= 1
    elif frame.editing:
        _restore(stage)
    elif stage.run.asked:
        last = stage.run.asked[-1]
        for key in stage.run.path[stage.run.path.index(last) :]:
            answer = frame.answers.pop(key, None)
            if answer is not None and key == last:
                frame.shelf[key] = answer
    elif len(stage.session.frames) > 1:
        stage.drafts.shelve(stage.session.frames.pop())
        stage.below()
        return
    else:
        stage.to_menu()
        return
    if stage.open():
        stage.put()


def _restore(stage: Stage) -> None:
    """Give back what 'ubah' took away; what was only offered is offered again."""
    frame = stage.frame
    prefix = f"{frame.editing}."
    keys = [k for k in frame.shelf if k == frame.editing or k.startswith(prefix)]
    frame.editing = ""
    for key in keys:
        frame.answers[key] = frame.shelf.pop(key)


def ask_person(stage: Stage, why: str, *, put: bool = True) -> None:
    """The citizen wants, or needs, a person."""
    stage.wants_human = why
    told = say("petugas.rekaman") if why == "recording" else say("petugas.diminta")
    stage.tell(told, stage.env.policy.reach("petugas.kontak"))
    stage.frame.tries = 0
    if put:
        stage.put()


def call_back(stage: Stage, why: str) -> None:
    """On a call: a person calls the citizen for what keys cannot say; the answers stay."""
    if stage.env.no_number:
        stage.tell(stage.env.policy.reach("petugas.kontak"))
    else:
        stage.wants_human = why
        stage.tell(say("petugas.telepon_nanti"))
    stage.to_menu()
