"""A submission's way to DTKS when all is well, and when DTKS says no."""

import asyncio
import datetime as dt
import os
import sys

from sqlalchemy import Connection

from backend_client.model import Kind, Submission
from tests.delivery.stage import Bot, Dtks, proposal


async def test_usul_arrives_once(bot: Bot, dtks: Dtks) -> None:
    """A whole usul gives a ticket at once, reaches DTKS exactly once, and the citizen hears so."""
    ticket = await bot.submit(proposal())

    await bot.until(lambda: bot.count("sudah diterima data pusat") == 1)
    assert [found.ticket for found in dtks.stored()] == [ticket]
    assert dtks.stored()[0].data["nik"] == "3201064108650001"
    assert await bot.value("SELECT state FROM submission") == "delivered"


async def test_redelivered_messages_are_answered_once(bot: Bot, dtks: Dtks) -> None:
    """A webhook that comes twice changes nothing: one reply, one submission."""
    *before, last = proposal()
    await bot.say(*before)
    inbound = bot.door.inbound(last)
    shown = len(bot.door.sent)
    await bot.service.turns.receive([inbound, inbound])
    await bot.service.turns.receive([inbound])

    await bot.until(lambda: bot.count("sudah diterima data pusat") == 1)
    assert bot.count("Nomor tiket") == 1
    assert len(dtks.stored()) == 1
    assert len(bot.door.sent) > shown


async def test_two_quick_messages_keep_their_order(bot: Bot) -> None:
    """Two messages at once are answered one after the other, in the order they came."""
    await asyncio.gather(
        bot.service.turns.receive([bot.door.inbound("bantuan saya dipotong ketua rt")]),
        bot.service.turns.receive([bot.door.inbound("tidak tahu")]),
    )
    await bot.service.turns.drain()

    shown = "\n".join(bot.texts())
    assert 0 <= shown.index("Bantuan yang mana?") < shown.index("untuk bulan apa?")


async def test_refused_answers_come_back(bot: Bot, dtks: Dtks) -> None:
    """DTKS refuses named answers: 'needs correction' in DTKS's words, and correcting delivers."""
    ticket = await bot.submit(proposal("3201064108659010"))
    await bot.until(lambda: bot.count("Nomor KK tidak cocok dengan NIK") == 1)

    assert await bot.value("SELECT state FROM submission") == "refused"
    assert await bot.value("SELECT needs FROM submission") == "kk,address"
    assert "Nomor KK tidak cocok" in await bot.say(f"status {ticket}")


async def test_correcting_what_never_arrived(bot: Bot) -> None:
    """What DTKS refused at the door goes again whole under its ticket, with the new answers."""
    ticket = await bot.submit(proposal("3201064108659010"))
    await bot.until(lambda: bot.count("Nomor KK tidak cocok dengan NIK") == 1)
    said = await bot.say(
        f"status {ticket}", "perbaiki sekarang",
        "Kp Lama RT 5 RW 6, desa Sukamaju, kecamatan Jonggol", "ya", "3201061203100005", "1",
    )  # fmt: skip
    # This NIK is refused each time: that it is refused again shows that it was sent again.
    await bot.until(lambda: bot.count("Nomor KK tidak cocok dengan NIK") >= 2)

    def kept(conn: Connection) -> Submission:
        case = bot.service.cases.by_ticket(conn, ticket)
        assert case is not None
        return bot.service.cases.body(conn, case.id)

    body = await bot.service.db.read(kept)
    assert ticket in said
    assert await bot.value("SELECT COUNT(*) FROM submission") == 1
    assert body.data["kk"] == "3201061203100005"
    assert body.data["name"] == "Siti Aminah"


async def test_refused_for_good_is_a_dead_letter(bot: Bot, dtks: Dtks) -> None:
    """DTKS refuses without naming answers: staff keep a dead letter, and the citizen is told."""
    await bot.submit(proposal("3201064108659004"))

    await bot.until(lambda: bot.count("belum bisa diterima data pusat") == 1)
    assert await bot.value("SELECT state FROM submission") == "dead"
    assert dtks.stored() == []


async def test_a_dead_letter_is_sent_again_from_the_command_line(bot: Bot) -> None:
    """Beside the running service; here DTKS refuses it once more."""
    ticket = await bot.submit(proposal("3201064108659004"))
    await bot.until(lambda: bot.count("belum bisa diterima data pusat") == 1)
    settings = bot.service.settings
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BANSOS_")},
        "BANSOS_DATA_DIR": str(settings.data_dir),
        "BANSOS_DATABASE_URL": settings.database,
        "BANSOS_SECRET_KEYS": settings.secret_keys.get_secret_value(),
    }

    async def bansos(*words: str) -> str:
        done = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "submissions", *words, env=environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        return (await done.communicate())[0].decode()

    found = await bansos("list")
    unknown = await bansos("retry", "U-2222-22")
    sent = await bansos("retry", ticket.lower())
    # The command's clock is the machine's; on SQLite the jobs follow the test's.
    real = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    bot.clock.turn(seconds=(real - bot.clock()).total_seconds())
    async with asyncio.timeout(30):
        while await bot.value("SELECT attempts FROM submission") != 2:
            bot.service.jobs.wake()
            await asyncio.sleep(0.05)

    assert ticket in found
    assert "no dead letter has this ticket" in unknown
    assert f"{ticket}  queued" in sent
    assert await bot.value("SELECT count(*) FROM audit WHERE action = 'case.retry'") == 1


async def test_a_withdrawal_waits_for_what_it_withdraws(small: Bot, dtks: Dtks) -> None:
    """A withdrawal made while DTKS is away arrives after its submission, however retries fall."""
    dtks.stop()
    ticket = await small.submit()
    await small.say(f"status {ticket}", "tarik kiriman", "ya")
    for _ in range(6):
        await small.pause(minutes=5)
    dtks.start()
    await small.passing(lambda: len(dtks.stored()) == 2, hours=2)

    assert [found.kind for found in dtks.stored()] == [Kind.LAPOR, Kind.PENARIKAN]
