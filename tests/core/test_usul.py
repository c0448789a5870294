"""Usul: consent, the person, the survey, the programmes, and what is sent."""

import pytest

from backend_client.model import (
    CheckNik,
    Kind,
    MediaRef,
    NikStanding,
    OpenCase,
    Person,
    Programme,
    ProgrammeRecord,
    ProgrammeState,
    Stage,
)
from handlers.dialogue.events import Heard, HeardKind, Medium
from handlers.dialogue.steps import Failed
from handlers.requests.cases import (
    CaseCard,
    CaseCards,
    FetchMedia,
    Kept,
    MaySend,
    OpenUsul,
    SubmitCase,
)
from handlers.requests.cases import Ticket as Stored
from tests.core.talk import Reply, Talk

NIK = "3201064108650001"  # born 1 August 1965, a woman
KK = "3201061203100004"
ADDRESS = "Kp Baru RT 2 RW 3, desa Sukamaju, kecamatan Jonggol"
SURVEY = ["ya", "tidak", "ya", "ya", "tidak", "ya", "tidak", "ya", "tidak"]
TICKET = "U-2222-22"


def answers(**others: Reply) -> dict[type, Reply]:
    """A shell that knows nothing of the NIK and stores every submission."""
    table: dict[type, Reply] = {
        OpenUsul: CaseCards(),
        CheckNik: NikStanding(),
        SubmitCase: Stored(ticket=TICKET),
        FetchMedia: lambda request: Kept(media=photo(request.role)),
    }
    return table | {
        request: others[request.__name__] for request in table if request.__name__ in others
    }


def photo(role: str) -> MediaRef:
    """A stored photo."""
    return MediaRef(key="k1", role=role, content_type="image/jpeg", size=9, sha256="0" * 64)


def to_survey(talk: Talk) -> None:
    """Everything before the survey."""
    talk.say("usul", "1", NIK, KK, "Siti Aminah", "Bogor", ADDRESS, "ya")


def to_review(talk: Talk) -> None:
    """Everything before the summary, with nothing optional."""
    to_survey(talk)
    talk.say(*SURVEY)
    talk.say("1", "tidak")


def test_an_usul_takes_no_more_than_twenty_messages() -> None:
    """From 'usul' to the ticket with nothing optional: 20 messages of one citizen."""
    talk = Talk(answers())

    to_review(talk)
    said = talk.say("1")

    assert TICKET in said
    assert talk.messages <= 20
    assert talk.finished[-1] == "usul"


def test_what_is_sent_has_the_fields_of_the_contract() -> None:
    """NIK, KK, birth and sex out of the NIK, RT and RW out of the address, the survey."""
    talk = Talk(answers())
    to_review(talk)
    talk.say("1")

    sent = talk.last(SubmitCase)

    assert sent.kind is Kind.USUL
    assert sent.village.startswith("32.01.")
    assert sent.label == "Siti"
    assert sent.subject == NIK
    assert sent.data == {
        "nik": NIK,
        "kk": KK,
        "name": "Siti Aminah",
        "birth_place": "Bogor",
        "birth_date": "1965-08-01",
        "sex": "P",
        "address": ADDRESS,
        "rt": "002",
        "rw": "003",
        "phone": None,
        "relation": "diri",
        "programmes": [],
        "survey_no_home": False,
        "survey_head_jobless": True,
        "survey_hunger": True,
        "survey_food_share": True,
        "survey_no_clothes": True,
        "survey_floor": True,
        "survey_walls": False,
        "survey_no_toilet": False,
        "survey_electricity": False,
    }


def test_who_has_no_home_is_not_asked_about_it() -> None:
    """Without a place to live the questions about floor, walls, toilet and power are skipped."""
    talk = Talk(answers())
    to_survey(talk)

    talk.say("tidak", "ya", "ya", "ya", "ya")

    assert talk.question == "usul.program_tanya"


