"""Whole calls, over HTTP with Twilio's signature: each flow to its end, by keys and by words."""

import re
from typing import Any

from tests.calls.phone import HOOK, Phone

NIK, KK = "3201064108650001", "3201061203100004"
SAID_APART = "3 2 0 1, 0 6 4 1, 0 8 6 5, 0 0 0 1"
ADDRESS = "Kampung Baru RT 2 RW 3 desa Sukamaju kecamatan Jonggol"
SURVEY = "121121212"


def ticket_in(heard: str) -> str:
    """The ticket that was said, letter by letter or not."""
    found = re.search(r"Nomor tiket: ([A-Z0-9 ,-]+)\.", heard)
    assert found is not None, heard
    return re.sub(r"[ ,-]", "", found[1])


def by_keys(phone: Phone) -> None:
    """A village by the first letters of names, level by level."""
    phone.answer("Pakai tombol telepon")
    phone.press("264")
    phone.answer("Kabupaten Bogor")
    phone.press("566", "78526")
    phone.answer("Sukamaju") if "Yang mana?" in phone.heard else None
    assert "Benar tempat ini?" in phone.heard
    phone.answer("Ya")


def test_cek_by_keys_alone(keys_only: Phone, person: dict[str, Any]) -> None:
    """With a NIK nobody has to say a word: what the register knows is heard."""
    keys_only.ring()
    keys_only.answer("Cek bansos")
    keys_only.answer("NIK")
    heard = keys_only.press(person["nik"])

    assert "Program Keluarga Harapan" in heard
    assert "Anda menekan: 3 2 0 1, " in heard


def test_cek_by_words(phone: Phone, person: dict[str, Any]) -> None:
    """Village and name are said, and understood."""
    phone.ring()
    phone.answer("Cek bansos")
    assert "bip" not in phone.answer("nama")
    assert "Benar tempat ini?" in phone.say("desa Sukamaju kecamatan Jonggol")
    phone.press("1")
    heard = phone.say(person["name"])

    assert "terdaftar" in heard or "Tahun berapa" in heard


def test_cek_by_keys_and_lists_ends_with_a_call_back(keys_only: Phone) -> None:
    """Without speech recognition a name is recorded, after a beep that is told of, and a person
    calls for it."""
    keys_only.ring()
    keys_only.answer("Cek bansos")
    keys_only.answer("nama")
    by_keys(keys_only)
    assert keys_only.document.find("Record") is not None
    assert "Bicara setelah bunyi bip" in keys_only.heard
    heard = keys_only.record()

    assert "Petugas akan menelepon nomor ini" in heard
    assert "Jawaban Anda kami simpan" in heard


def test_a_village_by_the_digits_of_a_nik_or_from_the_list(keys_only: Phone) -> None:
    """Six digits are a kecamatan; who cannot spell hears the places, page by page."""
    keys_only.ring()
    keys_only.answer("Cek bansos")
    keys_only.answer("nama")
    keys_only.answer("Pakai tombol telepon")
    assert "Anda menekan: Jonggol." in keys_only.press("320106")
    keys_only.answer("Dengar daftarnya")
    read_back = keys_only.answer("Sukamaju")

    assert "Sukamaju, Jonggol, Kabupaten Bogor, Jawa Barat. Benar tempat ini?" in read_back


def test_a_key_at_a_recording_asks_for_the_call_back(keys_only: Phone) -> None:
    """Who does not want to be recorded presses the option's key instead."""
    keys_only.ring()
    keys_only.answer("Cek bansos")
    keys_only.answer("nama")
    by_keys(keys_only)
    heard = keys_only.answer("Petugas menelepon saya")

    assert "Petugas akan menelepon nomor ini" in heard


def test_usul_to_the_ticket(phone: Phone) -> None:
    """NIK and KK by keys, names by words; the NIK is read back, digit by digit, twice."""
    phone.ring()
    phone.answer("Usul bantuan")
    phone.answer("untuk saya")
    assert f"Anda menekan: {SAID_APART}." in phone.press(NIK)
    phone.press(KK)
    phone.say("Siti Aminah")
    phone.say("Bogor")
    assert "Sukamaju, Jonggol" in phone.say(ADDRESS)
    phone.press("1", *SURVEY)
    phone.answer("Yang cocok saja")
    summary = phone.answer("Tidak, cukup")
    whole = phone.answer("Lihat semua")
    sent = phone.answer("Data benar")

    assert f"NIK: {SAID_APART}" in summary
    assert "Punya jamban sendiri: Ya" in whole
    assert ticket_in(sent).startswith("U")


def test_sanggah_for_oneself_to_the_ticket(phone: Phone) -> None:
    """Who was left out objects: NIK by keys, name and village by words."""
    phone.ring()
    phone.answer("Sanggah")
    phone.answer("saya")
    phone.press("3201064108650002")
    phone.press("1")
    phone.say("desa Sukamaju kecamatan Jonggol")
    phone.press("1")
    phone.say("Siti Aminah")
    phone.answer("Lewati")
    phone.answer("Lewati")
    sent = phone.answer("Data benar")

    assert ticket_in(sent).startswith("D")


def test_lapor_and_status_by_keys_alone(keys_only: Phone) -> None:
    """A report from the first key to the ticket, and where it is, in a later call."""
    keys_only.ring()
    keys_only.answer("Lapor")
    keys_only.answer("Bantuan terlambat")
    keys_only.answer("Program Keluarga Harapan")
    assert "Anda menekan: Agustus 2026." in keys_only.press("8*2026")
    by_keys(keys_only)
    keys_only.answer("Lewati")
    sent = keys_only.answer("Data benar")
    keys_only.hang_up()
    keys_only.ring()
    followed = keys_only.answer("Status")
    followed = keys_only.answer("Punya saya")

    assert ticket_in(sent).startswith("L")
    assert "Laporan" in followed or "Lapor" in followed


