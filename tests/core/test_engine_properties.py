"""Whatever happens, in whatever order: the conversation holds and no answer is lost."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend_client.model import SearchRecipients
from handlers.dialogue.engine import SAME_AGAIN, Engine
from handlers.dialogue.events import (
    Answered,
    Continued,
    Event,
    Heard,
    HeardKind,
    Medium,
    Nudged,
    Recalled,
)
from handlers.dialogue.fields import Choice, FreeText, PersonName, Year, YesNo
from handlers.dialogue.prompt import Option
from handlers.dialogue.session import Session
from handlers.dialogue.steps import Ask, Call, Citizen, Failed, Flow, Review, Row, Say, Talk
from handlers.dialogue.turn import CallOut, Parts, Turn
from handlers.menu import FLOW as MENU
from handlers.requests.dtks import LookupResult
from i18n.message import say
from tests.core.answers import ANSWERS
from tests.core.harness import START, again, env_at
from tests.core.parts import engine, parts, regions, understanding, words

_SENTENCES = [
    "1", "2", "3", "4", "5", "17", "ya", "tidak", "lanjutkan", "mulai baru", "simpan dulu", "tetap",
    "hapus jawaban", "lewati", "ubah", "ubah nama", "kirim", "lainnya", "coba lagi", "nanti saja",
    "selesai", "desa sukamaju kec jonggol", "sukamaju", "jawa barat", "Siti Aminah",
    "cek bansos siti aminah desa sukamaju kec jonggol", "cek nik 3201064108650001",
    "3201064108650001", "1965", "rt 2 rw 3", "ganti bahasa", "english", "saya mau usul",
    "bansos saya belum cair", "status U-7K3M-2Q", "tetangga kaya dapat bansos", "pkh itu apa",
    "makasih", "saya lapar", "xyzzy", "?", "", "   ", "\u200b", "😀", "a" * 700,
]  # fmt: skip
_EVERYWHERE = [
    "0",
    "9",
    "bantuan",
    "kembali",
    "menu",
    "ulang",
    "batal",
    "petugas",
    "halo",
    "/start",
]
_HARMLESS = [
    "xyzzy?", "?", "0", "bantuan", "ulang", "petugas", "halo", "menu", "makasih?", "ganti bahasa",
    "apa itu pkh?", "cek bansos", "cek nik 3201064108650001?", "lanjutkan?",
]  # fmt: skip
_MEDIA = [k for k in HeardKind if k not in (HeardKind.TEXT, HeardKind.TAP)]
_CODES = ["unavailable", "timeout", "malformed", "rate_limited", "limit", "rejected", "not_found"]


class Reply(msgspec.Struct, frozen=True):
    """What comes back for the pending call: a named answer (of another request's shape, unless
    it `fits`) or a failure code; `stale` answers something that was never asked."""

    named: str
    stale: bool = False
    fits: bool = True


class Wait(msgspec.Struct, frozen=True):
    """Time passes."""

    hours: int


_LOOKUPS = ["found_receiving", "found_all_kinds", "not_found", "need_birth_year", "need_rt_rw"]
_CASES = ["no_cases", "own_usul", "others_usul", "two_cases"]
_FITTING = {
    "SearchRecipients": _LOOKUPS,
    "LookupNik": _LOOKUPS,
    "CheckNik": ["unknown_nik", "unknown_nik", "in_dtks", "open_usul"],
    "OpenUsul": ["no_cases", "no_cases", "own_usul", "others_usul"],
    "ListCases": _CASES,
    "SubmitCase": ["ticket_usul", "ticket_merged"],
    "FetchMedia": ["photo", "photo_blurred", "voice"],
    "ReadSettings": ["settings_on", "settings_off"],
    "WhoAmI": ["no_pendamping", "waiting_pendamping", "active_pendamping", "active_pendamping"],
    "RecordConsent": ["consent"],
    "ReadCase": ["case_village", "case_needs_correction", "case_fix_several", "case_withdrawable"],
    "ReadHeld": ["held", "held_nothing"],
    "ExportData": ["exported"],
    "EraseData": ["erased"],
    "ListProfiles": ["family", "nobody"],
    "AddProfile": ["family_budi"],
    "UseProfile": ["family"],
    "DropProfile": ["nobody"],
}


class Pick(msgspec.Struct, frozen=True):
    """The citizen answers sensibly: taps an option, or writes what most questions take."""

    number: int


Act = Event | Reply | Wait | Pick
_SENSIBLE = [
    "Siti Aminah", "3201064108650001", "3201060101200002", "1 Agustus 1965", "U-2222-22", "Bogor",
    "desa sukamaju kec jonggol", "RT 2 RW 3", "Kampung Baru nomor 5", "081234567890", "600 ribu",
    "Oktober 2026", "lewati",
]  # fmt: skip


def _texts(texts: Sequence[str]) -> st.SearchStrategy[Act]:
    return st.sampled_from(texts).map(lambda text: Heard(text=text))


_NAMED = [*ANSWERS, *(f"failed {code}" for code in _CODES)]
_replies = st.one_of(
    st.builds(Reply, st.sampled_from(_NAMED)),
    st.builds(Reply, st.sampled_from(_NAMED), stale=st.booleans(), fits=st.just(False)),
)
_others: list[st.SearchStrategy[Act]] = [
    st.sampled_from(["cek_bansos", "usul", "kirim", "ubah", "batal", "x"]).map(
        lambda value: Heard(HeardKind.TAP, value)
    ),
    st.sampled_from(_MEDIA).map(lambda kind: Heard(kind, "", (Medium("ref"),), 1.0, 2.0)),
    st.builds(Heard, st.just(HeardKind.TEXT), st.just("ya"), edited=st.just(True)),
    st.sampled_from([Nudged(), Continued(), Recalled()]),
    st.integers(1, 40 * 24).map(Wait),
]
_acts = st.one_of(
    _texts(_SENTENCES), _texts(_SENTENCES), _texts(_EVERYWHERE), _replies, _replies, *_others,
    st.text(max_size=30).map(lambda text: Heard(text=text)),
    *[st.builds(Pick, st.integers(0, 60))] * 3,
)  # fmt: skip


class World:
    """The shell in small: one session, stored and read between any two events."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.session = Session()
        self.now = START
        self.call: CallOut | None = None
        self.options: list[str] = []

    def do(self, act: Act) -> Turn | None:
        """One act, and what must hold after each."""
        self.now += dt.timedelta(minutes=1)
        if isinstance(act, Wait):
            self.now += dt.timedelta(hours=act.hours)
            return None
        event = self._event(act)
        if event is None:
            return None
        muted = self.session.failed_times >= SAME_AGAIN
        waiting = self.session.waiting is not None
        turn = self.engine.advance(again(self.session), event, env_at(self.now))
        self.session = again(turn.session)
        self.call = turn.call or (self.call if self.session.waiting is not None else None)
        if turn.prompts:
            self.options = [option.value for option in turn.prompts[-1].options]
        assert turn.faults == []
        assert (self.session.waiting is None) == (self.call is None)
        if isinstance(event, Heard) and not muted and not waiting:
            assert turn.prompts or turn.call, "a citizen's message was met with silence"
        return turn

    def _event(self, act: Event | Reply | Pick) -> Event | None:
        if isinstance(act, Pick):
            if self.options and act.number % 3:
                return Heard(HeardKind.TAP, self.options[act.number % len(self.options)])
            return Heard(text=_SENSIBLE[act.number % len(_SENSIBLE)])
        if not isinstance(act, Reply):
            return act
        if act.stale:
            return Answered("wilayah.1.kata", "0" * 16, {"type": "lookup", "outcome": "not_found"})
        if self.call is None:
            return None
        call = self.call
        named = act.named
        if act.fits:
            good = _FITTING.get(type(call.request).__name__, ["done"])
            named = good[len(named) % len(good)]
        if named.startswith("failed "):
            return Answered(call.key, call.fingerprint, failed=named[7:])
        return Answered(call.key, call.fingerprint, msgspec.to_builtins(ANSWERS[named]))

    def kept(self) -> dict[str, dict[str, Any]]:
        """Every answer the session still holds, by draft name and key."""
        held: dict[str, dict[str, Any]] = {}
        for frame in [*self.session.drafts.values(), *self.session.frames]:
            known = held.setdefault(frame.name, {})
            for key, answer in [*frame.shelf.items(), *frame.answers.items()]:
                known[key] = answer.value
        return held


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_acts, max_size=25))
def test_real_flows_hold(acts: list[Act]) -> None:
    """Any events in any order: no exception, no fault, never silence, always storable."""
    world = World(engine())

    for act in acts:
        world.do(act)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(
        ["usul", "lapor", "sanggah", "status", "pendamping", "pengaturan", "data_saya", "profil"]
    ),
    st.lists(st.one_of(st.builds(Pick, st.integers(0, 60)), _replies), min_size=15, max_size=40),
)
def test_flows_answered_sensibly_hold(flow: str, acts: list[Act]) -> None:
    """Far into every flow, with answers that mostly fit and calls that mostly do not."""
    world = World(engine())
    world.do(Heard(text="menu"))
    world.do(Heard(HeardKind.TAP, flow))

    for act in acts:
        world.do(act)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_texts(_HARMLESS), *_others[1:4]), max_size=15))
