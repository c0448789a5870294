"""The console as somebody sees it who wishes it ill: odd verbs, origins, numbers, names."""

import re

import pytest

from tests.console.conftest import Staff
from tests.console.table import TABLE

ORIGINS = (
    "http://[::1",  # no address at all
    "http://petugas.test.evil.example",
    "http://petugas.test@evil.example",
    "https://evil.example",
    "null",
    "file://",
)


async def test_no_form_is_taken_from_elsewhere(staff: Staff) -> None:
    """Each POST without its token, with another session's, or from another origin is a 403,
    whatever the origin looks like."""
    sari = await staff("sari", **dict.fromkeys(ALL, ""))
    budi = await staff("budi", **dict.fromkeys(ALL, ""))

    for method, path in TABLE:
        if method != "POST":
            continue
        url = "/petugas" + re.sub(r"\{[^}]*\}", "1", path)
        answers = [
            await sari.http.post(url),
            await sari.http.post(url, data={"csrf": budi.csrf}),
            await sari.http.post(url, headers={"x-csrf-token": budi.csrf}),
            await sari.http.post(f"{url}?csrf={sari.csrf}"),
            *[
                await sari.http.post(url, data={"csrf": sari.csrf}, headers={"origin": origin})
                for origin in ORIGINS
            ],
            *[
                await sari.http.post(
                    url, data={"csrf": sari.csrf}, headers={"sec-fetch-site": site}
                )
                for site in ("cross-site", "same-site")
            ],
        ]

        assert {answer.status_code for answer in answers} == {403}, path
    assert (await sari.get("")).status_code == 200


ALL = ("operator", "verifier", "broadcaster", "approver", "auditor", "administrator")
LONG = "9" * 5000  # more digits than Python reads
ODD = (
    LONG,
    "9" * 19,
    "9" * 30,
    "0",
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "{{7*7}}",
    "%0d%0a",
)


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
async def test_no_name_in_a_path_breaks_a_page(staff: Staff, name: str) -> None:
    """Whatever stands where an id or a ticket should: no page fails, none gives a file away, and
    every answer has the strict headers."""
    sari = await staff("sari", **dict.fromkeys(ALL, ""))

    for method, path in TABLE:
        if "{" not in path:
            continue
        url = "/petugas" + re.sub(r"\{[^}]*\}", name, path)
        answer = await sari.http.request(method, url, data={"csrf": sari.csrf})

        assert answer.status_code < 500, path
        assert "root:" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "'unsafe" not in answer.headers["content-security-policy"]


async def test_each_answer_has_the_headers(staff: Staff) -> None:
    """Pages, files, redirects, refusals and errors alike; what is personal is kept by no cache."""
    sari = await staff("sari", **dict.fromkeys(ALL, ""))
    nobody = await staff("nobody", enter=False, operator="")
    asked = [
        await sari.get("/kotak"),
        await sari.get("/tidak-ada"),
        await sari.get("/kotak/999"),
        await sari.get("/static/console.css"),
        await sari.get("/static/..%2fbuild.py"),
        await sari.get("/"),
        await sari.http.put("/petugas/kotak"),
        await sari.http.post("/petugas/keluar"),
        await sari.http.post("/petugas/masuk", data={"nama": "x"}),
        await nobody.get("/kotak"),
        await nobody.get("/masuk?ke=//evil.example"),
    ]

    for answer in asked:
        assert answer.status_code < 500
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    for method, path in TABLE:
        if method == "GET" and not path.endswith("/peristiwa"):
            answer = await sari.get(re.sub(r"\{[^}]*\}", "1", path))
            assert answer.status_code == 404 or answer.headers["cache-control"] == "no-store", path


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"])
async def test_no_other_verb_opens_anything(staff: Staff, verb: str) -> None:
    """A page takes its own verb only, with a session or without."""
    sari = await staff("sari", **dict.fromkeys(ALL, ""))

    for _, path in TABLE:
        url = "/petugas" + re.sub(r"\{[^}]*\}", "1", path)
        answer = await sari.http.request(verb, url, headers={"x-csrf-token": sari.csrf})

        assert answer.status_code in (404, 405), path
