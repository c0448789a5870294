"""Names recorded on a call: kept for a person, heard at the console, gone with time."""

import contextlib
import datetime as dt
import io
import json
import wave
from functools import partial

import pytest
import sqlalchemy as sa

from bot.answers.recordings import KEEP, audible
from bot.channels.base import ChannelName, FetchError, Inbound, InboundKind, MediaItem
from bot.jobs.engine import GiveUp, RetryLater
from bot.media.refused import Refused
from bot.storage.personal import Personal
from bot.storage.retention import Periods, Retention
from bot.storage.tables import contact, inbound, job, media
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.fakes import Clock, Recorder
from tests.console.world import BOGOR, GARUT, wrote

NUMBER = "+628120000001"
NIK, KK = "3201064108650001", "3201061203100004"
_TO_KEEP = sa.select(job.c.args).where(job.c.name == KEEP)
REF = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE" + "a" * 32


def wav(samples: bytes = b"\x01\x02" * 800) -> bytes:
    """A tenth of a second of a call."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(samples)
    return out.getvalue()


class Line(Recorder):
    """A telephone line whose provider has one recording, ready at the second try."""

    def __init__(self) -> None:
        super().__init__(ChannelName.VOICE)
        self.tries = 0
        self.away = False
        self.wiped: list[str] = []

    async def fetch(self, item: MediaItem, *, limit: int) -> bytes:
        """Not there yet, then there."""
        self.tries += 1
        if self.away:
            raise FetchError("502", passing=True)
        if self.tries == 1:
            raise FetchError("404", passing=False)
        return wav()

    async def wipe(self, item: MediaItem) -> None:
        """Deleted at the provider's."""
        self.wiped.append(item.ref)


@pytest.fixture
def line() -> Line:
    """The line."""
    return Line()


@pytest.fixture
def doors(line: Line) -> dict[ChannelName, Recorder]:
    """Calls only."""
    return {ChannelName.VOICE: line}


async def names_said(service: Service) -> None:
    """A caller says a name into a recording; the webhook was answered, nothing else was done."""
    say = partial(wrote, address=NUMBER, channel=ChannelName.VOICE)
    for text in ("usul", "1", NIK, KK):
        await service.turns.receive([say(text)])
        await service.turns.drain()
    note = Inbound(
        channel=ChannelName.VOICE,
        external_id="CA1:9",
        address=NUMBER,
        kind=InboundKind.VOICE_NOTE,
        media=(MediaItem(ref=REF, content_type="audio/x-wav"),),
    )
    await service.turns.receive([note])
    await service.turns.drain()


async def work(service: Service, tries: int = 2) -> None:
    """Try each recording that is to be kept, as the job engine would."""
    arguments = await service.db.read(lambda conn: list(conn.scalars(_TO_KEEP)))
    for found in map(json.loads, arguments):
        for _ in range(tries):
            with contextlib.suppress(RetryLater):
                await service.recordings(found)


async def recorded(service: Service, village: str = BOGOR) -> str:
    """A caller says a name into a recording; the key it is kept by."""
    await names_said(service)
    await work(service)
    await service.db.run(lambda conn: conn.execute(sa.update(contact).values(village=village)))
    return str(await service.db.read(lambda conn: conn.scalar(sa.select(media.c.key))))


async def test_a_recorded_name_is_heard_at_the_console(
    staff: Staff, service: Service, line: Line
) -> None:
    """It lies encrypted here, no more at the provider's, and whoever may see the conversation
    hears it."""
    key = await recorded(service)
    sari = await staff("sari", operator="32.01")

    page = await sari.get("/kotak/1")
    heard = await sari.get(f"/kotak/1/rekaman/{key}")

    assert f"/kotak/1/rekaman/{key}" in page.text
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/wav")
    assert heard.content == wav()
    assert line.wiped == [REF]
    stored = [p.read_bytes() for p in service.settings.data_dir.rglob(key)]
    assert stored
    assert not any(b"RIFF" in content for content in stored)


async def test_another_region_hears_nothing(staff: Staff, service: Service) -> None:
    """Neither with the number of the conversation nor with the key."""
    key = await recorded(service, GARUT)
    sari = await staff("sari", operator="32.01")

    heard = await sari.get(f"/kotak/1/rekaman/{key}")
    unknown = await sari.get(f"/kotak/1/rekaman/{'0' * 32}")

    assert (heard.status_code, unknown.status_code) == (404, 404)


async def test_a_recording_ends_with_the_sweep_of_media(service: Service) -> None:
    """A month later nobody needs to call for that name any more."""
    key = await recorded(service)
    retention = Retention(Personal(service.cipher, service.contacts), Periods())
    later = service.now() + dt.timedelta(days=31)

    early = await service.db.run(partial(retention.sweep, now=service.now()))
    swept = await service.db.run(partial(retention.sweep, now=later))

    assert early.media == []
    assert swept.media == [key]


async def test_a_recording_outlives_the_process_that_heard_of_it(
    service: Service, line: Line
) -> None:
    """The webhook is answered and the process dies: the name is still to be fetched, once, and
    the job says nothing of the citizen."""
    await names_said(service)
    waiting = await service.db.read(lambda conn: list(conn.scalars(_TO_KEEP)))
    untouched = line.tries
    await work(service)
    await work(service)
    kept = await service.db.read(lambda conn: list(conn.scalars(sa.select(media.c.key))))

    assert (len(waiting), untouched) == (1, 0)
    assert not any(secret in waiting[0] for secret in (NUMBER, REF, NIK))
    assert len(kept) == 1
    assert line.tries == 2
    assert set(line.wiped) == {REF}


async def test_a_recording_waits_for_a_provider_that_is_away(
    service: Service, line: Line, clock: Clock
) -> None:
    """An hour's outage loses nothing; what is not there after ten minutes never will be; a day
    or two without any answer, and it is given up."""
    await names_said(service)
    [found] = await service.db.read(lambda conn: list(conn.scalars(_TO_KEEP)))
    with pytest.raises(RetryLater):
        await service.recordings(json.loads(found))
    line.away = True
    clock.forward(hours=1)
    with pytest.raises(RetryLater):
        await service.recordings(json.loads(found))
    line.away, line.tries = False, 0
    with pytest.raises(GiveUp, match="404"):
        await service.recordings(json.loads(found))
    line.away = True
    clock.forward(days=2)
    with pytest.raises(GiveUp, match="502"):
        await service.recordings(json.loads(found))


async def test_nothing_is_kept_of_who_was_erased_meanwhile(service: Service, line: Line) -> None:
    """The citizen's words are gone from the inbox: so is the wish to fetch what they said."""
    await names_said(service)
    await service.db.run(lambda conn: conn.execute(sa.update(inbound).values(body_enc=None)))
    await work(service)
    kept = await service.db.read(lambda conn: list(conn.scalars(sa.select(media.c.key))))

    assert (kept, line.tries) == ([], 0)


def test_only_sound_is_kept_of_a_recording() -> None:
    """What hangs behind the samples is cut off; what is no sound is refused."""
    clean, kind = audible(wav() + b"PK\x05\x06 hidden")

    assert (clean, kind) == (wav(), "audio/wav")
    with pytest.raises(Refused):
        audible(b"RIFF\x00\x00\x00\x00WAVEjunk")
    with pytest.raises(Refused):
        audible(b"<html>not found</html>")
