"""While a person holds a conversation the bot says nothing in it, on no channel, for no reason."""

import pytest
import sqlalchemy as sa

from bot.channels.base import ChannelName, Inbound, InboundKind, TextPart
from bot.storage.tables import conversation
from bot.wiring import Service
from i18n.message import say
from tests.console.conftest import Staff
from tests.console.fakes import Clock, Recorder
from tests.console.test_broadcasts import FORM
from tests.console.world import citizen, wrote

Doors = dict[ChannelName, Recorder]
PEOPLE = {
    ChannelName.TELEGRAM: "1001",
    ChannelName.WHATSAPP: "whatsapp:+6281200000001",
    ChannelName.SMS: "+6281200000002",
    ChannelName.VOICE: "+6281200000003",
}


@pytest.fixture
def doors() -> Doors:
    """All four channels."""
    return {name: Recorder(name) for name in PEOPLE}


def texts(door: Recorder) -> list[str]:
    """What a channel was given, as text."""
    return [part.text for _, part in door.sent if isinstance(part, TextPart)]


async def settled(service: Service) -> None:
    """Everything that was due is done."""
    await service.turns.drain()
    await service.upkeep.round()
    await service.turns.drain()


@pytest.mark.parametrize("channel", PEOPLE)
async def test_nothing_is_said_while_a_person_holds(
    staff: Staff, service: Service, doors: Doors, clock: Clock, channel: ChannelName
) -> None:
    """Messages, news, a broadcast and a reminder: none is sent until the conversation is handed
    back; then the question comes where it stopped, and the news that waited."""
    door, address = doors[channel], PEOPLE[channel]
    await service.turns.receive([wrote("cek bansos", address=address, channel=channel)])
    await settled(service)
    asked = texts(door)[-1].splitlines()[-1]
    who = await citizen(service, address=address, channel=channel)
    sari = await staff("sari", operator="", broadcaster="")
    budi = await staff("budi", approver="")
    await sari.post("/kotak/1/ambil")
    before = len(door.sent)

    await service.turns.receive([wrote("nama saya Siti", address=address, channel=channel)])
    await settled(service)
    news = say("kabar.pendamping_aktif")
    service.notices.send(await service.db.run(lambda conn: service.notices.tell(conn, who, news)))
    await settled(service)
    await sari.post("/siaran/baru", **{**FORM, "wilayah": ""})
    await sari.post("/siaran/1/ajukan")
    await budi.post("/siaran/1/setujui")
    await service.broadcasting.start()
    await budi.get("/siaran/1/peristiwa")
    await service.broadcasting.stop()
    await service.db.run(lambda conn: conn.execute(sa.update(conversation).values(remind_at=1)))
    await service.turns.receive([wrote("masih di sana?", address=address, channel=channel)])
    await settled(service)
    silent = door.sent[before:]
    await sari.post("/kotak/1/kembalikan")
    await settled(service)

    assert silent == []
    after = " ".join(texts(door)[before:])
    assert "Petugas sudah selesai" in after
    assert asked in after
    assert "endamping" in after
    assert "Penyaluran mulai Senin" not in after


async def test_an_answer_that_comes_meanwhile_is_asked_for_again(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """The register answers late: neither 'one moment' nor the answer breaks in; handed back, it
    is asked once more and its answer is told."""
    door = doors[ChannelName.TELEGRAM]
    for words in ("cek bansos", "desa Sukamaju kecamatan Jonggol", "ya"):
        await service.turns.receive([wrote(words)])
        await settled(service)
    await citizen(service)
    sari = await staff("sari", operator="")
    await service.turns.receive([wrote("uji lambat")])  # the sandbox takes six seconds over it
    before = len(door.sent)
    await sari.post("/kotak/1/ambil")
    await settled(service)
    silent = texts(door)[before:]
    await sari.post("/kotak/1/kembalikan")
    await settled(service)

    assert silent == []
    after = texts(door)[before:]
    assert "Petugas sudah selesai" in after[0]
    assert "Program" in after[-1] or "tidak" in after[-1]


async def test_stop_counts_while_a_person_holds(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """Who writes STOP meanwhile is answered by nobody's machine, and gets no broadcast any more."""
    who = await citizen(service)
    sari = await staff("sari", operator="")
    await sari.post("/kotak/1/ambil")

    await service.turns.receive([wrote("STOP")])
    await settled(service)

    assert doors[ChannelName.TELEGRAM].sent == []
    found = await service.db.read(lambda conn: service.contacts.by_id(conn, who))
    assert found is not None
    assert found.opted_out


async def test_who_rings_is_not_left_in_silence(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """A caller hears that the wish to speak with a person is known, once a call; and what staff
    wrote meanwhile instead, if there is anything."""
    address, door = PEOPLE[ChannelName.VOICE], doors[ChannelName.VOICE]
    await citizen(service, address=address, channel=ChannelName.VOICE)
    sari = await staff("sari", operator="")
    await sari.post("/kotak/1/ambil")

    def call(number: int) -> Inbound:
        return Inbound(
            channel=ChannelName.VOICE,
            external_id=f"CA{number}:0",
            address=address,
            kind=InboundKind.CALL,
        )

    await service.turns.receive([call(1)])
    await service.turns.receive([wrote("halo?", address=address, channel=ChannelName.VOICE)])
    await settled(service)
    first = texts(door)
    await sari.post("/kotak/1/balas", balasan="Data Ibu sudah kami perbaiki.")
    await settled(service)
    waits = len(texts(door)) == len(first)
    await service.turns.receive([call(2)])
    await settled(service)

    assert len(first) == 1
    assert "petugas sudah kami catat" in first[0]
    assert waits
    assert [text for text in texts(door)[1:] if text] == ["Petugas: Data Ibu sudah kami perbaiki."]
