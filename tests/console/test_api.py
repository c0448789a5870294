"""The HTTP API: keys with scopes and regions, two parties, no 5xx whatever is sent."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import httpx
import schemathesis
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings

from bot.channels.base import ChannelName, MediaPart, SendError, SendErrorKind, TextPart
from bot.storage import broadcasts, keys
from bot.storage.tables import case as cases
from bot.storage.tables import media
from bot.web.api import create_api
from bot.wiring import Service
from tests.broadcasts.crowd import finished
from tests.console.conftest import Staff
from tests.console.fakes import BASE, Clock, Recorder
from tests.console.test_broadcast_media import picture, recording
from tests.console.test_broadcasts import FORM
from tests.console.world import case, citizen

BODY = {"title": "Jadwal", "texts": {"id": "Mulai Senin."}, "region": "32.01", "window_from": 0}


EVIDENCE = {
    "key": "e" * 32,
    "role": "bukti",
    "content_type": "image/jpeg",
    "size": 1,
    "sha256": "0" * 64,
    "stored_at": 0,
}


async def chunks(megabytes: int) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for _ in range(megabytes):
        yield b"\xff" * 1_048_576


async def key(service: Service, *scopes: str, region: str = "32.01", name: str = "siks") -> str:
    """A key's header value."""
    made = await service.db.run(
        lambda conn: keys.make(conn, name, scopes, region, by="test", now=service.now())
    )
    return f"Bearer {made}"


async def test_a_system_composes_and_another_approves(
    api: httpx.AsyncClient, service: Service
) -> None:
    """One key composes, cannot approve its own; another with the scope can; progress is counts."""
    await citizen(service, asks=False)
    one = {"authorization": await key(service, "compose", "approve", "read")}
    other = {"authorization": await key(service, "approve", name="dinsos")}

    made = await api.post("/broadcasts", json=BODY, headers=one)
    own = await api.post("/broadcasts/1/approve", headers=one)
    approved = await api.post("/broadcasts/1/approve", headers=other)
    await service.broadcasting.mind()
    told = await api.get("/broadcasts/1", headers=one)

    assert (made.status_code, made.json()["state"]) == (201, "submitted")
    assert (own.status_code, approved.status_code) == (409, 200)
    assert told.json()["recipients"] == {"waiting": 1}
    assert told.json()["composed_by"] == "key:siks"


async def test_a_key_reaches_no_further_than_it_says(
    api: httpx.AsyncClient, service: Service
) -> None:
    """No key, a wrong one, a revoked one, a missing scope, another region: refused."""
    reader = {"authorization": await key(service, "read")}
    garut = {"authorization": await key(service, "read", "compose", region="32.05", name="garut")}
    maker = {"authorization": await key(service, "compose", name="maker")}
    await api.post("/broadcasts", json=BODY, headers=maker)
    gone = {"authorization": await key(service, "read", name="gone")}
    await service.db.run(lambda conn: keys.revoke(conn, 4, service.now()))

    answers = [
        await api.get("/broadcasts"),
        await api.get("/broadcasts", headers={"authorization": "Bearer tb_x"}),
        await api.get("/broadcasts", headers=gone),
        await api.post("/broadcasts", json=BODY, headers=reader),
        await api.get("/broadcasts/1", headers=garut),
        await api.post("/broadcasts", json=BODY, headers=garut),
        await api.post("/broadcasts", json={**BODY, "region": ""}, headers=maker),
    ]

    assert [a.status_code for a in answers] == [401, 401, 401, 403, 404, 403, 403]


async def test_a_window_is_in_the_zone_it_was_given_in(
    api: httpx.AsyncClient, service: Service
) -> None:
    """A system in Papua gives hours of its own day; without a zone they are Jakarta's; another is
    refused."""
    headers = {"authorization": await key(service, "read", "compose")}
    made = [
        await api.post("/broadcasts", json=BODY | more, headers=headers)
        for more in ({"tz": "Asia/Jayapura"}, {}, {"tz": "Europe/Paris"}, {"tz": None})
    ]
    numbers = [one.json()["id"] for one in made[:2]]
    found = await service.db.read(lambda conn: [broadcasts.one(conn, n) for n in numbers])

    assert [one.status_code for one in made] == [201, 201, 422, 422]
    assert [b.tz for b in found if b is not None] == ["Asia/Jayapura", "Asia/Jakarta"]


async def test_a_key_ends_by_itself(api: httpx.AsyncClient, service: Service, clock: Clock) -> None:
    """A key made for a day is no key the day after."""
    until = service.now() + dt.timedelta(days=1)
    made = await service.db.run(
        lambda conn: keys.make(
            conn, "siks", ("read",), "32.01", by="test", now=service.now(), until=until
        )
    )
    headers = {"authorization": f"Bearer {made}"}

    today = await api.get("/broadcasts", headers=headers)
    clock.forward(days=1)
    later = await api.get("/broadcasts", headers=headers)

    assert (today.status_code, later.status_code) == (200, 401)


