"""The nine criteria of Kepmensos 262/HUK/2022, as plain yes/no questions.

Rules: a question is never put in the negative ('Do you not have...?'), so for some criteria a
'no' is what counts: `counts` says which. Who has no home is not asked about floor and walls.
Data keys are 'survey_' and the criterion, True where the criterion is met.
"""

import msgspec

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Got, Read, Reading, Wrong, YesNo
from handlers.dialogue.steps import Ask, Row, Talk
from handlers.dialogue.text import UNSURE, fold
from i18n.message import say


class Criterion(msgspec.Struct, frozen=True):
    """One criterion. `counts` is the answer that meets it; `of_home`: only for who has a home."""

    code: str
    counts: bool
    of_home: bool = False

    @property
    def key(self) -> str:
        """The question's key."""
        return f"survei_{self.code}"


CRITERIA = (
    Criterion("no_home", counts=False),
    Criterion("head_jobless", counts=False),
    Criterion("hunger", counts=True),
    Criterion("food_share", counts=True),
    Criterion("no_clothes", counts=False),
    Criterion("floor", counts=True, of_home=True),
    Criterion("walls", counts=True, of_home=True),
    Criterion("no_toilet", counts=False, of_home=True),
    Criterion("electricity", counts=True, of_home=True),
)


class HowItIs(YesNo):
    """Yes or no, also in the words of the matter: 'ada', 'pernah', 'belum punya'. 'Tidak tahu' is
    no 'no'."""

    def read(self, heard: Heard, reading: Reading) -> Read:
        """'ada' and its like are a yes where 'ya' was not said."""
        read = super().read(heard, reading)
        folded = fold(heard.text)
        if isinstance(read, Got):
            unsure = read.value is False and not UNSURE.isdisjoint(folded.split())
            return Wrong(say("umum.ya_tidak_salah")) if unsure else read
        if "ada" in (reading.words.lookup(folded), reading.words.lookup(folded.split(" ")[0])):
            return Got(True)
        return read


KEYS = tuple(criterion.key for criterion in CRITERIA)


def ask_survey() -> Talk:
    """All questions; the answers as they were given, by criterion code."""
    answers: dict[str, bool] = {}
    for criterion in CRITERIA:
        if criterion.of_home and not answers["no_home"]:
            continue
        answers[criterion.code] = yield ask_criterion(criterion)
    return answers


def ask_criterion(criterion: Criterion) -> Ask:
    """One question."""
    return Ask(
        criterion.key,
        HowItIs(),
        say(f"survei.{criterion.code}"),
        easier=say(f"survei.{criterion.code}_mudah"),
        help=say("survei.bantuan"),
    )


def survey_data(answers: dict[str, bool]) -> dict[str, bool]:
    """Answers as the contract has them: True where the criterion is met."""
    return {f"survey_{c.code}": answers[c.code] is c.counts for c in CRITERIA if c.code in answers}


def survey_rows(answers: dict[str, bool]) -> tuple[Row, ...]:
    """Answers as a summary shows them."""
    return tuple(
        Row(c.key, say(f"survei.{c.code}_label"), say("umum.ya" if yes else "umum.tidak"))
        for c in CRITERIA
        if (yes := answers.get(c.code)) is not None
    )
