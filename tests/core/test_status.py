"""Status: the timeline of one's own submissions, corrections and withdrawals."""

import msgspec
import pytest

from backend_client.model import Kind, MediaRef, Stage, StageChange
from handlers.dialogue.events import Heard, HeardKind, Medium
from handlers.dialogue.fields import Got, Reading, Wrong
from handlers.dialogue.steps import Failed
from handlers.dialogue.text import fold
from handlers.requests.cases import (
    CaseCard,
    CaseCards,
    CaseView,
    Done,
    FetchMedia,
    Kept,
    ListCases,
    ReadCase,
    SubmitCase,
    UndoWithdraw,
    WithdrawCase,
)
from handlers.requests.cases import Ticket as Stored
from handlers.tanggapan import Reply as ReplyField
from handlers.tanggapan import Words
from i18n.lexicon import Lexicon
from tests.core.talk import NOW, Reply, Talk, catalog

TICKET = "U-2222-22"


def view(stage: Stage = Stage.VILLAGE, **more: object) -> CaseView:
    """An usul at a stage."""
    card = CaseCard(ticket=TICKET, kind=Kind.USUL, stage=stage, label="Siti", sent="")
    history = (
        StageChange(stage=Stage.RECEIVED, at="2026-11-18T09:00:00+07:00"),
        StageChange(stage=stage, at="2026-11-19T09:00:00+07:00", reason="Alamat kurang lengkap."),
    )
    base: dict[str, object] = {
        "card": card,
        "arrived": True,
        "history": history,
        "village": "32.01.06.2001",
        "data": {"nik": "3201064108650001"},
    }
    return CaseView(**(base | more))  # type: ignore[arg-type]  # tests vary the fields


def shell(seen: Reply, **others: Reply) -> Talk:
    """A shell that holds one case."""
    table: dict[type, Reply] = {
        ReadCase: seen,
        WithdrawCase: Done(),
        UndoWithdraw: Done(),
        SubmitCase: Stored(ticket="P-2222-27"),
        ListCases: CaseCards(),
    }
    return Talk({kind: others.get(kind.__name__, reply) for kind, reply in table.items()})


@pytest.mark.parametrize("typed", [TICKET, "u 2222 22", "tiket saya u222222"])
def test_a_ticket_shows_its_timeline_and_what_comes_next(typed: str) -> None:
    """Stages with their time, the reason, the next stage and whom to ask."""
    talk = shell(view())

    said = talk.say("status", typed)

    assert "Usul untuk Siti" in said
    assert "diperiksa desa" in said
    assert "18 November 2026" in said
    assert "Berikutnya diperiksa Dinas Sosial" in said
    assert "171" in said


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_its_words(stage: Stage) -> None:
    """No stage is left without a word of what comes next."""
    talk = shell(view(stage))

    said = talk.say("status", TICKET)

    assert "Sekarang:" in said


@pytest.mark.parametrize(
    ("stage", "told"), [(Stage.RECEIVED, True), (Stage.NEEDS_CORRECTION, False)]
)
def test_what_waits_for_the_citizen_is_not_said_to_be_sent(stage: Stage, told: bool) -> None:
    """'We go on sending' is true of what is queued, not of what DTKS sent back to correct."""
    talk = shell(view(stage, arrived=False))

    said = talk.say("status", TICKET)

    assert ("Kami kirim terus" in said) is told


def test_a_ticket_of_somebody_else_looks_like_none() -> None:
    """Nothing is told of it."""
    talk = shell(Failed("not_found"))

    said = talk.say("status", TICKET)

    assert "tidak ada di antara kiriman nomor ini" in said


@pytest.mark.parametrize("pick", ["1", "siti", "u222222"])
def test_mine_lists_and_lets_pick(pick: str) -> None:
    """'punya saya' shows what was sent from here, to pick by number, name or ticket."""
    cards = (
        CaseCard(ticket=TICKET, kind=Kind.USUL, stage=Stage.VILLAGE, label="Siti", sent=""),
        CaseCard(ticket="L-2222-26", kind=Kind.LAPOR, stage=Stage.RECEIVED, label="A", sent=""),
    )
    talk = shell(view(), ListCases=CaseCards(cards=cards))

    listed = talk.say("status", "punya saya")
    said = talk.say(pick)

    assert "Usul Siti, U-2222-22: diperiksa desa" in listed
    assert "Laporan A, L-2222-26: diterima" in listed
    assert TICKET in said