def test_who_does_not_agree_is_asked_nothing_and_nothing_is_kept() -> None:
    """'Tidak setuju' ends the usul."""
    talk = Talk(answers())

    said = talk.say("usul", "tidak setuju")

    assert "tidak ada yang kami simpan" in said
    assert talk.asked == [MaySend(kind=Kind.USUL)]


def test_who_is_in_dtks_hears_what_is_known_with_the_name_masked() -> None:
    """The programmes are told, the name starred, and sanggah or a data change offered."""
    record = ProgrammeRecord(programme=Programme.PKH, state=ProgrammeState.WAITING)
    person = Person(ref="r", name="SITI AMINAH", village="32.01.06.2001", programmes=(record,))
    talk = Talk(answers(CheckNik=NikStanding(person=person)))

    said = talk.say("usul", "1", NIK)

    assert "S**I A****H" in said
    assert "Program Keluarga Harapan" in said
    assert "Sanggah: saya terlewat" in said
    assert "Data saya salah" in said


def test_who_is_in_dtks_may_go_on() -> None:
    """'Tetap usul' goes on with the KK."""
    person = Person(ref="r", name="SITI AMINAH", village="32.01.06.2001")
    talk = Talk(answers(CheckNik=NikStanding(person=person)))

    talk.say("usul", "1", NIK, "tetap usul")

    assert talk.question == "isian.kk_tanya"


@pytest.mark.parametrize("where", ["bot", "dtks"])
def test_an_open_usul_shows_its_ticket(where: str) -> None:
    """A second usul for a NIK ends at the ticket of the first."""
    card = CaseCard(ticket=TICKET, kind=Kind.USUL, stage=Stage.VILLAGE, label="Siti", sent="")
    case = OpenCase(ticket=TICKET, kind=Kind.USUL, stage=Stage.VILLAGE)
    known = answers(OpenUsul=CaseCards(cards=(card,)))
    if where == "dtks":
        known = answers(CheckNik=NikStanding(open_cases=(case,)))
    talk = Talk(known)

    said = talk.say("usul", "1", NIK)

    assert TICKET in said
    assert talk.question == "cek.lalu_apa"


def test_an_open_usul_of_somebody_else_shows_no_ticket() -> None:
    """Another contact's usul is told without its ticket."""
    card = CaseCard(ticket="", kind=Kind.USUL, stage=Stage.VILLAGE, label="", sent="")
    talk = Talk(answers(OpenUsul=CaseCards(cards=(card,))))

    said = talk.say("usul", "1", NIK)

    assert "dikirim orang lain" in said


def test_while_dtks_is_down_the_usul_goes_on() -> None:
    """The check is skipped with a true word, and the submission is still taken."""
    talk = Talk(answers(CheckNik=Failed("unavailable")))

    said = talk.say("usul", "1", NIK)

    assert "pemeriksaan menyusul" in said
    assert talk.question == "isian.kk_tanya"


def test_a_wrong_nik_is_explained_with_its_length() -> None:
    """15 digits are counted back."""
    talk = Talk(answers())

    said = talk.say("usul", "1", NIK[:-1])

    assert "15 angka" in said


def test_the_nik_typed_as_kk_is_noticed() -> None:
    """The same number again is not the KK."""
    talk = Talk(answers())

    said = talk.say("usul", "1", NIK, NIK)

    assert "Itu NIK" in said


def test_birth_date_and_sex_stand_in_the_summary_without_being_asked() -> None:
    """They come from the NIK."""
    talk = Talk(answers())

    to_review(talk)

    assert "Tanggal lahir: 1 Agustus 1965" in talk.said
    assert "Jenis kelamin: Perempuan" in talk.said


def test_a_birth_date_against_the_nik_is_asked_about_once() -> None:
    """'ubah' asks the date; one that differs is kept only if the citizen says so."""
    talk = Talk(answers())
    to_review(talk)

    talk.say("ubah tanggal lahir")
    assert talk.question == "isian.tanggal_lahir_tanya"
    talk.say("2 Agustus 1965")
    assert talk.question == "isian.beda_nik"
    said = talk.say("2")

    assert "Tanggal lahir: 2 Agustus 1965" in said


