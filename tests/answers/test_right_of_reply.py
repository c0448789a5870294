"""The right of reply, from the objection to DTKS, through the whole service on both databases."""

import asyncio
import datetime as dt
import re

import sqlalchemy as sa
from sqlalchemy import Connection

from backend_client.model import Kind, Stage
from bot.channels.base import ChannelName, InboundKind
from bot.storage import casedesk
from bot.storage.personal import Personal
from bot.storage.retention import Periods, Retention
from bot.storage.tables import known_person, reply_notice
from tests.answers.neighbours import TOLD, Neighbours, ticket_in
from tests.delivery.stage import Dtks, proposal
from tests.delivery.test_media import photo

WORDS = "Saya masih tidak bekerja dan tinggal di rumah yang sama"


async def test_the_person_objected_to_is_told(neighbours: Neighbours) -> None:
    """Whoever proved to be that person gets one neutral notice, with a ticket, a day and a way."""
    await neighbours.known()
    said = await neighbours.object(neighbours.budi)
    ticket = await neighbours.told()
    await neighbours.settled()
    notice = next(text for text in neighbours.siti.texts() if TOLD in text)

    assert neighbours.siti.count(TOLD) == 1
    assert "Dapat bantuan ganda" in notice
    assert "5 Desember 2026" in notice
    assert "[Jawab]" in notice
    assert "tidak pernah minta PIN" in notice
    assert "1." not in notice
    assert ticket_in(said) not in "\n".join(neighbours.siti.texts())
    # Who objected is not in it; a ticket is drawn, and may hold any digits.
    assert "77" not in notice.replace(ticket, "")


async def test_the_reply_reaches_dtks_linked(neighbours: Neighbours, dtks: Dtks) -> None:
    """The reply is a submission of its own that refers to the objection, after it."""
    await neighbours.known()
    sanggah = ticket_in(await neighbours.object(neighbours.budi))
    notice = await neighbours.told()
    reply = ticket_in(await neighbours.siti.say(f"jawab {notice}", WORDS, "tanpa bukti", "1"))
    await neighbours.siti.until(lambda: len(dtks.stored()) == 3)
    stored = {one.ticket: one for one in dtks.stored()}

    assert stored[reply].kind is Kind.TANGGAPAN
    assert stored[reply].refers_to == sanggah
    assert stored[reply].data == {"note": WORDS, "recipient_ref": neighbours.person.ref}
    assert [one.ticket for one in dtks.stored()].index(sanggah) < [
        one.ticket for one in dtks.stored()
    ].index(reply)
    assert stored[sanggah].data["recipient_ref"] == neighbours.person.ref


async def test_staff_see_both_sides(neighbours: Neighbours) -> None:
    """Merged objections and the reply stand beside each other on the verifier's desk."""
    await neighbours.known()
    first = ticket_in(await neighbours.object(neighbours.budi))
    second = ticket_in(await neighbours.object(neighbours.joko, "sudah pindah"))
    notice = await neighbours.told()
    reply = ticket_in(await neighbours.siti.say(f"jawab {notice}", WORDS, "tanpa bukti", "1"))

    assert await beside(neighbours, first) == [second, reply]
    assert await beside(neighbours, second) == [first, reply]
    assert await beside(neighbours, reply) == [first, second]


async def beside(neighbours: Neighbours, ticket: str) -> list[str]:
    """The tickets shown beside one at the desk."""

    def look(conn: Connection) -> list[str]:
        found = casedesk.one(conn, sa.true(), ticket)
        assert found is not None
        return [one.ticket for one in casedesk.pair(conn, sa.true(), found)]

    return await neighbours.siti.service.db.read(look)


async def test_several_objections_are_one_notice(neighbours: Neighbours) -> None:
    """A second neighbour is merged: no second notice; what else is checked is shown."""
    await neighbours.known()
    await neighbours.object(neighbours.budi)
    notice = await neighbours.told()
    await neighbours.object(neighbours.joko, "sudah pindah")
    await neighbours.settled()
    shown = await neighbours.siti.say(f"jawab {notice}")

    assert neighbours.siti.count(TOLD) == 2  # the notice, and the reply's beginning
    assert "Dapat bantuan ganda\nSudah pindah" in shown


async def test_jobs_at_once_are_one_notice(neighbours: Neighbours) -> None:
    """Objections that several workers look at in the same moment still make one notice."""
    await neighbours.known()
    tickets = [
        ticket_in(await neighbours.object(neighbours.budi)),
        ticket_in(await neighbours.object(neighbours.joko)),
    ]
    await neighbours.settled()
    service = neighbours.siti.service

    def again(conn: Connection) -> list[int]:
        conn.execute(sa.delete(reply_notice))
        found = [service.cases.by_ticket(conn, ticket) for ticket in tickets]
        return [one.id for one in found if one is not None]

    ids = await service.db.run(again)
    await asyncio.gather(*(service.objections({"case": one}) for one in ids * 4))

    assert await neighbours.siti.value("SELECT count(*) FROM reply_notice") == 1