def test_mine_without_any_says_so() -> None:
    """An empty list is told kindly."""
    talk = shell(view())

    said = talk.say("status", "punya saya")

    assert "Belum ada kiriman" in said


def test_what_has_not_arrived_is_told_truly() -> None:
    """A submission that DTKS does not have yet is said to be kept and sent on."""
    talk = shell(view(arrived=False))

    said = talk.say("status", TICKET)

    assert "masih kami simpan" in said


def test_only_the_named_answers_are_asked_again() -> None:
    """'perlu perbaikan' of the address asks the address and sends only that."""
    talk = shell(view(Stage.NEEDS_CORRECTION, fields=("address",)))
    talk.say("status", TICKET, "perbaiki sekarang")
    assert talk.question == "isian.alamat_tanya"
    talk.say("Kp Baru RT 2 RW 3 desa Sukamaju kec Jonggol")

    said = talk.say("1")
    sent = talk.last(SubmitCase)

    assert "Perbaikan sudah kami terima" in said
    assert sent.kind is Kind.PERBAIKAN
    assert sent.refers_to == TICKET
    assert set(sent.data) == {"address", "rt", "rw"}


@pytest.mark.parametrize(
    ("fields", "replies", "sent"),
    [
        (("rt",), ("rt 7 rw 2",), {"rt": "007", "rw": "002"}),
        (("rt", "rw"), ("7/2",), {"rt": "007", "rw": "002"}),
        (("village",), ("desa Sukajaya kecamatan Jonggol", "ya"), {"village": "32.01.06.2013"}),
        (("address",), ("Kp Lama nomor 5",), {"address": "Kp Lama nomor 5"}),
        (
            ("address", "rt"),
            ("Kp Lama nomor 5", "7/2"),
            {"address": "Kp Lama nomor 5", "rt": "007", "rw": "002"},
        ),
        (
            ("address",),
            ("Kp Lama, desa Sukajaya kecamatan Jonggol", "ya"),
            {"address": "Kp Lama, desa Sukajaya kecamatan Jonggol", "village": "32.01.06.2013"},
        ),
    ],
)
def test_of_an_address_only_the_named_parts_are_asked(
    fields: tuple[str, ...], replies: tuple[str, ...], sent: dict[str, str]
) -> None:
    """RT and RW alone, the village alone; an address that tells of another village moves there."""
    talk = shell(view(Stage.NEEDS_CORRECTION, fields=fields))
    talk.say("status", TICKET, "perbaiki sekarang", *replies)

    talk.say("1")

    assert talk.last(SubmitCase).data == sent


@pytest.mark.parametrize(
    ("fields", "note"), [(("media",), "dari dulu"), (("note", "media"), "lebih lengkap")]
)
def test_what_is_written_under_corrected_evidence_is_added_to_the_note(
    fields: tuple[str, ...], note: str
) -> None:
    """The caption is read back and sent below the note there is, or the corrected one."""
    kept = Kept(
        media=MediaRef(key="m", role="bukti", content_type="image/jpeg", size=9, sha256="0" * 64),
        caption="ini atapnya",
    )
    case = view(Stage.NEEDS_CORRECTION, fields=fields)
    talk = shell(msgspec.structs.replace(case, data={**case.data, "note": "dari dulu"}))
    talk.answers[FetchMedia] = kept
    talk.say(
        "status", TICKET, "perbaiki sekarang", *(["lebih lengkap"] if "note" in fields else [])
    )
    talk.send(Heard(kind=HeardKind.PHOTO, text="ini atapnya", media=(Medium(ref="foto"),)))

    read_back = talk.say("cukup")
    talk.say("1")

    assert "ini atapnya" in read_back
    assert talk.last(SubmitCase).data == {"note": f"{note}\nini atapnya"}


@pytest.mark.parametrize(
    ("field", "reply"),
    [
        ("nik", "3201064108650002"),
        ("kk", "3201061203100004"),
        ("name", "Siti Aminah"),
        ("birth_place", "Bogor"),
        ("birth_date", "1-8-1965"),
        ("sex", "perempuan"),
        ("phone", "081234567890"),
        ("programmes", "2"),
        ("programme", "2"),
        ("period", "Agustus 2026"),
        ("note", "lebih lengkap"),
        ("situation", "1"),
        ("survey_floor", "ya"),
        ("amount_due", "600rb"),
        ("ground", "sudah pindah"),
        ("vulnerable", "2"),
        ("something_new", "jawaban"),
    ],
)
def test_every_field_has_its_question(field: str, reply: str) -> None:
    """Whatever the office names, one reply answers it and the summary follows."""
    talk = shell(view(Stage.NEEDS_CORRECTION, fields=(field,)))

    talk.say("status", TICKET, "perbaiki sekarang", reply)

    assert talk.question == "umum.daftar"


