"""A NIK is somebody's own only with the name that DTKS has for it."""

import pytest

from backend_client.model import NikStanding, Person
from handlers.dialogue.steps import Failed
from handlers.own import own_numbers

NIK = "3201065708900001"
KNOWN = NikStanding(person=Person(ref="r7", name="SITI AMINAH", village="32.01.06.2001"))


@pytest.mark.parametrize("name", ["Siti Aminah", "sitti aminah", "st aminah", "AMINAH SITI"])
def test_the_name_in_any_spelling_proves_the_number(name: str) -> None:
    """As far as look-ups take it: then the NIK and DTKS's own number are theirs."""
    assert own_numbers(NIK, name, KNOWN) == (NIK, "r7")


@pytest.mark.parametrize("name", ["Budi Santoso", "Siti", "Aminah", "Siti Rahma", "s", ""])
def test_another_name_or_half_of_it_proves_nothing(name: str) -> None:
    """Neighbours know each other's NIK, and what somebody is called."""
    assert own_numbers(NIK, name, KNOWN) == ()


def test_who_is_not_in_dtks_has_the_number_alone() -> None:
    """Where DTKS has no name there is none to prove; while it cannot tell nothing is proved."""
    assert own_numbers(NIK, "Budi", NikStanding()) == (NIK,)
    assert own_numbers(NIK, "Siti Aminah", Failed("unavailable")) == ()