def test_back_from_changing_an_offered_answer_returns_to_the_summary() -> None:
    """'kembali' while 'ubah' asks loses nothing."""
    talk = Talk(answers())
    to_review(talk)

    talk.say("ubah tanggal lahir", "kembali")

    assert talk.question == "umum.daftar"
    assert "1 Agustus 1965" in talk.said


@pytest.mark.parametrize(
    ("row", "reply", "shown"),
    [
        ("nama", "Siti Amina", "Nama: Siti Amina"),
        ("nomor kk", "3201 0612 0310 0009", "Nomor KK: 3201 0612 0310 0009"),
        ("listrik 450 atau tanpa listrik", "ya", "Listrik 450 atau tanpa listrik: Ya"),
        ("bantuan", "2 dan 3", "Bantuan: Program Keluarga Harapan"),
    ],
)
def test_any_single_answer_can_be_changed(row: str, reply: str, shown: str) -> None:
    """'ubah' asks that one again and comes back to the summary."""
    talk = Talk(answers())
    to_review(talk)

    talk.say(f"ubah {row}")
    said = talk.say(reply)

    assert shown in said
    assert talk.question == "umum.daftar"


def test_a_changed_address_asks_its_village_again() -> None:
    """The village of the old address does not stay."""
    talk = Talk(answers())
    to_review(talk)

    talk.say("ubah alamat", "Kp Lama RT 1 RW 1 desa Sukanegara kec Jonggol")
    assert talk.question == "wilayah.benar"
    said = talk.say("ya")

    assert "Sukanegara" in said
    assert "Sukamaju" not in said


def test_an_address_without_rt_rw_is_asked_for_them() -> None:
    """They are asked apart, and can be passed over."""
    talk = Talk(answers())

    talk.say("usul", "1", NIK, KK, "Siti Aminah", "Bogor", "desa Sukamaju kecamatan Jonggol")

    assert talk.question == "isian.rt_rw_tanya"


@pytest.mark.parametrize(
    "typed", ["RT 3/RW 5", "rt003 rw005", "3/5", "rw 5 rt 3", "RW 05, RT 03", "rt tiga rw lima"]
)
def test_rt_and_rw_are_read_in_any_spelling(typed: str) -> None:
    """Whichever comes first, in digits or in words."""
    talk = Talk(answers())
    talk.say("usul", "1", NIK, KK, "Siti Aminah", "Bogor", "Kp Baru, desa Sukamaju, Jonggol")
    talk.say(typed, "ya", *SURVEY, "terserah", "tidak", "1")

    sent = talk.last(SubmitCase).data
    assert (sent["rt"], sent["rw"]) == ("003", "005")


@pytest.mark.parametrize("typed", ["rt 12", "RT12", "012"])
def test_one_number_is_no_rt_and_rw(typed: str) -> None:
    """Its digits are not taken apart."""
    talk = Talk(answers())
    talk.say("usul", "1", NIK, KK, "Siti Aminah", "Bogor", "Kp Baru RT12, desa Sukamaju, Jonggol")

    assert talk.question == "isian.rt_rw_tanya"
    assert "RT 2 RW 3" in talk.say(typed)


def test_all_that_is_voluntary_can_be_added() -> None:
    """Groups, photos, phone and pin come back to one menu, and are sent."""
    talk = Talk(answers())
    to_survey(talk)
    talk.say(*SURVEY)
    talk.say("1", "kelompok rentan", "1", "foto")
    talk.photo()
    talk.photo()
    talk.say("nomor telepon", "0812 3456 7890", "titik lokasi rumah")
    said = talk.send(Heard(kind=HeardKind.LOCATION, latitude=-6.5, longitude=107.0))
    talk.say("1")

    sent = talk.last(SubmitCase)

    assert "Foto KTP: Ada" in said
    assert [media.role for media in sent.media] == ["ktp", "rumah"]
    assert sent.data["phone"] == "+6281234567890"
    assert sent.location.latitude == -6.5
    assert "vulnerable" not in sent.data


