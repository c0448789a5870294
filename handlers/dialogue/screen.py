"""From a question to the prompt on the screen: options, pages, how far, what was said before.

Rules: an option's place on the page is the number a citizen types. A question without options
of its own gets 'keep my earlier answer' and 'skip' where they apply. Where length costs money
(`brief`), a long summary is short at first and 'show all' takes the place of 'cancel', which
works as a word everywhere.
"""

from collections.abc import Sequence

from handlers.dialogue.fields import Choice
from handlers.dialogue.prompt import Option, Prompt, Tone, Want
from handlers.dialogue.session import Frame
from handlers.dialogue.steps import Ask, Flow, Review
from i18n.message import Joined, Message, say

KEEP, SKIP, MORE, PERSON, SEND = "tetap", "lewati", "lainnya", "petugas", "kirim"
WHOLE = "lihat"
# More rows than this, or one longer than so many characters, do not fit beside a question in two
# SMS; nobody keeps more in mind by ear.
_ROWS_BRIEF, _ROW_BRIEF = 4, 60
TRIES_EASIER = 2  # LANGUAGE.md: an easier wording after two failed tries
TRIES_PERSON = 3  # LANGUAGE.md: after three, a human or the next-best route


def options_of(
    question: Ask | Review, frame: Frame, *, brief: bool = False, by_ear: bool = False
) -> list[Option]:
    """All options of a question, unpaged, the engine's own last."""
    if isinstance(question, Review):
        short = brief and shortens(question, frame)
        return [
            Option(SEND, question.send, "kirim"),
            Option("ubah", say("umum.ubah"), "ubah"),
            Option(WHOLE, say("umum.lihat_semua"), "daftar")
            if short
            else Option("batal", say("umum.batal"), "batal"),
        ]
    options = list(question.field.options())
    kept = frame.shelf.get(question.key)
    if not isinstance(question.field, Choice) and kept is not None and kept.value is not None:
        shown = question.field.show(kept.value)
        if shown not in [option.label for option in options]:  # 'from the list' is there anyway
            options.insert(0, Option(KEEP, say("umum.tetap", jawaban=shown), "lanjut"))
    if question.skippable:
        options.append(Option(SKIP, say("umum.lewati"), "lewati"))
    if by_ear and not options and only_words(question):
        options.append(Option(PERSON, say("petugas.telepon_balik"), "petugas"))
    elif frame.tries >= TRIES_PERSON:
        options.append(Option(PERSON, say("umum.tanya_petugas"), "petugas"))
    return options


def only_words(question: Ask) -> bool:
    """Can nothing but words (or a recording of them) answer it?"""
    return question.field.by_words and not question.field.by_keys


def shortens(review: Review, frame: Frame) -> bool:
    """Is a summary worth shortening, and not asked for whole?"""
    if frame.page:
        return False
    long = any(isinstance(row.value, str) and len(row.value) > _ROW_BRIEF for row in review.rows)
    return long or len(review.rows) > _ROWS_BRIEF


def page_of(options: Sequence[Option], page: int, size: int) -> list[Option]:
    """One page: all of them if they fit, else `size` - 1 and 'lainnya' (after the last page
    the first comes again). What is pinned is on the first page, in its last place if need be."""
    if len(options) <= size:
        return list(options)
    pinned = [option for option in options[size - 1 :] if option.pinned]
    if pinned:
        others = [option for option in options if option not in pinned]
        first = size - 1 - len(pinned)
        options = [*others[:first], *pinned, *others[first:]]
    start = page * (size - 1)
    return [*options[start : start + size - 1], Option(MORE, say("umum.lainnya"), "lainnya")]


def pages(count: int, size: int) -> int:
    """How many pages `count` options take."""
    return 1 if count <= size else -(-count // (size - 1))


def draw(
    question: Ask | Review,
    frame: Frame,
    flow: Flow,
    size: int,
    error: Message | None = None,
    *,
    whole: bool = False,
    brief: bool = False,
    by_ear: bool = False,
) -> Prompt:
    """The prompt that puts a question, with what was wrong before it, if anything.

    An error names what is missing, so the question is not repeated behind it unless `whole`.
    """
    options = options_of(question, frame, brief=brief, by_ear=by_ear)
    shown = page_of(options, frame.page, size)
    body: list[Message] = [] if error is None else [error]
    if isinstance(question, Review):
        lines = tuple(say("umum.baris", nama=row.label, isi=row.value) for row in question.rows)
        body += [question.prompt, say("umum.daftar", isi=Joined(lines, lines=True))]
        return Prompt(
            tuple(body),
            tuple(shown),
            Tone.ASK,
            footer=True,
            brief=brief and shortens(question, frame),
        )
    if whole or not error or frame.tries >= TRIES_EASIER or isinstance(question.field, Choice):
        easier = question.easier if frame.tries >= TRIES_EASIER else None
        body.append(easier or question.prompt)
    return Prompt(
        tuple(body),
        tuple(shown),
        Tone.ASK if error is None else Tone.ERROR,
        step=_step(question, flow),
        footer=True,
        wants=(*question.wants, *(_by_ear(question) if by_ear else ())),
        attachments=question.attachments if error is None else (),
    )


def _by_ear(question: Ask) -> tuple[Want, ...]:
    if question.field.by_keys:
        return (Want.DIGITS,)
    return (Want.WORDS,) if only_words(question) else ()


def _step(question: Ask, flow: Flow) -> tuple[int, int] | None:
    root = question.key.split(".", 1)[0]
    return (flow.steps.index(root) + 1, len(flow.steps)) if root in flow.steps else None