async def test_the_reporter_learns_nothing(neighbours: Neighbours) -> None:
    """An objection looks the same to its sender, known or not, answered or not."""
    await neighbours.known()
    known = await neighbours.object(neighbours.budi)
    notice = await neighbours.told()
    await neighbours.siti.say(f"jawab {notice}", WORDS, "tanpa bukti", "1")
    unknown = await neighbours.object(neighbours.budi, to=neighbours.stranger)
    await neighbours.settled()
    tickets = ticket_in(known), ticket_in(unknown)
    followed = [await neighbours.budi.say("menu", "status", ticket) for ticket in tickets]
    of_notice = await neighbours.budi.say("menu", "status", notice)

    assert known.replace(tickets[0], "S") == unknown.replace(tickets[1], "S")
    assert plain(followed[0], tickets[0]) == plain(followed[1], tickets[1])
    assert f"Tiket {notice} tidak" in of_notice
    assert all(WORDS not in text and notice not in text for text in neighbours.budi.texts()[:-1])


def plain(told: str, ticket: str) -> str:
    """A submission as it is told, without ticket, label and times."""
    lines = [line for line in told.replace(ticket, "S").splitlines() if "2026" not in line]
    return "\n".join(re.sub(r"untuk .*?, tiket S", "tiket S", line) for line in lines)


async def test_who_objects_to_themselves_is_not_told(neighbours: Neighbours) -> None:
    """A phone that objects to its own person hears nothing of it."""
    await neighbours.known(neighbours.budi)
    await neighbours.object(neighbours.budi)
    await neighbours.settled()

    assert neighbours.budi.count(TOLD) == 0


async def test_a_look_up_of_ones_own_is_enough(neighbours: Neighbours) -> None:
    """Who looked up their own NIK, said so and gave the name that DTKS has is told too."""
    person = neighbours.person
    await neighbours.siti.say(f"cek nik {person.nik}", "ya, data saya", person.name)
    await neighbours.object(neighbours.budi)
    await neighbours.told()

    assert await neighbours.siti.value("SELECT how FROM known_person LIMIT 1") == "cek"


async def test_an_approved_usul_tells_who_somebody_is(small: Neighbours, dtks: Dtks) -> None:
    """DTKS was away when they proposed themselves: once it is approved they are known."""
    person = small.person
    said = list(proposal(person.nik))
    said[4] = person.name
    dtks.stop()
    ticket = ticket_in(await small.siti.say(*said))
    dtks.start()
    before = await small.siti.value("SELECT count(*) FROM known_person")
    small.siti.clock.turn(minutes=30)
    await small.siti.news(ticket, Stage.APPROVED, "e1")
    await small.settled()

    assert before == 0
    assert await small.siti.value("SELECT count(*) FROM known_person") == 2


async def test_another_name_proves_nothing(neighbours: Neighbours) -> None:
    """Whoever has a NIK but not the name that DTKS has for it is not told."""
    await neighbours.known(name="Zulkifli Hasan Basri")
    await neighbours.object(neighbours.budi)
    await neighbours.settled()

    assert await neighbours.siti.value("SELECT count(*) FROM known_person") == 0
    assert neighbours.siti.count(TOLD) == 0


async def test_a_voice_note_is_a_reply(small: Neighbours, dtks: Dtks) -> None:
    """A photo or voice note alone is enough, and goes to DTKS with the reply."""
    await small.known()
    await small.object(small.budi)
    await small.siti.say(f"jawab {await small.told()}")
    door = small.siti.door
    picture = door.media(InboundKind.PHOTO, photo(), "image/jpeg", "rumah.jpg")
    await small.siti.service.turns.receive([picture])
    await small.siti.service.turns.drain()
    reply = ticket_in(await small.siti.say("cukup", "1"))
    await small.siti.until(lambda: any(one.ticket == reply for one in dtks.stored()))
    stored = next(one for one in dtks.stored() if one.ticket == reply)

    assert [item.content_type for item in stored.media] == ["image/jpeg"]
    assert stored.data["note"] is None


async def test_the_button_begins_the_reply(small: Neighbours) -> None:
    """A tap on the notice's button opens it, whatever was being talked of."""
    await small.known()
    await small.object(small.budi)
    await small.told()
    await small.siti.say("lapor")
    tapped = small.siti.door.inbound("tanggapan", InboundKind.TAP)
    await small.siti.service.turns.receive([tapped])
    await small.siti.service.turns.drain()

    assert "Anda berhak menjawab" in small.siti.texts()[-1]


