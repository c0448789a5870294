"""Conversations with people."""

import re

import pytest

from bot.channels.base import ChannelName, TextPart
from bot.console.hiding import hide_numbers
from bot.storage import audit
from bot.wiring import Service
from i18n.locales import offered
from tests.console.conftest import Staff
from tests.console.fakes import Clock, Recorder
from tests.console.world import BOGOR, GARUT, citizen, wrote

Doors = dict[ChannelName, Recorder]


def texts(door: Recorder) -> list[str]:
    """What a channel was given, as text."""
    return [part.text for _, part in door.sent if isinstance(part, TextPart)]


async def test_the_bot_is_silent_while_a_person_holds(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """Taken: the bot says nothing and staff see the message; handed back: the bot goes on."""
    door = doors[ChannelName.TELEGRAM]
    await service.turns.receive([wrote("cek bansos")])
    await service.turns.drain()
    asked = texts(door)[-1]
    await citizen(service)
    sari = await staff("sari", operator="32.01")

    await sari.post("/kotak/1/ambil")
    before = len(door.sent)
    await service.turns.receive([wrote("tolong saya <b>bingung</b>")])
    await service.turns.drain()
    silent = len(door.sent) == before
    page = (await sari.get("/kotak/1")).text
    await sari.post("/kotak/1/balas", balasan="Baik, Bu. Saya bantu.")
    await service.turns.drain()
    replied = texts(door)[-1]
    await sari.post("/kotak/1/kembalikan")
    await service.turns.drain()

    assert silent
    assert "tolong saya &lt;b&gt;bingung&lt;/b&gt;" in page
    assert "<b>bingung" not in page
    assert asked.splitlines()[-1] in page.replace("&#39;", "'").replace("&#34;", '"')
    assert replied == "Petugas: Baik, Bu. Saya bantu."
    assert "Petugas sudah selesai" in texts(door)[-1]
    assert texts(door)[-1].splitlines()[-1] == asked.splitlines()[-1]
    assert "Tidak ada yang menunggu" in (await sari.get("/kotak")).text


async def test_a_region_sees_its_own_conversations(staff: Staff, service: Service) -> None:
    """Another kab/kota's conversation is not listed, not shown and not taken."""
    await citizen(service, address="1", village=BOGOR)
    await citizen(service, address="2", village=GARUT)
    await citizen(service, address="3", village=None)
    sari = await staff("sari", operator="32.05")
    pusat = await staff("pusat", operator="")

    listed = (await sari.get("/kotak")).text
    other = await sari.get("/kotak/1")
    taken = await sari.post("/kotak/1/ambil")

    assert "Nomor 2" in listed
    assert "Nomor 1<" not in listed
    assert "Nomor 3" not in listed
    assert (other.status_code, taken.status_code) == (404, 404)
    whole = (await pusat.get("/kotak")).text
    assert all(f"Nomor {n}" in whole for n in (1, 2, 3))


async def test_a_canned_answer_is_marked_with_its_own_language(
    staff: Staff, service: Service
) -> None:
    """Read aloud as Javanese where it is, as Indonesian where the citizen's language has none."""
    await citizen(service, locale="jv")
    boss = await staff("boss", administrator="", operator="")
    both = {"teks-id": "Selamat pagi.", "teks-jv": "Sugeng enjing."}
    await boss.post("/pengaturan/jawaban", nama="salam", **both)
    await boss.post("/pengaturan/jawaban", nama="tutup", **{"teks-id": "Terima kasih."})
    await boss.post("/kotak/1/ambil")

    page = (await boss.get("/kotak/1")).text

    assert '<q lang="jv">Sugeng enjing.</q>' in page
    assert '<q lang="id">Terima kasih.</q>' in page


async def test_only_the_holder_answers(staff: Staff, service: Service, doors: Doors) -> None:
    """A second person can neither take, answer nor hand back; a colleague gets it by assigning."""
    await citizen(service)
    sari = await staff("sari", operator="32.01")
    budi = await staff("budi", operator="32")
    await sari.post("/kotak/1/ambil")

    taken = await budi.post("/kotak/1/ambil")
    answered = await budi.post("/kotak/1/balas", balasan="halo")
    back = await budi.post("/kotak/1/kembalikan")
    nothing = list(doors[ChannelName.TELEGRAM].sent)
    given = await sari.post("/kotak/1/tugaskan", kepada="2")
    now_his = await budi.post("/kotak/1/balas", balasan="halo")
    await service.turns.drain()

    told = [a.headers["location"].partition("pesan=")[2] for a in (taken, answered, back)]
    assert told == ["didahului", "ditolak", "ditolak"]
    assert nothing == []
    assert given.headers["location"].endswith("tersimpan")
    assert now_his.headers["location"].endswith("terkirim")


async def test_outside_the_window_no_free_text_leaves(
    staff: Staff, service: Service, doors: Doors, clock: Clock
) -> None:
    """A day after the citizen's last WhatsApp message, without a template nothing is sent."""
    await citizen(service, address="whatsapp:+6281200000001", channel=ChannelName.WHATSAPP)
    clock.forward(hours=25)
    sari = await staff("sari", operator="32.01")
    await sari.post("/kotak/1/ambil")

    page = await sari.get("/kotak/1")
    answer = await sari.post("/kotak/1/balas", balasan="halo")
    await service.turns.drain()

    assert "tertutup" in page.text
    assert answer.headers["location"].endswith("jendela")
    assert doors[ChannelName.WHATSAPP].sent == []


async def test_numbers_and_addresses_are_masked_until_opened(
    staff: Staff, service: Service
) -> None:
    """A NIK and the address are starred; opening needs a reason, and the reason is kept."""
    await service.turns.receive([wrote("NIK saya 3201 0641 0190 0001", address="628120000777")])
    await service.turns.drain()
    await citizen(service, address="628120000777")
    sari = await staff("sari", operator="32.01")

    page = (await sari.get("/kotak/1")).text
    none = await sari.post("/buka", jenis="alamat", id="1", alasan="")
    plain = await sari.post("/buka", jenis="alamat", id="1", alasan="telepon balik warga")

    assert "0641" not in page
    assert "628120000777" not in page
    assert none.status_code == 400
    assert "628120000777" in plain.text
    entry = (await service.db.read(lambda conn: audit.latest(conn, 1)))[0]
    assert (entry.actor, entry.action, entry.subject, entry.detail) == (
        "sari",
        "reveal.alamat",
        "contact:1".removeprefix("contact:"),
        "telepon balik warga",
    )


ANSWERED = (
    "usul", "1", "3201064108650001", "3201061203100004", "Siti Aminah", "Bogor",
    "Kp Melati RT 2 RW 3, desa Sukamaju, kecamatan Jonggol", "ya", "ya", "tidak", "ya", "ya",
    "tidak", "ya", "tidak", "ya", "tidak", "PKH", "tidak",
)  # fmt: skip


async def test_what_the_bot_asks_now_shows_nothing_personal(staff: Staff, service: Service) -> None:
    """The summary before sending holds name, address and numbers: the page shows it starred."""
    for words in ANSWERED:
        await service.turns.receive([wrote(words)])
        await service.turns.drain()
    await citizen(service)
    sari = await staff("sari", operator="32.01")

    page = (await sari.get("/kotak/1")).text
    asked = page.partition("Pertanyaan bot sekarang")[2]

    assert "Data benar, kirim" in asked
    assert not [word for word in ("Siti Aminah", "Melati", "320106410865") if word in asked]


@pytest.mark.parametrize(
    "typed",
    [
        "3201064108650001",
        "3201 0641 0865 0001",
        "3201/0641/0865/0001",
        "3201.0641 - 0865,0001",
        "(3201) 0641 (0865) 0001",
        "3201_0641_0865_0001",
        "3201\u200b0641\u200b0865\u200b0001",
        "\u202e3201\u20660641\u20690865\ufeff0001",
        "٣٢٠١٠٦٤١٠٨٦٥٠٠٠١",
        "３２０１０６４１０８６５０００１",
    ],
)
def test_a_number_is_starred_however_it_is_written(typed: str) -> None:
    """Whatever stands between its digits, and in whichever digits, at most three stay."""
    shown = hide_numbers(f"NIK saya {typed}, tolong dicek")

    assert sum(character.isdigit() for character in shown) == 3
    assert shown.startswith("NIK saya ")
    assert shown.endswith("tolong dicek")


async def test_a_conversation_is_taken_over_from_who_cannot_answer(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """Its holder is off duty: a colleague takes it over in so many words, and it is in the audit
    log; from a wrong holder, or in another region, nobody does."""
    await citizen(service)
    sari = await staff("sari", operator="32.01")
    budi = await staff("budi", operator="32.01")
    lina = await staff("lina", operator="32.05")
    await sari.post("/kotak/1/ambil")

    wrong = await budi.post("/kotak/1/ambil", dari="3")
    outside = await lina.post("/kotak/1/ambil", dari="1")
    offered = "Ambil alih dari sari" in (await budi.get("/kotak/1")).text
    taken = await budi.post("/kotak/1/ambil", dari="1")
    entry = (await service.db.read(lambda conn: audit.latest(conn, 1)))[0]
    said = await budi.post("/kotak/1/balas", balasan="Saya lanjutkan.")
    await service.turns.drain()

    assert wrong.headers["location"].endswith("didahului")
    assert outside.status_code == 404
    assert offered
    assert taken.headers["location"].endswith("diambil")
    assert (entry.actor, entry.action, entry.detail) == ("budi", "inbox.take", "from staff:1")
    assert said.headers["location"].endswith("terkirim")
    assert texts(doors[ChannelName.TELEGRAM])[-1] == "Petugas: Saya lanjutkan."


async def test_a_closed_account_lets_go_of_its_conversations(
    staff: Staff, service: Service
) -> None:
    """They wait for somebody again, so that no citizen stays with a colleague who is gone."""
    await citizen(service, address="1")
    await citizen(service, address="2")
    sari = await staff("sari", operator="32.01")
    budi = await staff("budi", operator="32.01")
    boss = await staff("boss", administrator="")
    await sari.post("/kotak/1/ambil")
    await budi.post("/kotak/2/ambil")
    await boss.post("/akun/1/tutup")

    page = (await budi.get("")).text
    taken = await budi.post("/kotak/1/ambil")

    assert re.search(r"Percakapan menunggu</a></dt><dd>1<|Percakapan menunggu\D+1\b", page)
    assert taken.headers["location"].endswith("diambil")


async def test_an_inbox_left_open_ends_the_session(
    staff: Staff, service: Service, clock: Clock
) -> None:
    """The page asks for news by itself every ten seconds: no sign that somebody is there."""
    sari = await staff("sari", operator="")
    page = (await sari.get("/kotak")).text

    for _ in range(35):
        clock.forward(minutes=1)
        last = await sari.get("/kotak/isi", **{"hx-request": "true"})

    assert 'hx-get="/petugas/kotak/isi"' in page
    assert last.status_code == 204
    assert last.headers["hx-redirect"] == "/petugas/masuk"


async def test_a_reply_too_long_is_kept_and_not_cut(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """Nothing of it is sent; the page says how long it may be and has every word still. Line ends
    count once, as in the browser that let them through."""
    await citizen(service)
    sari = await staff("sari", operator="32.01")
    await sari.post("/kotak/1/ambil")
    before = len(doors[ChannelName.TELEGRAM].sent)
    long = "<i>Ibu " + "baik " * 900 + "selesai."
    lines = "a\r\n" * 1_999 + "bc"

    refused = await sari.post("/kotak/1/balas", balasan=long)
    await service.turns.drain()
    nothing = len(doors[ChannelName.TELEGRAM].sent) == before
    taken = await sari.post("/kotak/1/balas", balasan=lines)
    await service.turns.drain()

    assert nothing
    assert f"{len(long)} huruf, paling banyak 4000" in refused.text
    assert long.replace("<i>", "&lt;i&gt;") in refused.text
    assert taken.headers["location"].endswith("terkirim")
    assert "bc" in "".join(texts(doors[ChannelName.TELEGRAM])[-3:])


async def test_a_canned_answer_is_in_the_citizens_language(
    staff: Staff, service: Service, doors: Doors
) -> None:
    """For each language of the bot the answer that was written in it is offered, and leaves so; a
    language without one gets the Indonesian."""
    boss = await staff("boss", administrator="", operator="")
    written = [locale.tag for locale in offered() if locale.tag != "ace"]
    await boss.post(
        "/pengaturan/jawaban", nama="salam", **{f"teks-{tag}": f"Salam {tag}." for tag in written}
    )
    for number, locale in enumerate(offered(), 1):
        who = await citizen(service, address=str(number), locale=locale.tag)
        await boss.post(f"/kotak/{who}/ambil")
        page = (await boss.get(f"/kotak/{who}")).text
        (words,) = re.findall(r'name="balasan" value="([^"]+)"', page)
        await boss.post(f"/kotak/{who}/balas", balasan=words)
    await service.sender.drain()

    said = {
        address: part.text
        for address, part in doors[ChannelName.TELEGRAM].sent
        if isinstance(part, TextPart)
    }
    for number, locale in enumerate(offered(), 1):
        assert f"Salam {locale.tag if locale.tag in written else 'id'}." in said[str(number)]