def test_no_answer_is_lost(acts: list[Act]) -> None:
    """What was answered stays, through small talk, help, look-ups, pictures and drafts."""
    world = World(engine())
    for text in ("lapor", "3", "2"):
        world.do(Heard(text=text))
    told = world.kept()["lapor"]

    for act in acts:
        world.do(act)

    held = world.kept().get("lapor", {})
    assert told
    assert {key: held.get(key) for key in told} == told


@settings(max_examples=50, deadline=None)
@given(st.lists(_texts(["9", "kembali", "menu", "cek bansos", "0"]), max_size=12))
def test_steps_back_lose_nothing(acts: list[Act]) -> None:
    """However many steps back, and out of the flow and in again: each answer is still offered."""
    world = World(engine())
    for text in ("cek bansos", "desa sukamaju kec jonggol", "ya"):
        world.do(Heard(text=text))
    told = world.kept()["cek_bansos"]

    for act in acts:
        world.do(act)

    held = world.kept()["cek_bansos"]
    assert {key: held.get(key) for key in told} == told


# --- a flow that changes under a running session


class Question(msgspec.Struct, frozen=True):
    """One question of a made-up flow."""

    key: str
    kind: str
    options: tuple[str, ...] = ("a", "b", "c")
    skippable: bool = False


_questions = st.lists(
    st.builds(
        Question,
        st.sampled_from([f"k{n}" for n in range(8)]),
        st.sampled_from(["choice", "yes", "text", "year", "name", "call", "say"]),
        st.lists(st.sampled_from("abcdef"), min_size=2, max_size=6, unique=True).map(tuple),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda question: question.key,
)


def _ask(question: Question) -> Ask:
    fields = {
        "choice": Choice(*(Option(value, f"pilihan {value}") for value in question.options)),
        "yes": YesNo(),
        "text": FreeText(),
        "year": Year(),
        "name": PersonName(),
    }
    return Ask(question.key, fields[question.kind], say("umum.ya"), skippable=question.skippable)


def _flow(questions: Sequence[Question]) -> Flow:
    def run(citizen: Citizen) -> Talk:
        rows = []
        for question in questions:
            if question.kind == "say":
                yield Say(say("umum.gratis"))
            elif question.kind == "call":
                request = SearchRecipients(name=question.key, village="32.01.06.2001")
                found = yield Call(question.key, request, LookupResult)
                assert isinstance(found, LookupResult | Failed)
            else:
                ask = _ask(question)
                value = yield ask
                rows.append(Row(question.key, say("umum.ya"), str(value)))
        yield Review("periksa", tuple(rows[:5]), say("umum.ya"), say("umum.ya"))

    return Flow("karangan", say("menu.usul"), run, steps=tuple(q.key for q in questions))


def _engine(questions: Sequence[Question]) -> Engine:
    flows: Mapping[str, Flow] = {"menu": MENU, "karangan": _flow(questions)}
    return Engine(Parts(flows=flows, words=words(), regions=regions(), understand=understanding()))


_answers = st.lists(
    st.one_of(
        _texts(["1", "2", "ya", "tidak", "Siti Aminah", "1965", "tulisan bebas", "lewati", "b"]),
        _replies,
    ),
    max_size=14,
)


def _begin(world: World) -> None:
    world.session.greeted = True
    world.do(Heard(text="menu"))
    world.do(Heard(HeardKind.TAP, "karangan"))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_questions, _answers, _questions, st.lists(_acts, max_size=12))
