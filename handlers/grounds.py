"""The fifteen grounds of an objection (DOMAIN.md), in four groups that fit one screen each.

Rules: codes are the contract's. A ground typed in words at the first screen is taken at once.
"""

from collections.abc import Collection

from handlers.dialogue.events import Heard
from handlers.dialogue.fields import Choice, Got, Read, Reading
from handlers.dialogue.matching import choose
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Talk
from handlers.ground_codes import GROUNDS, GROUPS
from i18n.message import Message, say


class GroundGroup(Choice):
    """A group of grounds; the words of any ground pick it at once."""

    def __init__(self, grounds: Collection[str] = GROUNDS) -> None:
        """Only groups with a ground that holds now."""
        self._grounds = tuple(ground for ground in GROUNDS if ground in grounds)
        self._groups = tuple(g for g in GROUPS if set(GROUPS[g]) & set(self._grounds))
        super().__init__(*(Option(g, say(f"alasan.kelompok_{g}"), g) for g in self._groups))

    def read(self, heard: Heard, reading: Reading) -> Read:
        """A group by number or label, or a ground by its words."""
        read = super().read(heard, reading)
        if isinstance(read, Got):
            return read
        every = tuple(Option(ground, label(ground)) for ground in self._grounds)
        value = choose(heard.text, every, (), reading.words)
        return read if value is None else Got(value)

    def accepts(self, value: object) -> bool:
        """A group or a ground."""
        return value in self._groups or value in self._grounds


def ask_ground(grounds: Collection[str] = GROUNDS) -> Talk:
    """The ground's code and its label; `grounds` are those that hold now."""
    picked = yield Ask(
        "alasan", GroundGroup(grounds), say("alasan.kelompok_tanya"), help=say("alasan.bantuan")
    )
    if picked in GROUPS:
        offered = (ground for ground in GROUPS[picked] if ground in grounds)
        options = (Option(ground, label(ground)) for ground in offered)
        picked = yield Ask(f"alasan.{picked}", Choice(*options), say("alasan.tanya"))
    return picked, label(picked)


def label(ground: str) -> Message:
    """A ground in the citizen's words."""
    return say(f"alasan.{ground}")
