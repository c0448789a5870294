"""Pendamping: applying, consent of the person helped, drafts side by side, caseload, hand-over."""

import pytest

from backend_client.model import CheckNik, Kind, MediaRef, NikStanding, Stage
from handlers.dialogue.events import Heard, HeardKind
from handlers.dialogue.steps import Failed
from handlers.requests.cases import (
    CaseCard,
    CaseCards,
    CaseView,
    Done,
    FetchMedia,
    Kept,
    ListCases,
    OpenUsul,
    ReadCase,
    SubmitCase,
)
from handlers.requests.cases import Ticket as Stored
from handlers.requests.pendamping import (
    AcceptHandOver,
    ApplyPendamping,
    Consent,
    ConsentWay,
    HandOver,
    LeavePendamping,
    PendampingView,
    RecordConsent,
    SendConsentCode,
    Standing,
    UseInvitation,
    WhoAmI,
)
from tests.core.talk import Reply, Talk
from tests.core.test_usul import ADDRESS, KK, NIK, SURVEY

ACTIVE = PendampingView(standing=Standing.ACTIVE, name="Rina")
PLACE = "desa Sukamaju kecamatan Jonggol"
TICKET = "U-2222-22"


def shell(standing: Standing = Standing.ACTIVE, channel: str = "telegram", **others: Reply) -> Talk:
    """A shell that grants what is asked."""
    card = CaseCard(ticket=TICKET, kind=Kind.USUL, stage=Stage.VILLAGE, label="Siti", sent="")
    table: dict[type, Reply] = {
        WhoAmI: PendampingView(standing=standing, name="Rina"),
        ApplyPendamping: Done(),
        UseInvitation: ACTIVE,
        LeavePendamping: Done(),
        SendConsentCode: Done(note="90"),
        RecordConsent: Consent(id="c-1"),
        HandOver: Done(note="90"),
        AcceptHandOver: Stored(ticket=TICKET),
        OpenUsul: CaseCards(),
        CheckNik: NikStanding(),
        SubmitCase: Stored(ticket=TICKET),
        ListCases: CaseCards(cards=(card,)),
        ReadCase: CaseView(card=card, arrived=True),
        FetchMedia: lambda request: Kept(
            media=MediaRef(
                key="k", role=request.role, content_type="image/jpeg", size=1, sha256="0" * 64
            )
        ),
    }
    answers = {kind: others.get(kind.__name__, reply) for kind, reply in table.items()}
    return Talk(answers, channel=channel)


def test_an_application_goes_to_staff() -> None:
    """Name, organisation, villages and the letter of duty are sent."""
    talk = shell(Standing.NONE)
    talk.say("pendamping", "daftar pendamping", "Rina Wati", "PKK Sukamaju", PLACE, "ya", "cukup")
    talk.photo()

    said = talk.say("1")
    sent = talk.last(ApplyPendamping)

    assert "Petugas memeriksanya dulu" in said
    assert (sent.name, sent.organisation) == ("Rina Wati", "PKK Sukamaju")
    assert len(sent.villages) == 1
    assert sent.letter.role == "surat"


def test_an_invitation_code_makes_a_pendamping_at_once() -> None:
    """The right code leads to the menu."""
    standing = iter([Standing.NONE, Standing.ACTIVE])
    talk = shell(WhoAmI=lambda request: PendampingView(standing=next(standing), name="Rina"))

    said = talk.say("pendamping", "punya kode undangan", "Rina Wati", "AB12-CD34")

    assert "Halo Rina" in said
    assert talk.last(UseInvitation) == UseInvitation(code="AB12CD34", name="Rina Wati")


def test_a_wrong_code_is_asked_again() -> None:
    """It does not say whether the code ever was one."""
    talk = shell(Standing.NONE, UseInvitation=Failed("not_found"))

    said = talk.say("pendamping", "punya kode undangan", "Rina Wati", "AB12CD34")

    assert "tidak berlaku" in said
    assert talk.question == "pendamping.kode_tanya"


@pytest.mark.parametrize(
    ("standing", "words"),
    [(Standing.WAITING, "masih diperiksa"), (Standing.REVOKED, "sudah dihentikan")],
)
def test_who_is_not_active_has_no_menu(standing: Standing, words: str) -> None:
    """A waiting or revoked pendamping can send nothing for anybody."""
    talk = shell(standing)

    said = talk.say("pendamping")

    assert words in said
    assert "Bantu orang" not in said