def test_a_flow_changed_under_a_session(
    before: list[Question], answered: list[Act], after: list[Question], then: list[Act]
) -> None:
    """Questions added, removed, reordered, with other options: answers that still fit are kept,
    the first question without one is put, and the conversation goes on."""
    world = World(_engine(before))
    _begin(world)
    for act in answered:
        world.do(act)
    old = _top(world)
    world.engine = _engine(after)

    world.do(Heard(text="ulang"))
    world.do(Recalled())
    fitting = {k: v for k, v in old.items() if _fits(after, k, v)}

    new = _top(world)
    assert {key: new.get(key) for key in fitting} == fitting
    for act in then:
        world.do(act)


def _top(world: World) -> dict[str, Any]:
    frames = [frame for frame in world.session.frames if frame.flow == "karangan"]
    return {key: answer.value for key, answer in frames[-1].answers.items()} if frames else {}


def _fits(questions: Sequence[Question], key: str, value: Any) -> bool:
    """Does an answer still fit the question of that key, if there is one?"""
    question = next((q for q in questions if q.key == key), None)
    if question is None or question.kind in ("call", "say"):
        return False
    if value is None:
        return question.skippable
    return _ask(question).field.accepts(value)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_questions, _answers, st.lists(_acts, max_size=12))
def test_a_flow_removed_under_a_session(
    before: list[Question], answered: list[Act], then: list[Act]
) -> None:
    """A flow that a release no longer has leaves the citizen at the menu, not in an error."""
    world = World(_engine(before))
    _begin(world)
    for act in answered:
        world.do(act)
    flows = {"menu": MENU}
    everything = parts()
    world.engine = Engine(
        Parts(
            flows=flows,
            words=everything.words,
            regions=everything.regions,
            understand=everything.understand,
        )
    )

    turn = world.do(Heard(text="halo"))

    assert turn is not None
    assert [frame.flow for frame in world.session.frames] == ["menu"]
    for act in then:
        world.do(act)


def test_json_of_a_session_is_plain() -> None:
    """A stored session is JSON, so that an operator's tool can read what it may decrypt."""
    from handlers.dialogue.session import encode

    world = World(engine())
    world.do(Heard(text="cek bansos siti aminah desa sukamaju kec jonggol"))

    assert json.loads(encode(world.session))["frames"][0]["flow"] == "cek_bansos"
