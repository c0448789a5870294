"""What goes out is what the preview showed, in every channel, language and mode."""

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from backend_client.model import Kind, Stage, StageChange, Submission
from bot.broadcasts.model import Audience, Content
from bot.broadcasts.refusals import Bad
from bot.broadcasts.wording import SAMPLE, Wording
from bot.channels.base import TextPart
from bot.channels.capabilities import CAPABILITIES
from bot.privacy.crypto import FieldCipher
from bot.render.parts import Renderer
from bot.storage.cases import Cases
from bot.storage.db import Database
from bot.storage.tables import case, contact
from i18n.modes import Mode
from tests.broadcasts.crowd import BOGOR, CATALOG, NOON, Wire, approved, crowd, engine, finished

CHANNELS = ["telegram", "whatsapp", "sms"]
pieces = st.sampled_from(
    ["{tiket}", "{tahap}", "{{", "}}", "{{x}}", "100%", "%s", "Rp1.000", "a\n"]
)
texts = st.lists(pieces, min_size=1, max_size=6).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(texts, st.sampled_from(["id", "jv", "en"]))
def test_preview_is_what_is_sent(text: str, locale: str) -> None:
    """Braces, percent signs and variables come out in a message as they did in its preview."""
    content = Content(texts={"id": text, locale: text})
    content.check(by_case=True)
    wording = Wording(Renderer(CATALOG))
    looks = {(one.channel, one.locale, one.mode): one for one in wording.looks(content, CHANNELS)}
    for capabilities in CAPABILITIES.values():
        if capabilities.channel.value not in CHANNELS:
            continue
        for mode in Mode:
            parts = wording.parts(content, capabilities, locale, mode.value, SAMPLE)
            sent = tuple(part.text for part in parts if isinstance(part, TextPart))

            assert sent == looks[(capabilities.channel.value, locale, mode.value)].texts
            assert not any("{tiket}" in one or "{{" in one.replace("{{{", "") for one in sent)


def test_a_text_without_variables_has_its_braces_once() -> None:
    """'{{' is a brace in a text for everybody too, where nothing is filled in."""
    wording = Wording(Renderer(CATALOG))
    content = Content(texts={"id": "Tulis {{nama}} Anda."})
    content.check(by_case=False)
    (capabilities,) = [one for one in CAPABILITIES.values() if one.channel == "telegram"]
    (part, *_) = wording.parts(content, capabilities, "id", Mode.STANDAR.value)

    assert isinstance(part, TextPart)
    assert "Tulis {nama} Anda." in part.text


@pytest.mark.parametrize(
    "text",
    [
        "{tiket.__class__}", "{tiket!r}", "{tiket:>9}", "{0}", "{}", "{", "}", "{tiket", "{nama}",
        "{tiket}{", "{ tiket }", "{tiket[0]}",
    ],
)  # fmt: skip
def test_what_no_variable_is_refused(text: str) -> None:
    """Anything in braces but a known name is refused while composing, in every language."""
    for tag in ("id", "jv"):
        with pytest.raises(Bad):
            Content(texts={"id": "Kabar.", tag: text}).check(by_case=True)


async def test_each_reads_the_own_ticket_and_stage(db: Database, cipher: FieldCipher) -> None:
    """Ticket and stage are the recipient's own, the stage in the language of the words around it;
    whose submission was erased after the plan reads a dash."""
    await db.run(crowd(cipher, 3, locale="jv"))
    cases = Cases(cipher)

    def tickets(conn: sa.Connection) -> None:
        ids = conn.execute(sa.select(contact.c.id).order_by(contact.c.id)).scalars().all()
        for number, contact_id in enumerate(ids):
            submission = Submission(
                ticket=f"U-{number:04}",
                kind=Kind.USUL,
                village=BOGOR,
                submitted_at="2026-11-21",
                data={},
            )
            made = cases.add(
                conn,
                submission,
                contact_id=contact_id,
                pendamping_id=None,
                label="x",
                subject=None,
                state="delivered",
                now=NOON,
            )
            if number == 1:
                change = StageChange(stage=Stage.APPROVED, at="2026-11-21T00:00:00+00:00")
                cases.happened(conn, made, change, event_id="e1", now=NOON)

    await db.run(tickets)
    content = Content(texts={"id": "Tiket {tiket}: {tahap}."})
    made = await approved(db, Audience(kinds=(Kind.USUL,)), content)
    wire = Wire()
    sending = engine(db, cipher, [wire], telegram=100)
    await sending.mind()
    await db.run(lambda conn: conn.execute(sa.delete(case).where(case.c.ticket == "U-0002")))

    await sending.start()
    await finished(db, made)
    await sending.stop()

    told = {
        address: part.text.split("\n")[0].removeprefix("Pengumuman: ")
        for address, part, _ in wire.sent
        if isinstance(part, TextPart)
    }
    assert told == {
        "100000": "Tiket U-0000: diterima.",
        "100001": "Tiket U-0001: disetujui.",
        "100002": "Tiket –: –.",
    }