def helped(talk: Talk, name: str) -> None:
    """Up to the way of consent."""
    talk.say("pendamping", "bantu orang", name, "usul bantuan")


def test_consent_by_voice_note_opens_the_usul() -> None:
    """The recording is kept with the consent, and the usul carries its id."""
    talk = shell()
    helped(talk, "Siti")
    talk.say("rekaman suara")
    talk.photo("voice-1", HeardKind.VOICE_NOTE)
    talk.say(NIK, KK, "Siti Aminah", "Bogor", ADDRESS, "ya", *SURVEY, "1", "tidak", "1")

    consent, sent = talk.last(RecordConsent), talk.last(SubmitCase)

    assert consent.way is ConsentWay.VOICE
    assert consent.medium is not None
    assert sent.consent == "c-1"
    assert sent.data["relation"] == "pendamping"


def test_consent_by_a_form_takes_a_photo() -> None:
    """A photo of the signed form."""
    talk = shell()
    helped(talk, "Siti")
    talk.say("foto surat setuju")
    talk.photo()

    assert talk.last(RecordConsent).way is ConsentWay.FORM
    assert talk.question == "usul.nik_orang"


def test_consent_by_code_goes_to_the_persons_own_phone() -> None:
    """The code is sent, read out, and checked."""
    talk = shell()
    helped(talk, "Siti")
    talk.say("kode ke ponselnya", "0812 3456 7890", "123 456")

    consent = talk.last(RecordConsent)

    assert talk.last(SendConsentCode).phone == "+6281234567890"
    assert (consent.way, consent.code) == (ConsentWay.CODE, "123456")
    assert talk.question == "usul.nik_orang"


def test_a_wrong_consent_code_is_asked_again_and_gives_up_in_the_end() -> None:
    """Nothing is sent without consent."""
    talk = shell(RecordConsent=Failed("wrong_code"))
    helped(talk, "Siti")

    said = talk.say("kode ke ponselnya", "0812 3456 7890", "123456")

    assert "belum cocok" in said
    assert not any(isinstance(request, SubmitCase) for request in talk.asked)


def meanwhile(standing: Standing) -> Reply:
    """Verified at first, and then what staff decided."""
    views = iter((ACTIVE, *[PendampingView(standing=standing, name="Rina")] * 9))
    return lambda _: next(views)


@pytest.mark.parametrize("request_name", ["SendConsentCode", "RecordConsent"])
def test_who_was_revoked_meanwhile_is_told_so(request_name: str) -> None:
    """Not that the phone or the code is wrong, and nobody's phone is asked for again."""
    early = request_name == "SendConsentCode"
    talk = shell(
        WhoAmI=meanwhile(Standing.REVOKED),
        SendConsentCode=Failed("not_active") if early else Done(note="90"),
        RecordConsent=Failed("not_active"),
    )
    helped(talk, "Siti")

    said = talk.say("kode ke ponselnya", "0812 3456 7890")
    if not early:
        said = talk.say("123456")

    assert "sudah dihentikan" in said
    assert "belum cocok" not in said
    assert "nomor ponsel" not in said


def test_a_case_goes_to_no_phone_of_the_pendamping() -> None:
    """Their own number is named as what it is; a revoked pendamping hands nothing over."""
    words = ("pendamping", "daftar kasus", "semua", "alihkan ke ponselnya", "081234567890")
    revoked = shell(WhoAmI=meanwhile(Standing.REVOKED), HandOver=Failed("not_active"))

    assert "nomor Anda sendiri" in shell(HandOver=Failed("own_number")).say(*words)
    assert "sudah dihentikan" in revoked.say(*words)


def test_over_sms_only_a_code_gives_consent() -> None:
    """A channel without media does not offer them."""
    talk = shell(channel="sms")

    talk.say("pendamping", "bantu orang", "Siti")
    said = talk.say("usul bantuan")

    assert "Rekaman" not in said
    assert "Kode ke ponselnya" in said


def test_no_consent_keeps_nothing() -> None:
    """'Tidak setuju' ends it."""
    talk = shell()
    helped(talk, "Siti")

    said = talk.say("tidak setuju")

    assert "tidak ada yang kami simpan" in said