@pytest.mark.parametrize("typed", ["kirim", "lanjut", "lewati", "sudah cukup", "gak ada"])
def test_who_has_nothing_to_add_says_so_in_any_words(typed: str) -> None:
    """The summary follows."""
    talk = Talk(answers())
    talk.say("usul", "1", NIK, KK, "Siti Aminah", "Bogor", ADDRESS, "ya", *SURVEY, "PKH")

    talk.say("telepon", "081234567890", typed)

    assert talk.question == "umum.daftar"


def test_groups_are_taken_by_numbers_and_travel_apart() -> None:
    """'2 dan 3' are two groups, in a field of their own."""
    talk = Talk(answers())
    to_survey(talk)
    talk.say(*SURVEY)
    talk.say("1", "kelompok rentan", "2 dan 3", "cukup", "1")

    sent = talk.last(SubmitCase)

    assert sent.vulnerable == ("disability", "elderly_alone")


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("lansia sendirian sama disabilitas", ("elderly_alone", "disability")),
        ("penyandang disabilitas berat", ("disability",)),
    ],
)
def test_groups_are_taken_by_a_word_of_their_own(said: str, groups: tuple[str, ...]) -> None:
    """People describe who lives there; a word that only one group has is enough."""
    talk = Talk(answers())
    to_survey(talk)
    talk.say(*SURVEY)
    talk.say("1", "kelompok rentan", said, "cukup", "1")

    sent = talk.last(SubmitCase)

    assert sent.vulnerable == groups


def test_no_group_is_taken_out_of_a_no() -> None:
    """'tidak ada lansia' is no old person living alone."""
    talk = Talk(answers())
    to_survey(talk)
    talk.say(*SURVEY)

    talk.say("1", "kelompok rentan", "tidak ada lansia")

    assert talk.question == "tambahan.rentan_tanya"


@pytest.mark.parametrize("told", ["Bogor, 17 Agustus 1985", "Bogor 17-08-1985", "bogor 17/8/85"])
def test_a_date_told_with_the_place_of_birth_is_held_against_the_nik(told: str) -> None:
    """As a KTP has it, place and date together: another date than the NIK's is asked about."""
    talk = Talk(answers())
    talk.say("usul", "1", NIK, KK, "Siti Aminah", told)
    asked = talk.question
    talk.say("1", ADDRESS, "ya", *SURVEY, "1", "tidak", "1")

    sent = talk.last(SubmitCase)

    assert asked == "isian.beda_nik"
    assert sent.data["birth_place"].lower() == "bogor"
    assert sent.data["birth_date"] == "1965-08-01"


def test_the_same_date_told_with_the_place_asks_nothing_more() -> None:
    """Place and date in one message cost no message more."""
    talk = Talk(answers())

    talk.say("usul", "1", NIK, KK, "Siti Aminah", "Bogor, 1 Agustus 1965")

    assert talk.question == "isian.alamat_tanya"


def test_a_poor_photo_is_offered_for_a_retake() -> None:
    """Advice and 'use this one'; a second photo takes its place."""
    kept = iter(["blurred", ""])

    def fetch(request: FetchMedia) -> Kept:
        advice = next(kept, "")
        return Kept(media=photo(request.role), advice=(advice,) if advice else ())

    talk = Talk(answers(FetchMedia=fetch))
    to_survey(talk)
    talk.say(*SURVEY)
    talk.say("1", "foto")

    first = talk.photo()
    second = talk.photo("photo-2")

    assert "kabur" in first
    assert talk.question == "tambahan.foto_rumah"
    assert "kabur" not in second


def test_the_last_poor_photo_is_taken_and_that_is_said() -> None:
    """After two retakes it is kept as it is, in words, and the questions go on."""
    poor = Kept(media=photo("ktp"), advice=("dark",))
    talk = Talk(answers(FetchMedia=poor))
    to_review(talk)
    talk.say("ubah", "tambahan", "foto")

    first, second, third = talk.photo(), talk.photo("2"), talk.photo("3")

    assert "Fotonya gelap" in first
    assert "Fotonya gelap" in second
    assert "Fotonya gelap" not in third
    assert "Foto ini kami pakai, walau kurang jelas." in third
    assert "rumah" in third