def test_a_call_resumes_where_it_was_cut_off(keys_only: Phone) -> None:
    """Hang up half-way, call again: the same question, and nothing lost."""
    keys_only.ring()
    keys_only.answer("Lapor")
    before = keys_only.answer("Jumlahnya kurang")
    keys_only.hang_up()
    again = keys_only.ring()

    assert "Bantuan yang mana?" in before
    assert "Lanjutkan" in again or "Bantuan yang mana?" in again
    assert again.startswith("Halo, ini Tanya Bansos.")


def test_who_is_called_back_hears_who_calls(phone: Phone) -> None:
    """A call that the bot places begins with its name, in the middle of a conversation too."""
    phone.ring()
    phone.press("1")
    phone.hang_up()

    ours = phone.answered()

    assert ours.startswith("Halo, ini Tanya Bansos. Gratis")
    assert "Mau cari dengan apa?" in ours


def test_numbers_to_dial_are_said_digit_by_digit(phone: Phone) -> None:
    """'171' is no hundred and seventy-one."""
    phone.ring()

    heard = phone.press("0")

    assert "telepon 1 7 1 atau WhatsApp 0 8 8 7, 7 1 7 1, 1 7 1" in heard


def test_zero_is_a_human_and_comes_first(phone: Phone) -> None:
    """In each menu the human is said before the options; a person will call."""
    menu = phone.ring()
    asked = phone.press("0")

    assert "Untuk bicara dengan petugas\ntekan 0\nUntuk kembali\ntekan 9\n" in menu
    assert menu.index("tekan 0") < menu.index("Cek bansos")
    assert "bicara dengan petugas" in asked
    assert "Apa yang bisa dibantu?" in asked


def test_a_wrong_key_is_told_and_the_question_comes_again(phone: Phone) -> None:
    """An unknown key never hangs up; after three a person is offered."""
    phone.ring()
    first = phone.press("7")
    phone.press("8")
    third = phone.press("6")

    assert "Apa yang bisa dibantu?" in first
    assert "tekan 1" in first
    assert not phone.over
    assert "petugas" in third.casefold() or "tekan 0" in third


def test_silence_repeats_then_gives_the_line_back(phone: Phone) -> None:
    """Nobody there: the question again and again, and after four silent turns the line is free."""
    question = phone.ring()
    repeats = len(phone.document.findall("Gather"))
    heard = []
    for _ in range(5):
        heard.append(phone.wait())
        if phone.over:
            break

    assert repeats == 3
    assert "Apa yang bisa dibantu?" in question
    assert "Apa yang bisa dibantu?" in heard[0]
    assert phone.over
    assert "Telepon lagi kapan saja" in heard[-1]
    assert "Apa yang bisa dibantu?" not in heard[-1]


def test_a_forged_turn_is_refused(keys_only: Phone) -> None:
    """A recording that Twilio did not sign is no turn."""
    keys_only.ring()
    forged = keys_only.post(
        f"{HOOK}?turn=1", token="f" * 32, RecordingUrl="https://evil.example/RE1"
    )

    assert forged.status_code == 403


def test_a_repeated_turn_gets_the_same_answer(keys_only: Phone) -> None:
    """Twilio asks twice when it is impatient: one turn, one answer."""
    keys_only.ring()
    gather = keys_only.document.find("Gather")
    assert gather is not None
    action = str(gather.get("action"))
    first = keys_only.post(action, Digits="1")
    second = keys_only.post(action, Digits="1")

    assert first.text == second.text
    assert "<Gather" in first.text


def test_a_hidden_number_is_served_and_promised_no_call(keys_only: Phone) -> None:
    """Whoever hides their number can use everything but the call-back."""
    keys_only.number = "+266696687"
    keys_only.ring()
    keys_only.answer("Cek bansos")
    keys_only.answer("nama")
    by_keys(keys_only)
    heard = keys_only.record()

    assert "akan menelepon" not in heard
    assert "1 7 1" in heard


def test_sanggah_against_somebody_by_keys_ends_with_a_call_back(keys_only: Phone) -> None:
    """Village by lists, the name recorded: a person calls, and the answers stay."""
    keys_only.ring()
    keys_only.answer("Sanggah")
    keys_only.answer("Penerima tidak layak")
    by_keys(keys_only)
    asks = keys_only.document.find("Record") is not None
    heard = keys_only.record()
    keys_only.hang_up()
    again = keys_only.ring()

    assert asks
    assert "Petugas akan menelepon nomor ini" in heard
    assert "Jawaban Anda kami simpan" in heard
    assert not keys_only.over
    assert "Ada lagi yang bisa dibantu?" in again


def test_sanggah_against_somebody_by_words_to_the_ticket(
    phone: Phone, person: dict[str, Any]
) -> None:
    """Village and name are said, the person is confirmed by key, and the ticket is heard."""
    phone.ring()
    phone.answer("Sanggah")
    phone.answer("Penerima tidak layak")
    phone.say("desa Sukamaju kecamatan Jonggol")
    phone.press("1")
    phone.say(person["name"])
    phone.answer("Ya")
    phone.press("1")
    phone.answer("Alamat tidak ada")
    phone.answer("Lewati")
    sent = phone.answer("Data benar")

    assert ticket_in(sent).startswith("S")