def begin(talk: Talk, name: str, nik: str) -> None:
    """An usul for somebody, with its NIK given, then left for the menu."""
    helped(talk, name)
    talk.say("foto surat setuju")
    talk.photo()
    talk.say(nik, "menu")


def test_drafts_for_several_people_wait_side_by_side() -> None:
    """Two usul are under way; each goes on where it stopped, with its own answers."""
    talk = shell()
    begin(talk, "Siti", NIK)
    begin(talk, "Budi", "3201060108650002")

    listed = talk.say("pendamping", "lanjutkan draf")
    talk.say("siti usul")

    assert "Siti (usul)" in listed
    assert "Budi (usul)" in listed
    assert talk.question == "isian.kk_tanya"
    talk.say(KK, "Siti Aminah", "Bogor", ADDRESS, "ya", *SURVEY, "1", "tidak", "1")
    assert talk.last(SubmitCase).subject == NIK
    assert list(talk.session.drafts) == ["usul:Budi"]


def test_whose_questions_go_on_is_said() -> None:
    """After one person's usul is sent, what waits for another is named with that person."""
    talk = shell()
    talk.say("pendamping", "1", "Siti", "usul bantuan", "foto surat setuju")
    talk.photo()
    talk.say(NIK)
    talk.send(Heard(kind=HeardKind.TAP, text="lapor"))

    said = talk.say("batal")

    assert "Usul bantuan (Siti)" in said


def test_a_name_that_has_a_draft_is_not_taken_twice() -> None:
    """The two would be one draft."""
    talk = shell()
    begin(talk, "Siti", NIK)

    said = talk.say("pendamping", "bantu orang", "siti")

    assert "Sudah ada draf untuk Siti" in said


def test_the_caseload_is_searched() -> None:
    """Words go into the search; 'semua' is everything."""
    talk = shell()

    said = talk.say("pendamping", "daftar kasus", "sit")

    assert talk.last(ListCases) == ListCases(caseload=True, search="sit")
    assert "Usul untuk Siti" in said


def test_a_case_is_handed_over_to_the_citizens_phone() -> None:
    """A code goes to that phone; the case moves when it is accepted."""
    talk = shell()

    said = talk.say("pendamping", "daftar kasus", "semua", "alihkan ke ponselnya", "081234567890")

    assert talk.last(HandOver) == HandOver(ticket=TICKET, phone="+6281234567890")
    assert "berakhir 90" in said


def test_the_citizen_takes_a_case_over() -> None:
    """With the code, deciding whether the pendamping still sees it."""
    talk = shell()

    said = talk.say("status", "punya kode kasus", "saya sendiri saja", "123456")

    assert talk.last(AcceptHandOver) == AcceptHandOver(code="123456", keep_pendamping=False)
    assert TICKET in said
    assert "beri kabar setiap ada perubahan" in said


def test_who_switched_news_off_is_promised_none_of_a_case_taken_over() -> None:
    """It is said that news is off, and how to ask."""
    talk = shell(AcceptHandOver=Stored(ticket=TICKET, quiet=True))

    said = talk.say("status", "punya kode kasus", "saya sendiri saja", "123456")

    assert "sedang mati" in said
    assert "beri kabar" not in said


def test_a_pendamping_can_stop() -> None:
    """After a question."""
    talk = shell()

    said = talk.say("pendamping", "berhenti jadi pendamping", "ya")

    assert "bukan pendamping lagi" in said


@pytest.mark.parametrize("way", ["kode ke ponselnya", "foto surat setuju"])
def test_who_is_suspended_meanwhile_is_not_told_of_an_end(way: str) -> None:
    """'Dihentikan sementara', whichever way the consent was to come."""
    refused = Failed("not_active")
    talk = shell(
        WhoAmI=meanwhile(Standing.SUSPENDED), SendConsentCode=refused, RecordConsent=refused
    )
    helped(talk, "Siti")

    talk.say(way)
    said = talk.photo() if "foto" in way else talk.say("0812 3456 7890")

    assert "sementara" in said
    assert "sudah dihentikan" not in said


