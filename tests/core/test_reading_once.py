"""What reading a sentence may cost: once a turn, and only the patterns that it may match."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.dialogue.engine import Engine
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.session import Session
from handlers.dialogue.turn import Intent, Parts
from handlers.understanding.patterns import Index, match, parse
from tests.core.harness import START, again, env_at
from tests.core.parts import parts, understanding

TABLE = "mau bantuan | bantuan apa! | cek+bansos | <want> bansos!! | bansos | tidak dapat"
PATTERNS = parse(TABLE, {"want": frozenset(("mau", "minta"))})
WORDS = ["mau", "minta", "bantuan", "bansos", "apa", "cek", "tidak", "dapat", "siti"]


def test_a_sentence_is_read_once_a_turn() -> None:
    """However many places of the engine ask what a reply wants, it is read once."""
    read: list[str] = []

    def understand(text: str) -> Intent | None:
        read.append(text)
        return understanding()(text)

    engine = Engine(
        Parts(
            flows=parts().flows,
            words=parts().words,
            regions=parts().regions,
            understand=understand,
        )
    )
    session = Session(greeted=True)
    for event in (Heard(text="menu"), Heard(HeardKind.TAP, "cek_bansos")):
        session = again(engine.advance(again(session), event, env_at(START)).session)

    engine.advance(session, Heard(text="desa sukamaju kec jonggol"), env_at(START))

    assert read == ["desa sukamaju kec jonggol"]


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_the_index_finds_what_a_look_at_every_pattern_finds(sentence: list[str]) -> None:
    """The index gives the best match of all patterns, the earliest of those that are as good."""
    hits = [(place, match(pattern, sentence)) for place, pattern in enumerate(PATTERNS)]
    matched = [(place, hit) for place, hit in hits if hit is not None]
    expected = max(matched, key=lambda found: (found[1].score, -found[0]), default=None)

    found = Index(enumerate(PATTERNS)).best(sentence)

    assert found == expected