async def test_it_is_listed_with_its_state(small: Neighbours) -> None:
    """'Punya saya' has the notice, waiting and then answered, and the reply."""
    await small.known()
    sanggah = ticket_in(await small.object(small.budi))
    notice = await small.told()
    waiting = await small.siti.say("status", "punya saya")
    reply = ticket_in(await small.siti.say("menu", f"jawab {notice}", WORDS, "tanpa bukti", "1"))
    answered = await small.siti.say("status", "punya saya")
    small.siti.clock.turn(minutes=1)
    await small.siti.news(sanggah, Stage.REJECTED, "e1")
    closed = await small.siti.say("menu", "status", "punya saya")
    late = await small.siti.say("menu", f"jawab {notice}")

    assert "menunggu jawaban Anda" in waiting
    assert "sudah dijawab" in answered
    first = small.person.name.split()[0]
    assert f"Tanggapan {first}, {reply}: diterima" in answered
    assert f"Pemeriksaan ulang {first}, {notice}: selesai" in closed
    assert "sudah selesai" in late


async def test_it_is_told_in_ones_own_language_and_not_at_night(small: Neighbours) -> None:
    """The notice waits for the morning, and speaks as its reader does."""
    await small.known()
    await small.siti.say("menu", "bahasa inggris")
    small.siti.clock.at(22)
    await small.object(small.budi)
    await small.settled()
    at_night = small.siti.count("being checked again")
    small.siti.clock.at(7)
    await small.siti.pause(minutes=1)
    await small.siti.until(lambda: small.siti.count("being checked again") == 1)

    assert at_night == 0


async def test_who_opted_out_gets_none_but_finds_it(small: Neighbours) -> None:
    """After STOP nothing is sent; the right stays, in the list."""
    await small.known()
    await small.siti.say("stop")
    await small.object(small.budi)
    await small.settled()
    shown = await small.siti.say("status", "punya saya")

    assert small.siti.count(TOLD) == 0
    assert "menunggu jawaban Anda" in shown


async def test_an_objection_taken_back_ends_it(small: Neighbours) -> None:
    """Nobody objects any more: nothing need be answered, until the withdrawal is undone."""
    await small.known()
    sanggah = ticket_in(await small.object(small.budi))
    notice = await small.told()
    await small.budi.say(f"status {sanggah}", "tarik", "ya")
    over = await small.siti.say(f"jawab {notice}")
    await small.budi.say("urungkan")
    again = await small.siti.say(f"jawab {notice}")

    assert "sudah selesai" in over
    assert "Anda berhak menjawab" in again


async def test_who_erased_is_not_told(small: Neighbours) -> None:
    """Erasing one's data ends the link and the notices."""
    await small.known()
    await small.object(small.budi)
    await small.told()
    await small.settled()
    service, siti = small.siti.service, small.siti
    who = await siti.value(f"SELECT id FROM contact WHERE channel = '{ChannelName.TERMINAL.value}'")
    assert isinstance(who, int)
    personal = Personal(service.cipher, service.contacts)
    copied = await service.db.run(lambda conn: personal.copy(conn, who))
    await service.db.run(lambda conn: personal.erase(conn, who))
    before = siti.count(TOLD)
    await small.object(small.joko)
    await small.settled()

    assert [row["name"] for row in copied["known_as"]] == [small.person.name.split()[0]] * 2
    assert len(copied["notices_of_objections"]) == 1
    assert await siti.value("SELECT count(*) FROM known_person") == 0
    assert await siti.value("SELECT count(*) FROM reply_notice") == 0
    assert siti.count(TOLD) == before


async def test_no_number_is_kept_in_clear(small: Neighbours) -> None:
    """Neither the NIK nor DTKS's own number of somebody known is in the link's row."""
    await small.known()

    def rows(conn: Connection) -> str:
        return repr([tuple(row) for row in conn.execute(sa.select(known_person))])

    kept = await small.siti.service.db.read(rows)
    assert small.person.nik not in kept
    assert small.person.ref not in kept


async def test_notices_end_with_the_objection(small: Neighbours) -> None:
    """Two years after the objection was closed its notice is swept."""
    await small.known()
    sanggah = ticket_in(await small.object(small.budi))
    await small.told()
    small.siti.clock.turn(minutes=1)
    await small.siti.news(sanggah, Stage.REJECTED, "e1")
    service = small.siti.service
    retention = Retention(Personal(service.cipher, service.contacts), Periods(contacts=0))
    later = small.siti.clock() + dt.timedelta(days=731)
    await service.db.run(lambda conn: retention.sweep(conn, now=later))

    assert await small.siti.value("SELECT count(*) FROM reply_notice") == 0