def test_a_withdrawal_is_asked_about_and_can_be_undone() -> None:
    """Yes withdraws; 'urungkan' takes it back."""
    talk = shell(view(withdrawable=True))

    gone = talk.say("status", TICKET, "tarik kiriman", "ya")
    back = talk.say("urungkan penarikan")

    assert "Kiriman ditarik" in gone
    assert "diurungkan" in back
    assert isinstance(talk.asked[-1], UndoWithdraw)


def test_an_undo_that_comes_too_late_is_told() -> None:
    """The truth about what has left."""
    talk = shell(view(withdrawable=True), UndoWithdraw=Failed("too_late"))

    said = talk.say("status", TICKET, "tarik kiriman", "ya", "2")

    assert "sudah terkirim" in said


def test_the_person_objected_to_may_answer() -> None:
    """A notified contact is led to the right of reply; the reply refers to the notice."""
    talk = shell(view(notified=True, history=(), data={}), SubmitCase=Stored(ticket="T-2222-28"))

    opened = talk.say("status", TICKET)
    talk.say("Saya masih janda dan tidak bekerja", "tanpa bukti")
    said = talk.say("1")

    assert "berhak menjawab" in opened
    assert "T-2222-28" in said
    assert talk.last(SubmitCase).kind is Kind.TANGGAPAN
    assert talk.last(SubmitCase).refers_to == TICKET


def test_a_step_back_shows_the_earlier_choice_in_words() -> None:
    """'Punya saya' is kept by its label, not by the bot's own name for it."""
    cards = (
        CaseCard(ticket=TICKET, kind=Kind.USUL, stage=Stage.VILLAGE, label="Siti", sent=""),
        CaseCard(ticket="L-2222-26", kind=Kind.LAPOR, stage=Stage.RECEIVED, label="A", sent=""),
    )
    talk = shell(view(), ListCases=CaseCards(cards=cards))

    said = talk.say("status", "punya saya", "kembali")

    assert "punya_saya" not in said


@pytest.mark.parametrize(
    ("kind", "next_"),
    [
        (Kind.USUL, "dibahas di desa"),
        (Kind.SANGGAH, "Hasilnya diputuskan petugas"),
        (Kind.LAPOR, "Dinas Sosial memeriksa laporan"),
        (Kind.TANGGAPAN, "membaca tanggapan ini"),
    ],
)
def test_what_happens_next_is_told_by_kind(kind: Kind, next_: str) -> None:
    """At its beginning each kind of submission has a way of its own."""
    card = CaseCard(ticket=TICKET, kind=kind, stage=Stage.RECEIVED, label="Siti", sent="")
    talk = shell(view(Stage.RECEIVED, card=card))

    assert next_ in talk.say("status", TICKET)


def test_a_stage_told_twice_in_a_row_is_one_step() -> None:
    """Our own word and DTKS's for the same stage are one line; with a reason both stay."""
    at = "2026-11-19T09:00:00+07:00"
    twice = tuple(StageChange(stage=Stage.WITHDRAWN, at=at) for _ in range(2))
    card = CaseCard(ticket=TICKET, kind=Kind.USUL, stage=Stage.WITHDRAWN, label="Siti", sent="")
    talk = shell(view(Stage.WITHDRAWN, card=card, history=twice))

    said = talk.say("status", TICKET)

    assert said.count("WIB: ditarik kembali") == 1


def test_the_words_of_the_notice_are_no_reply() -> None:
    """'jawab' first, and then all of it as the notice has it: the reply is still asked for."""
    reading = Reading(words=Lexicon(catalog(), fold), now=NOW)

    for field in (ReplyField(), Words()):
        again = field.read(Heard(text="jawab t aap6 ph"), reading)
        reply = field.read(Heard(text="Rumah saya bocor, RT 2 tahu"), reading)

        assert isinstance(again, Wrong)
        assert isinstance(reply, Got)
