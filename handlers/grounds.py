"""The fifteen grounds of an objection (DOMAIN.md), in four groups that fit one screen each.

Rules: codes are the contract's. A ground typed in words at the first screen is taken at once.
"""

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Got, Read, Reading
from handlers.dialogue.matching import choose
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Talk
from i18n.message import Message, say

GROUPS = {
    "keberadaan": ("address_not_found", "person_not_found", "died", "moved"),
    "negara": (
        "civil_servant",
        "family_of_civil_servant",
        "pensioner",
        "paid_by_state_budget",
        "village_official",
    ),
    "pekerjaan": ("certified_teacher", "health_worker", "company_officer", "above_minimum_wage"),
    "bantuan": ("refuses_aid", "already_aided"),
}
GROUNDS = tuple(ground for grounds in GROUPS.values() for ground in grounds)


class GroundGroup(Choice):
    """A group of grounds; the words of any ground pick it at once."""

    def __init__(self) -> None:
        super().__init__(*(Option(g, say(f"alasan.kelompok_{g}"), g) for g in GROUPS))

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A group by number or label, or a ground by its words."""
        read = super().read(heard, reading)
        if isinstance(read, Got):
            return read
        every = tuple(Option(ground, label(ground)) for ground in GROUNDS)
        value = choose(heard.text, every, (), reading.words)
        return read if value is None else Got(value)

    def accepts(self, value: object) -> bool:
        """A group or a ground."""
        return value in GROUPS or value in GROUNDS


def ask_ground() -> Talk:
    """The ground's code and its label."""
    picked = yield Ask(
        "alasan", GroundGroup(), say("alasan.kelompok_tanya"), help=say("alasan.bantuan")
    )
    if picked in GROUPS:
        options = (Option(ground, label(ground)) for ground in GROUPS[picked])
        picked = yield Ask(f"alasan.{picked}", Choice(*options), say("alasan.tanya"))
    return picked, label(picked)


def label(ground: str) -> Message:
    """A ground in the citizen's words."""
    return say(f"alasan.{ground}")
