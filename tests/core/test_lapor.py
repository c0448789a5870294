"""Lapor 5T: what went wrong with the aid."""

import pytest

from backend_client.model import Kind, MediaRef
from handlers.dialogue.events import Heard, HeardKind, Medium
from handlers.dialogue.steps import Failed
from handlers.lapor import T5
from handlers.requests.cases import FetchMedia, Kept, SubmitCase
from handlers.requests.cases import Ticket as Stored
from tests.core.talk import Talk

PLACE = "desa Sukamaju kecamatan Jonggol"


def shell() -> Talk:
    """A conversation whose submissions are stored."""
    return Talk({SubmitCase: Stored(ticket="L-2222-26")})


@pytest.mark.parametrize(
    ("typed", "rupiah"),
    [("600rb", 600_000), ("600.000", 600_000), ("enam ratus ribu", 600_000), ("1,2jt", 1_200_000)],
)
def test_too_little_is_reported_with_what_was_due_and_what_came(typed: str, rupiah: int) -> None:
    """Programme, month, place and both amounts travel, as people write them."""
    talk = shell()
    talk.say("lapor", "jumlahnya kurang", "PKH", "agustus 2026", PLACE, "ya", typed, "400 ribu")
    talk.say("dipotong ketua", "tanpa bukti")

    said = talk.say("1")
    sent = talk.last(SubmitCase)

    assert "L-2222-26" in said
    assert sent.kind is Kind.LAPOR
    assert sent.village.startswith("32.01.")
    assert sent.data == {
        "report": "less",
        "t5": "jumlah",
        "programme": "PKH",
        "period": "2026-08",
        "note": "dipotong ketua",
        "amount_due": rupiah,
        "amount_received": 400_000,
    }


@pytest.mark.parametrize("kind", list(T5))
def test_every_kind_goes_to_the_end(kind: str) -> None:
    """Each kind asks for what it needs and is sent with its T."""
    talk = shell()
    talk.say("lapor")
    talk.say("masalah lain" if kind == "other" else kind)
    talk.say("tidak tahu", "lewati", PLACE, "ya")
    while talk.question != "umum.daftar":
        talk.say("lewati" if talk.question != "bukti.tanya" else "tanpa bukti")
    talk.say("1")

    assert talk.last(SubmitCase).data["t5"] == T5[kind]
    assert talk.last(SubmitCase).data["programme"] is None


@pytest.mark.parametrize(
    ("typed", "rupiah"),
    [("tidak ada", 0), ("nol", 0), ("lewati", None), ("Lewati", None), ("tidak tahu", None)],
)
def test_nothing_received_is_an_amount(typed: str, rupiah: int | None) -> None:
    """'Tidak ada' tells that nothing came; who passes, or does not know, tells nothing."""
    talk = shell()
    talk.say("lapor", "jumlahnya kurang", "PKH", "lupa", PLACE, "ya", "600rb", typed)
    talk.say("lewati", "tanpa bukti", "1")

    assert talk.last(SubmitCase).data["amount_received"] == rupiah
    assert talk.last(SubmitCase).data["period"] is None


@pytest.mark.parametrize(
    ("typed", "period"),
    [("1", None), ("01", "2026-01"), ("8", "2026-08"), ("januari", "2026-01")],
)
def test_the_number_beside_a_choice_is_that_choice(typed: str, period: str | None) -> None:
    """Where the screen says '1. Lewati', 1 passes and is not January; other numbers are months."""
    talk = shell()
    talk.say("lapor", "terlambat", "PKH", typed, PLACE, "ya", "lewati", "tanpa bukti", "1")

    assert talk.last(SubmitCase).data["period"] == period


def test_a_file_of_another_kind_is_told_what_is_taken() -> None:
    """Where a voice note would do, it is named beside the photo."""
    talk = Talk({SubmitCase: Stored(ticket="L-2222-26"), FetchMedia: Failed("wrong_type")})
    talk.say("lapor", "terlambat", "PKH", "lewati", PLACE, "ya", "lewati")

    said = talk.photo("audio", HeardKind.VOICE_NOTE)

    assert "Kirim foto biasa atau pesan suara." in said


