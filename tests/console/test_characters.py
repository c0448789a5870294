"""Characters that a database does not take, in every field, on databases of both kinds."""

import re

import pytest

from bot.channels.base import SendErrorKind
from bot.channels.twilio_errors import CODES
from bot.console.reasons import told
from bot.wiring import Service
from tests.console.conftest import Staff
from tests.console.table import TABLE
from tests.console.test_broadcasts import FORM
from tests.console.world import case, citizen

ROLES = ("operator", "verifier", "broadcaster", "approver", "auditor", "administrator")
FIELDS = ("judul", "teks-id", "nama", "nilai", "id", "alasan", "balasan", "kepada", "desa", "v-1")
QUERIES = ("cari", "q", "templat", "tiket", "keadaan", "jenis", "wilayah", "pesan", "bahasa")


@pytest.fixture
def embedded_url(ready_url: str) -> str:
    """A database of each kind: PostgreSQL takes no U+0000 where SQLite does."""
    return ready_url


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\u202e\ufeff", "1e999", "'\"<&%s{0}"])
async def test_no_character_makes_a_page_fail(staff: Staff, service: Service, text: str) -> None:
    """Whatever is typed anywhere in the console, no answer is a 5xx."""
    await case(service, await citizen(service), ticket="U-AAAA-BBBB")
    sari = await staff("sari", **dict.fromkeys(ROLES, ""))
    await sari.post("/siaran/baru", **FORM)
    token = sari.csrf

    for path in ("/kiriman/a%00b", "/kiriman/a%00b/berkas/%00", "/siaran/1/berkas/%00"):
        assert (await sari.get(path)).status_code == 404
    for method, path in TABLE:
        if path == "/keluar" or path.endswith("/peristiwa"):
            continue
        url, sari.csrf = re.sub(r"\{[^}]*\}", "1", path), token
        if method == "GET":
            params = dict.fromkeys(QUERIES, text)
            answer = await sari.http.get(f"/petugas{url}", params=params)
        else:
            known = FORM if path == "/siaran/baru" else {"jenis": "kontak"}
            answer = await sari.post(url, **{**known, **dict.fromkeys(FIELDS, text)})

        assert answer.status_code < 500, (method, url)


async def test_no_character_makes_the_sign_in_fail(staff: Staff) -> None:
    """A stranger gets the form again."""
    nobody = await staff("nobody", enter=False, operator="")

    for field in ("nama", "sandi", "kode", "ke"):
        await nobody.get("/masuk")
        answer = await nobody.post("/masuk", **{"nama": "nobody", "kode": "1", field: "a\x00b"})

        assert answer.status_code == 401, field


def test_why_something_did_not_arrive_is_told_in_words() -> None:
    """Each code that channels and the ledger end a message with has words beside it; another one
    stands alone."""
    final = (SendErrorKind.STOP, SendErrorKind.TEMPLATE)
    codes = [str(code) for code, kind in CODES.items() if kind in final]
    codes += ["403", "chat_not_found", "timeout", "process_died", "cancelled", "no_window"]

    assert [code for code in codes if told(code) == code] == []
    assert told("21610") == "21610: membalas STOP"
    assert told("99999") == "99999"
