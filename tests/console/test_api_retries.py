"""The HTTP API as systems really call it: again after a time-out, and with what breaks parsers."""

import asyncio

import httpx
import pytest
import sqlalchemy as sa

from bot.storage import broadcasts
from bot.storage.tables import recipient
from bot.web.api_route import PREFIX
from bot.wiring import Service
from tests.cli.conftest import Bansos, bansos, data_dir, environment
from tests.console.test_api import BODY, key
from tests.console.world import citizen

__all__ = ["bansos", "data_dir", "environment"]
AGAIN = "Idempotency-Key"


async def made(service: Service) -> int:
    """How many broadcasts there are."""
    found = await service.db.read(lambda conn: [broadcasts.one(conn, n) for n in range(1, 9)])
    return sum(one is not None for one in found)


async def test_the_same_request_makes_nothing_twice(
    api: httpx.AsyncClient, service: Service
) -> None:
    """Sent again with its name it gets the broadcast it made, also when that went on meanwhile, and
    from several senders at once; without a name, or by another key, it is another one."""
    siks = {"authorization": await key(service, "compose", "read"), AGAIN: "surat-17"}
    other = {"authorization": await key(service, "compose", "approve", name="dinsos")}

    first = await api.post("/broadcasts", json=BODY, headers=siks)
    again = await api.post("/broadcasts", json=BODY, headers=siks)
    await api.post(f"/broadcasts/{first.json()['id']}/approve", headers=other)
    later = await api.post("/broadcasts", json=BODY, headers=siks)
    changed = await api.post("/broadcasts", json={**BODY, "title": "Lain"}, headers=siks)
    theirs = await api.post("/broadcasts", json=BODY, headers={**other, AGAIN: "surat-17"})
    crowd = await asyncio.gather(
        *(api.post("/broadcasts", json=BODY, headers={**siks, AGAIN: "18"}) for _ in range(4))
    )

    assert [one.status_code for one in (first, again, later, theirs)] == [201] * 4
    assert (again.json(), later.json()["state"]) == (first.json(), "approved")
    assert later.json()["id"] == first.json()["id"] != theirs.json()["id"]
    assert changed.status_code == 422
    assert {one.status_code for one in crowd} == {201}
    assert len({one.json()["id"] for one in crowd}) == 1
    assert await made(service) == 3


async def test_sending_again_is_repeatable_too(api: httpx.AsyncClient, service: Service) -> None:
    """A repeat of an ended broadcast that is asked for twice by one name is made once; what state
    stands in the way is said."""
    await citizen(service, asks=False)
    siks = {"authorization": await key(service, "compose")}
    other = {"authorization": await key(service, "approve", name="dinsos")}
    await api.post("/broadcasts", json=BODY, headers=siks)
    early = await api.post("/broadcasts/1/resend", headers=siks)
    await api.post("/broadcasts/1/approve", headers=other)
    await service.broadcasting.mind()
    await service.db.run(lambda conn: conn.execute(sa.update(recipient).values(state="failed")))
    await api.post("/broadcasts/1/cancel", headers=siks)

    twice = [
        await api.post("/broadcasts/1/resend", headers={**siks, AGAIN: "lagi"}) for _ in range(2)
    ]
    unknown = await api.post("/broadcasts/1/resend?unknown=1", headers={**siks, AGAIN: "lagi"})

    assert (early.status_code, early.json()["detail"]) == (409, "its state does not allow that")
    assert [one.status_code for one in twice] == [201, 201]
    assert twice[0].json()["id"] == twice[1].json()["id"]
    assert unknown.status_code == 422
    assert await made(service) == 2


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": NaN, "texts": {"id": "x"}}',
        b'{"title": "x", "texts": {"id": "x"}, "seen_within_days": Infinity}',
        b'{"title": "x\\ud800", "texts": {"id": "x"}}',
        b'{"title": "x", "texts": {"id": "x\\udfff"}}',
        b'{"title": "x", "texts": {"\\ud800": "x"}}',
        b'{"title": "x", "texts": {"\\ud800": 5}}',
        b'{"title": "x", "texts": {"id": "x"}, "\\ud800": 1}',
        b'{"title": "x", "texts": {"id": "x"}, "alts": {"id": "\\ud800"}}',
        b'{"title": "x", "texts": {"id": "x"}, "region": "\\ud800"}',
        b'{"title": "x", "texts": {"id": "x"}, "tickets": ["\\ud800AAA"]}',
        b'{"title": "x", "texts": {"id": "x"}, "tz": "\\ud800"}',
        b'{"title": "x", "texts": {"id": "x"}, "start_at": 1e300}',
        b'{"title": ',
        b"\xff\xfe\x00",
        b"[" * 3000 + b"]" * 3000,
        b"null",
        b"",
    ],
)
async def test_whatever_came_the_answer_can_be_written(
    api: httpx.AsyncClient, service: Service, body: bytes
) -> None:
    """Numbers that are none, half a character, broken and empty JSON: refused, never a 500."""
    headers = {
        "authorization": await key(service, "compose", region=""),
        "content-type": "application/json",
    }

    answer = await api.post("/broadcasts", content=body, headers=headers)

    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["detail"]
    assert await made(service) == 0


async def test_a_refusal_says_where_not_what(api: httpx.AsyncClient, service: Service) -> None:
    """What was sent wrongly is not sent back: it may be a text about somebody."""
    headers = {"authorization": await key(service, "compose")}
    wrong = {**BODY, "tickets": "Siti Aminah U-AAAA", "texts": {"id": ["Siti Aminah"]}}

    answer = await api.post("/broadcasts", json=wrong, headers=headers)

    assert answer.status_code == 422
    assert "Siti" not in answer.text
    assert {tuple(one["loc"]) for one in answer.json()["detail"]} == {
        ("body", "tickets"),
        ("body", "texts", "id"),
    }


async def test_tickets_are_taken_as_they_are_written(
    api: httpx.AsyncClient, service: Service
) -> None:
    """Lower case and space around them are no reason to refuse; the same twice counts once."""
    headers = {"authorization": await key(service, "compose", region="")}
    body = {**BODY, "region": "", "tickets": [" u-aaaa", "U-AAAA", "U-BBBB\n"]}

    answer = await api.post("/broadcasts", json=body, headers=headers)

    assert answer.status_code == 201, answer.text
    assert answer.json()["excluded"] == {"unknown_ticket": 2}


async def test_the_document_says_where_its_paths_begin(api: httpx.AsyncClient) -> None:
    """A client made from the OpenAPI document alone calls what is there."""
    document = (await api.get("/openapi.json")).json()

    assert document["servers"] == [{"url": PREFIX}]
    assert "/broadcasts" in document["paths"]


def test_a_key_has_a_name_that_can_be_read_and_a_region_that_is_one(bansos: Bansos) -> None:
    """No name, one with a line break, a region nobody knows: refused in one line, and no key."""
    wrong = [(" ", ""), ("a\nb", ""), ("siks", "99")]
    for name, region in wrong:
        words = ("broadcast", "key", "add", name, "--scope", "read", "--region", region)
        answer = bansos(*words)

        assert answer.returncode == 1, (name, region)
        assert answer.stderr.count("\n") == 1
    assert bansos("broadcast", "key", "list").stdout == ""