def test_goods_are_no_amount_of_money() -> None:
    """'50 kg beras' is told where to go."""
    talk = shell()

    said = talk.say("lapor", "jumlahnya kurang", "BPNT", "lewati", PLACE, "ya", "50 kg beras")

    assert "Kalau bantuannya barang, pilih lewati" in said


def test_a_small_number_is_asked_about() -> None:
    """'600' is hardly 600 rupiah."""
    talk = shell()
    talk.say("lapor", "diminta uang", "tidak tahu", "lewati", PLACE, "ya")

    said = talk.say("600")

    assert "Rp600.000" in said.replace("\xa0", "").replace("Rp ", "Rp")


def test_an_answer_can_be_changed_before_sending() -> None:
    """'ubah' asks one answer again."""
    talk = shell()
    talk.say("lapor", "bantuan terlambat", "PKH", "juli", PLACE, "ya", "lewati", "tanpa bukti")

    said = talk.say("ubah bulan", "Juni 2026")

    assert "Juni 2026" in said


def test_what_is_written_under_a_photo_goes_with_it() -> None:
    """A caption of evidence is read back, and sent with the note; without a note it is the note."""
    for note, sent_note in (("dipotong ketua", "dipotong ketua\nini amplopnya"), ("lewati", None)):
        talk = shell()
        talk.answers[FetchMedia] = lambda request: Kept(
            media=MediaRef(
                key="m1", role="bukti", content_type="image/jpeg", size=9, sha256="0" * 64
            ),
            caption=request.caption,
        )
        talk.say("lapor", "jumlahnya kurang", "PKH", "agustus 2026", PLACE, "ya", "600rb", "400rb")
        talk.say(note)
        photo = Heard(kind=HeardKind.PHOTO, text=" ini  amplopnya ", media=(Medium(ref="foto"),))
        talk.send(photo)

        read_back = talk.say("cukup")
        talk.say("1")

        assert "ini amplopnya" in read_back
        assert talk.last(SubmitCase).data["note"] == (sent_note or "ini amplopnya")


def several(count: int) -> Heard:
    """A message with so many photos."""
    return Heard(kind=HeardKind.PHOTO, media=tuple(Medium(ref=f"foto{n}") for n in range(count)))


def kept_all(request: FetchMedia) -> Kept:
    """Everything fetched is good."""
    refs = [request.ref, *(medium.ref for medium in request.more)]
    first, *also = (
        MediaRef(key=ref, role="bukti", content_type="image/jpeg", size=9, sha256="0" * 64)
        for ref in refs
    )
    return Kept(media=first, caption=request.caption, also=tuple(also), left=request.over)


def test_all_photos_of_one_message_are_evidence() -> None:
    """Three photos at once count as three, and nothing is said to be left out."""
    talk = shell()
    talk.answers[FetchMedia] = kept_all
    talk.say("lapor", "bantuan terlambat", "PKH", "juli", PLACE, "ya", "lewati")

    said = talk.send(several(3))
    talk.say("cukup", "1")

    assert "Sudah 3 kami terima" in said
    assert "satu per satu" not in said
    assert [item.key for item in talk.last(SubmitCase).media] == ["foto0", "foto1", "foto2"]


def test_more_photos_than_there_is_room_for_are_told() -> None:
    """Of seven at once five are kept; that the others were not is said, and the flow goes on."""
    talk = shell()
    talk.answers[FetchMedia] = kept_all
    talk.say("lapor", "bantuan terlambat", "PKH", "juli", PLACE, "ya", "lewati")

    said = talk.send(several(7))
    talk.say("1")

    assert "Yang kami ambil hanya 5" in said
    assert len(talk.last(SubmitCase).media) == 5