async def test_a_key_of_somebodys_is_that_person(
    api: httpx.AsyncClient, service: Service, staff: Staff
) -> None:
    """What Budi composed at the console his key does not approve, nor he what his key composed;
    somebody else approves both."""
    budi = await staff("budi", broadcaster="", approver="")
    rina = await staff("rina", approver="")
    made = await service.db.run(
        lambda conn: keys.make(
            conn, "siks", ("read", "compose", "approve"), "", by="budi", now=service.now()
        )
    )
    headers = {"authorization": f"Bearer {made}"}
    by_key = (await api.post("/broadcasts", json=BODY, headers=headers)).json()["id"]
    await budi.post("/siaran/baru", **FORM)
    by_hand = by_key + 1
    await budi.post(f"/siaran/{by_hand}/ajukan")

    key = await api.post(f"/broadcasts/{by_hand}/approve", headers=headers)
    own = await budi.post(f"/siaran/{by_key}/setujui")
    others = [await rina.post(f"/siaran/{number}/setujui") for number in (by_key, by_hand)]

    assert key.status_code == 409
    assert own.headers["location"].endswith("pesan=sendiri")
    assert all(one.headers["location"].endswith("pesan=disetujui") for one in others)


async def test_a_picture_and_a_recording_are_sent(
    api: httpx.AsyncClient, service: Service, doors: dict[ChannelName, Recorder]
) -> None:
    """Each is kept first, then named by its key; recipients get both with the words."""
    await citizen(service, asks=False)
    one = {"authorization": await key(service, "compose", "read")}
    other = {"authorization": await key(service, "approve", name="dinsos")}
    shown = await api.post("/pictures", content=picture(), headers=one)
    heard = await api.post("/recordings", content=recording(), headers=one)
    more = {
        "picture": shown.json()["key"],
        "alts": {"id": "Kantor desa"},
        "audios": {"id": heard.json()["key"]},
        "window_to": 24,
    }

    made = await api.post("/broadcasts", json={**BODY, **more}, headers=one)
    await api.post("/broadcasts/1/approve", headers=other)
    await service.broadcasting.start()
    await finished(service.db, 1)
    await service.broadcasting.stop()

    assert (shown.status_code, heard.status_code, made.status_code) == (201, 201, 201)
    sent = [part for _, part in doors[ChannelName.TELEGRAM].sent]
    assert [p.kind if isinstance(p, MediaPart) else "text" for p in sent] == [
        "image",
        "text",
        "voice",
    ]


async def test_files_that_do_not_fit_are_refused(api: httpx.AsyncClient, service: Service) -> None:
    """No scope, no picture, too large, a key of nothing, of another kind, or of a citizen's
    evidence: told, and no broadcast is kept."""
    maker = {"authorization": await key(service, "compose")}
    reader = {"authorization": await key(service, "read", name="reader")}
    heard = (await api.post("/recordings", content=recording(), headers=maker)).json()["key"]
    evidence = "e" * 32
    await service.db.run(lambda conn: conn.execute(sa.insert(media).values(**EVIDENCE)))
    await service.shelf.keep(evidence, picture())
    alts = {"alts": {"id": "Kantor desa"}}

    files = [
        await api.post("/pictures", content=picture()),
        await api.post("/pictures", content=picture(), headers=reader),
        await api.post("/pictures", content=b"%PDF-1.4", headers=maker),
        await api.post("/pictures", content=b"", headers=maker),
        await api.post("/recordings", content=b"bukan suara", headers=maker),
        await api.post("/pictures", content=b"\xff\xd8\xff" * 2_000_000, headers=maker),
        await api.post("/pictures", content=chunks(6), headers=maker),
    ]
    named = [
        await api.post("/broadcasts", json={**BODY, **change}, headers=maker)
        for change in (
            {"picture": "0" * 32, **alts},
            {"picture": heard, **alts},
            {"picture": evidence, **alts},
            {"picture": "../" * 10, **alts},
            {"audios": {"id": evidence}},
            {"audios": {"id": ""}},
        )
    ]

    assert [one.status_code for one in files] == [401, 403, 422, 422, 422, 413, 413]
    assert all(isinstance(one.json()["detail"], str) for one in files)
    assert [one.status_code for one in named] == [422] * 6
    assert await service.db.read(lambda conn: broadcasts.one(conn, 1)) is None