@pytest.mark.parametrize(
    ("code", "why"), [("suspended", "dihentikan sementara"), ("other_duty", "luar tugas")]
)
def test_what_a_pendamping_may_not_send_now_is_kept_to_be_sent_later(code: str, why: str) -> None:
    """Suspended, or given other villages, in the middle of a draft: nothing told is lost."""
    outcomes = iter((Failed(code), Failed(code), Stored(ticket=TICKET)))
    talk = shell(SubmitCase=lambda _: next(outcomes))
    begin(talk, "Siti", NIK)
    talk.say("pendamping", "lanjutkan draf", "1")
    held = talk.say(KK, "Siti Aminah", "Bogor", ADDRESS, "ya", *SURVEY, "1", "tidak", "1")
    again = talk.say("1")
    talk.say("menu")

    sent = talk.say("pendamping", "lanjutkan draf", "1", "1")

    assert why in held
    assert why in again
    assert "U-2222-22" in sent.replace(" ", "")
    assert talk.last(SubmitCase).data["name"] == "Siti Aminah"


def test_an_invitation_of_one_who_is_suspended_tells_so() -> None:
    """Not that the code is wrong."""
    talk = shell(Standing.WAITING, UseInvitation=Failed("not_active"))
    talk.say("pendamping", "punya kode undangan", "Rina Wati")
    talk.answers[WhoAmI] = PendampingView(standing=Standing.SUSPENDED, name="Rina")

    said = talk.say("AB12CD34")

    assert "dihentikan sementara" in said
    assert "tidak berlaku" not in said


def test_a_draft_left_for_the_menu_of_pendamping_is_among_the_drafts() -> None:
    """'pendamping' in the middle of an usul: it can be gone on with, and its name is taken."""
    talk = shell()
    helped(talk, "Siti")
    talk.say("foto surat setuju")
    talk.photo()
    talk.say(NIK)

    menu = talk.send(Heard(kind=HeardKind.TAP, text="pendamping"))
    taken = talk.say("bantu orang", "siti")

    assert "Lanjutkan draf" in menu
    assert "Siti" in taken
    assert talk.question == "pendamping.label_ada"


def test_a_consent_that_was_recorded_is_not_asked_for_again() -> None:
    """Whoever leaves right after it finds the draft, and its consent goes with the usul."""
    talk = shell()
    helped(talk, "Siti")
    talk.say("foto surat setuju")
    talk.photo()
    talk.say("menu", "pendamping", "lanjutkan draf", "1")

    talk.say(NIK, KK, "Siti Aminah", "Bogor", ADDRESS, "ya", *SURVEY, "1", "tidak", "1")

    assert talk.last(SubmitCase).consent == "c-1"
    assert sum(isinstance(request, RecordConsent) for request in talk.asked) == 1


@pytest.mark.parametrize(
    "text",
    [
        "kodenya 5 4 2 9 7 1",
        "542971 bu",
        "lima empat dua sembilan tujuh satu",
        "katanya 542-971",
        "Kode: 542 971.",
        "saya terima kode 542971 dari bapak",
    ],
)
def test_a_code_is_found_in_what_is_said_of_it(text: str) -> None:
    """Grouped, spelt, and among other words."""
    talk = shell()
    helped(talk, "Siti")

    talk.say("kode ke ponselnya", "0812 3456 7890", text)

    assert talk.last(RecordConsent).code == "542971"


@pytest.mark.parametrize(
    "text", ["ACDEF-234", "kode saya acdef 234", "a c d e f 2 3 4", "ini kodenya: ACD EF2 34 ya"]
)
def test_an_invitation_is_found_in_what_is_said_of_it(text: str) -> None:
    """Letters and digits, in any grouping."""
    talk = shell(Standing.NONE)

    talk.say("pendamping", "punya kode undangan", "Rina Wati", text)

    assert talk.last(UseInvitation).code == "ACDEF234"


def test_no_street_of_a_village_outside_the_duty_is_sent() -> None:
    """The address is asked again as a whole."""
    here = PendampingView(standing=Standing.ACTIVE, name="Rina", villages=("32.01.06.2001",))
    talk = shell(WhoAmI=here)
    helped(talk, "Siti")
    talk.say("foto surat setuju")
    talk.photo()
    talk.say(NIK, KK, "Siti Aminah", "Bogor")

    said = talk.say("Kp Lain RT 9 RW 8, desa Singasari, kecamatan Jonggol", "ya")
    talk.say(ADDRESS, "ya", *SURVEY, "1", "tidak", "1")

    assert "luar tugas" in said
    sent = talk.last(SubmitCase)
    assert sent.village == "32.01.06.2001"
    assert "Lain" not in str(sent.data["address"])
    assert (sent.data["rt"], sent.data["rw"]) != ("009", "008")
