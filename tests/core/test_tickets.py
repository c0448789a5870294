"""Tickets are short, survive slips, and can be read aloud."""

from itertools import pairwise, product

import pytest

from backend_client.model import Kind
from handlers.tickets import ALPHABET, LONGEST, kind_of, make, read


def entropy(number: int) -> bytes:
    """Sixteen bytes, the same for the same number."""
    return (number * 7919 + 12345).to_bytes(16, "big")


@pytest.mark.parametrize("kind", list(Kind))
def test_a_ticket_is_read_back(kind: Kind) -> None:
    """What was made is read as itself, and tells its kind."""
    tickets = [make(kind, entropy(number)) for number in range(300)]

    assert [read(ticket) for ticket in tickets] == tickets
    assert {kind_of(ticket) for ticket in tickets} == {kind}
    assert all(len(ticket) == 9 for ticket in tickets)


def test_one_wrong_character_is_noticed() -> None:
    """No single wrong character makes another ticket."""
    ticket = make(Kind.USUL, entropy(1))
    places = [place for place, char in enumerate(ticket) if place and char != "-"]
    wrong = [
        ticket[:place] + char + ticket[place + 1 :]
        for place in places
        for char in ALPHABET
        if char != ticket[place]
    ]

    assert [read(text) for text in wrong] == [None] * len(wrong)


def test_two_swapped_characters_are_noticed() -> None:
    """No swap of neighbours makes another ticket."""
    bodies = [make(Kind.LAPOR, entropy(number))[2:].replace("-", "") for number in range(200)]
    swapped = [
        "L" + body[:place] + body[place + 1] + body[place] + body[place + 2 :]
        for body in bodies
        for place, (left, right) in enumerate(pairwise(body))
        if left != right
    ]

    assert [read(text) for text in swapped] == [None] * len(swapped)


def test_the_ways_people_write_a_ticket_are_taken() -> None:
    """Lower case, spaces, no dashes, words before it, and spoken letters and digits."""
    ticket = "U-2222-22"

    for text in (
        "u-2222-22",
        "U222222",
        "u 2222 22",
        "tiket U 2222 22",
        "nomor tiket saya: u-2222-22.",
        "u dua dua dua dua dua dua",
    ):
        assert read(text) == ticket, text


@pytest.mark.parametrize("before", ["status", "tiket", "saya punya tiket", "usul saya", "data"])
@pytest.mark.parametrize("kind", list(Kind))
def test_words_before_a_ticket_never_make_another_of_it(kind: Kind, before: str) -> None:
    """'status L-73K9-26' is that ticket, though the check fits a longer one that begins with S."""
    tickets = [make(kind, entropy(number)) for number in range(200)]
    bare = [ticket.replace("-", "").lower() for ticket in tickets]

    assert [read(f"{before} {ticket}") for ticket in tickets] == tickets
    assert [read(f"{before} {ticket} ya bu") for ticket in tickets] == tickets
    assert [read(f"{before} {ticket}") for ticket in bare] == tickets


def test_a_look_alike_is_read_where_the_check_leaves_one_reading() -> None:
    """An O or a 0 where the ticket has a Q or D gives the ticket or nothing, never another."""
    made = [make(Kind.USUL, entropy(number)) for number in range(400)]
    seen = [ticket for ticket in made if "Q" in ticket]
    read_as = [read(ticket.replace("Q", "0")) for ticket in seen]

    assert seen
    assert all(back in (ticket, None) for ticket, back in zip(seen, read_as, strict=True))
    assert sum(back is not None for back in read_as) > len(seen) * 0.8


def test_a_look_alike_is_read_without_its_dashes_too() -> None:
    """'U7K3M20' for 'U-7K3M-2Q', as somebody types it who copies from paper."""
    made = [make(Kind.USUL, entropy(number)) for number in range(400)]
    typed = [(t, t.replace("Q", "0").replace("-", "")) for t in made if t.count("Q") == 1]
    found = [read(text) for _, text in typed]

    assert {back in (t, None) for (t, _), back in zip(typed, found, strict=True)} == {True}
    assert sum(back is not None for back in found) > len(typed) * 0.8


def test_four_characters_that_are_none_are_too_many_to_guess() -> None:
    """Up to three look-alikes are settled by the check character; of four nothing is made."""
    bodies = ["".join(chars) for chars in product("5SBZ", repeat=4)]

    assert {read(f"U-{body}-6Q") for body in bodies} == {None}
    assert {read(f"U-{body[:3]}6-6Q") for body in bodies} != {None}


@pytest.mark.parametrize("body", [5, 8, 11])
def test_a_longer_ticket_is_read_back(body: int) -> None:
    """When short ones are used up longer ones are made, and read like them."""
    tickets = [make(Kind.USUL, entropy(number), body) for number in range(50)]

    assert [read(ticket) for ticket in tickets] == tickets
    assert {len(ticket.replace("-", "")) for ticket in tickets} == {body + 2}


def test_a_ticket_has_twelve_characters_behind_its_letter_at_most() -> None:
    """Whatever length is asked for; and a longer text is no ticket, though its check may fit."""
    longest = make(Kind.USUL, entropy(1), 99)
    longer = {read(f"{longest}{char}") for char in ALPHABET}

    assert len(longest.replace("-", "")) == 1 + LONGEST == 13
    assert read(longest) == longest
    assert longer == {None}


@pytest.mark.parametrize("text", ["", "halo", "U", "usul", "3201064103900012", "U-7K3M", "😀"])
def test_what_is_no_ticket_is_none(text: str) -> None:
    """Anything else is not taken for a ticket."""
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "saya lupa", "sekarang saya tidak tahu", "lupa 2 kali", "tidak ada", "usul saya kemarin",
        "sudah dua tiga kali", "laporan pak rt", "saya tanya status", "dimana ya", "lihat usul",
        "", "2", "u", "satu dua", "punya saya dong", "tolong cek", "warga desa",
    ],
)  # fmt: skip
def test_words_are_no_ticket(text: str) -> None:
    """What a citizen says about having no number is never taken for one."""
    assert read(text) is None


def test_letters_alone_may_be_a_ticket() -> None:
    """A ticket without a digit is read as it is written, with its letter apart, and in one."""
    letters = next(
        ticket
        for number in range(2000)
        if not any(map(str.isdigit, ticket := make(Kind.SANGGAH, entropy(number))))
    )
    _, middle, end = letters.split("-")

    assert read(letters.lower()) == letters
    assert read(f"s {middle} {end}") == letters
    assert read(f"S{middle}{end}") == letters


def test_a_ticket_is_read_with_its_dashes_spoken() -> None:
    """As a grandchild dictates it: the dashes too, and Q as it is said."""
    assert read("te strip a a pe enam strip pe ha") == "T-AAP6-PH"
    assert read("te garis a a pe enam minus pe ha") == "T-AAP6-PH"
    assert read("u tujuh ka tiga em dua kyu") is None  # its check does not fit