def test_of_several_photos_a_question_for_one_takes_the_first_and_says_so() -> None:
    """The others are to be sent one by one, when they are asked for."""
    seen: list[FetchMedia] = []

    def fetch(request: FetchMedia) -> Kept:
        seen.append(request)
        return Kept(media=photo(request.role), left=request.over)

    talk = Talk(answers(FetchMedia=fetch))
    to_survey(talk)
    talk.say(*SURVEY)
    talk.say("1", "foto")

    both = (Medium(ref="ktp"), Medium(ref="rumah"))
    said = talk.send(Heard(kind=HeardKind.PHOTO, media=both))
    then = talk.photo("rumah")

    assert "Yang kami ambil hanya 1. Yang lain kirim satu per satu" in said
    assert "rumah" in said
    assert "satu per satu" not in then
    assert [(request.ref, request.more) for request in seen] == [("ktp", ()), ("rumah", ())]


def test_who_has_no_usul_left_today_is_told_before_anything_is_asked() -> None:
    """Neither consent nor a NIK is asked for in vain."""
    talk = Talk({**answers(), MaySend: Failed("limit")})

    said = talk.say("usul")

    assert "sudah habis. Coba lagi besok." in said
    assert "171" in said
    assert talk.finished[-1] == "usul"


@pytest.mark.parametrize(
    "words", ["kirim saja", "pakai saja", "ya", "pakai foto ini", "1", "lewati", "sudah kirim aja"]
)
def test_a_poor_photo_is_kept_in_any_words(words: str) -> None:
    """'kirim saja' keeps the photo that was sent, poor as it is."""
    poor = Kept(media=photo("ktp"), advice=("blurred",))
    talk = Talk(answers(FetchMedia=lambda request: poor))
    to_survey(talk)
    talk.say(*SURVEY)
    talk.say("1", "foto")
    talk.photo()

    talk.say(words)

    assert talk.question == "tambahan.foto_rumah"


@pytest.mark.parametrize(
    "code", ["too_big", "wrong_type", "unreadable", "hostile", "unavailable", "something_new"]
)
def test_a_refused_file_is_explained_and_asked_again(code: str) -> None:
    """Every failure has its words, and the question stays."""
    talk = Talk(answers(FetchMedia=Failed(code)))
    to_survey(talk)
    talk.say(*SURVEY)
    talk.say("1", "foto")

    said = talk.photo()

    assert "irim" in said or "Coba" in said
    assert "Lewati" in said


def test_sms_is_not_asked_for_pictures() -> None:
    """A channel without pictures has no photo and no pin among the extras."""
    talk = Talk(answers(), channel="sms")
    to_survey(talk)
    talk.say(*SURVEY)

    said = talk.say("1")

    assert "Foto" not in said
    assert "lokasi" not in said


@pytest.mark.parametrize(
    ("failed", "words"),
    [
        (Failed("limit"), "Batas usul"),
        (Failed("duplicate", reason="U-3333-33"), "U-3333-33"),
        (Failed("duplicate"), "dikirim orang lain"),
        (Failed("other"), "belum bisa kami terima"),
    ],
)
def test_what_the_shell_refuses_is_explained(failed: Failed, words: str) -> None:
    """Every refusal has its words and a person to ask."""
    talk = Talk(answers(SubmitCase=failed))
    to_review(talk)

    said = talk.say("1")

    assert words in said
    assert "171" in said


def test_nothing_is_promised() -> None:
    """The words after sending say that an usul is not always approved."""
    talk = Talk(answers())
    to_review(talk)

    said = talk.say("1")

    assert "belum tentu disetujui" in said
    assert "gratis" in said