async def test_wrong_bodies_are_told(api: httpx.AsyncClient, service: Service) -> None:
    """What cannot be a broadcast is a 422 with a reason."""
    headers = {"authorization": await key(service, "compose")}
    for change in (
        {"texts": {}},
        {"texts": {"id": "{x}"}},
        {"texts": {"id": "a", "xx": "b"}},
        {"texts": {"id": "a\x00b"}},
        {"title": "a\x00b"},
        {"channels": ["voice"]},
        {"window_from": 8, "window_to": 8},
        {"start_at": "2026-12-01T08:00:00"},
        {"tickets": ["'; DROP"]},
        {"region": "32.01.99"},
        {"more": 1},
    ):
        answer = await api.post("/broadcasts", json={**BODY, **change}, headers=headers)

        assert answer.status_code == 422, change


def examples(operation: Any) -> list[Any]:
    """Twenty requests to one operation, as its schema allows them."""
    found: list[Any] = []

    @settings(
        max_examples=20,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found


async def test_nothing_makes_it_fail(service: Service) -> None:
    """Whatever follows the schema, and what does not, no answer is a 5xx."""
    app = create_api(service.db, service.shelf, service.regions, service.now)
    schema = schemathesis.openapi.from_dict(app.openapi())
    headers = {"authorization": await key(service, "read", "compose", "approve", region="")}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        for found in schema.get_all_operations():
            for one in examples(found.ok()):
                kwargs = one.as_transport_kwargs(base_url=BASE)
                kwargs.pop("cookies", None)
                if isinstance(kwargs.get("data"), bytes):
                    kwargs["content"] = kwargs.pop("data")
                sent = {**kwargs, "headers": {**dict(kwargs.get("headers") or {}), **headers}}
                answer = await client.request(**sent)

                assert answer.status_code < 500


async def test_a_system_sends_again_to_those_who_failed(
    api: httpx.AsyncClient, service: Service, doors: dict[ChannelName, Recorder]
) -> None:
    """Only an ended one; whoever had failed and nobody else, after another's approval."""
    for number in range(3):
        await citizen(service, address=str(number), asks=False)
    doors[ChannelName.TELEGRAM].fails["1"] = SendError(SendErrorKind.REFUSED, "400")
    one = {"authorization": await key(service, "compose", "read")}
    other = {"authorization": await key(service, "approve", name="dinsos")}
    await api.post("/broadcasts", json={**BODY, "window_to": 24}, headers=one)
    early = await api.post("/broadcasts/1/resend", headers=one)
    await api.post("/broadcasts/1/approve", headers=other)
    await service.broadcasting.start()
    await finished(service.db, 1)
    await service.broadcasting.stop()

    again = await api.post("/broadcasts/1/resend", headers=one)
    own = await api.post("/broadcasts/2/approve", headers=one)
    nowhere = await api.post("/broadcasts/99/resend", headers=one)

    assert (early.status_code, again.status_code) == (409, 201)
    assert again.json()["state"] == "submitted"
    assert again.json()["audience"] == {"telegram": 1}
    assert (own.status_code, nowhere.status_code) == (403, 404)


async def test_sending_again_keeps_to_the_ledger(
    api: httpx.AsyncClient, service: Service, doors: dict[ChannelName, Recorder]
) -> None:
    """A submission that went on to another stage meanwhile does not save who failed from being
    told, with the ticket of then; those in doubt only when asked for."""
    for number in range(3):
        who = await citizen(service, address=str(number), asks=False)
        await case(service, who, ticket=f"U-AAA{number}")
    doors[ChannelName.TELEGRAM].fails = {
        "1": SendError(SendErrorKind.REFUSED, "400"),
        "2": SendError(SendErrorKind.UNKNOWN, "timeout"),
    }
    one = {"authorization": await key(service, "compose", "read")}
    other = {"authorization": await key(service, "approve", name="dinsos")}
    body = {**BODY, "window_to": 24, "stages": ["received"], "texts": {"id": "Kabar {tiket}."}}
    await api.post("/broadcasts", json=body, headers=one)
    await api.post("/broadcasts/1/approve", headers=other)
    await service.broadcasting.start()
    await finished(service.db, 1)
    await service.broadcasting.stop()
    await service.db.run(lambda conn: conn.execute(sa.update(cases).values(stage="dinsos")))

    failed = await api.post("/broadcasts/1/resend", headers=one)
    doubtful = await api.post("/broadcasts/1/resend?unknown=true", headers=one)
    doors[ChannelName.TELEGRAM].fails = {}
    doors[ChannelName.TELEGRAM].sent.clear()
    await api.post("/broadcasts/2/approve", headers=other)
    await service.broadcasting.start()
    await finished(service.db, 2)
    await service.broadcasting.stop()

    assert failed.json()["audience"] == {"telegram": 1}
    assert doubtful.json()["audience"] == {"telegram": 2}
    ((address, part),) = doors[ChannelName.TELEGRAM].sent
    assert address == "1"
    assert isinstance(part, TextPart)
    assert "Kabar U-AAA1." in part.text