@pytest.mark.parametrize(
    ("typed", "relation"),
    [
        ("saya sendiri", "diri"),
        ("untuk diri sendiri", "diri"),
        ("ya setuju, buat saya", "diri"),
        ("ibu saya", "keluarga"),
        ("setuju, untuk mertua saya", "keluarga"),
        ("buat suami", "keluarga"),
        ("tetangga saya", "tetangga"),
        ("ya, untuk tetangga sebelah rumah saya", "tetangga"),
    ],
)
def test_for_whom_is_understood_in_plain_words(typed: str, relation: str) -> None:
    """No number is needed."""
    talk = Talk(answers())
    talk.say("usul", typed, NIK, KK, "Siti Aminah", "Bogor", ADDRESS, "ya", *SURVEY)
    talk.say("terserah", "tidak", "1")

    assert talk.last(SubmitCase).data["relation"] == relation
    assert talk.last(SubmitCase).data["programmes"] == []


@pytest.mark.parametrize("typed", ["tidak untuk saya", "buat ibu saya dan tetangga saya"])
def test_for_whom_is_not_guessed(typed: str) -> None:
    """A no, or two people, is asked again."""
    talk = Talk(answers())

    said = talk.say("usul", typed)

    assert "Pilih untuk siapa." in said


@pytest.mark.parametrize("typed", ["tidak tahu", "kurang tahu", "tidak ingat", "gak yakin"])
def test_not_to_know_is_no_answer_to_the_survey(typed: str) -> None:
    """It is asked again rather than taken for a no."""
    talk = Talk(answers())
    talk.say("usul", "1", NIK, KK, "Siti Aminah", "Bogor", ADDRESS, "ya", "ya")

    said = talk.say(typed)

    assert "Jawab ya atau tidak." in said


def test_a_bare_yes_is_asked_for_whom() -> None:
    """'setuju' alone is thanked for, and nothing is guessed."""
    talk = Talk(answers())

    said = talk.say("usul", "setuju")

    assert "Untuk siapa usulnya?" in said
    assert talk.asked == [MaySend(kind=Kind.USUL)]


@pytest.mark.parametrize(
    ("typed", "met"),
    [("ada", False), ("punya", False), ("belum punya", True), ("tidak ada", True), ("y", False)],
)
def test_survey_answers_are_taken_in_the_words_of_the_matter(typed: str, met: bool) -> None:
    """'ada' and 'belum punya' are answers to 'is there a place to live?'."""
    talk = Talk(answers())
    to_survey(talk)
    talk.say(typed)

    assert (talk.question, talk.session.frames[-1].answers["survei_no_home"].value) == (
        "survei.head_jobless",
        not met,
    )


@pytest.mark.parametrize(
    ("address", "rt_rw", "village"),
    [
        ("Kp Baru RT/RW 002/003 Sukamaju Jonggol", ("002", "003"), "Sukamaju"),
        ("RT 001 RW 002 Sukamaju", ("001", "002"), "Sukamaju"),
        ("Kp Baru RW 5 RT 3 Sukamaju Jonggol", ("003", "005"), "Sukamaju"),
        ("Kp Baru RT 3/5, desa Sukamaju, Jonggol", ("003", "005"), "Sukamaju"),
        ("rt dua rw tiga desa sukamaju jonggol", ("002", "003"), "Sukamaju"),
        ("Jl Mawar 12 RT.04/RW.05 Kel. Menteng Kec. Menteng Jakarta", ("004", "005"), "Menteng"),
        ("Dusun Krajan 01/02 Desa Karangrejo Kec. Kampak", ("001", "002"), "Karangrejo"),
    ],
)
def test_rt_rw_and_village_are_read_out_of_an_address(
    address: str, rt_rw: tuple[str, str], village: str
) -> None:
    """Whatever the order and the marks between."""
    talk = Talk(answers())

    said = talk.say("usul", "1", NIK, KK, "Siti Aminah", "Bogor", address)
    kept = talk.session.frames[-1].answers["alamat"].value

    assert (kept["rt"], kept["rw"]) == rt_rw
    assert village in said
    assert talk.question == "wilayah.benar"
