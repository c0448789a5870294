"""The synthetic population: the same everywhere, well formed, and made whole or not at all."""

from datetime import date
from pathlib import Path

from backend_client.nik import Nik, parse_nik
from backend_client.regions import Regions
from backend_client.sandbox import DEFAULT_PEOPLE, DEFAULT_SEED, MAGIC, Sandbox
from backend_client.sandbox.population import PLANTED, PopulationMaker, plan_villages
from backend_client.sandbox.register import build, register_path
from bot.config import Settings
from tests.contract.conftest import PEOPLE, FakeRegions

TODAY = date(2026, 11, 21)


def test_the_default_population_lives_in_real_villages_of_many_provinces() -> None:
    """At least 200,000 people over at least five provinces, a few hundred to 2,000 a village."""
    regions = Regions.load()

    plan = plan_villages(regions, DEFAULT_PEOPLE, DEFAULT_SEED)

    assert sum(village.people for village in plan) >= 200_000
    assert len({village.code[:2] for village in plan}) >= 5
    assert all(village.people <= 2000 for village in plan)
    assert all(regions.get(village.code) is not None for village in plan)
    assert {village.code for village in plan} >= set(PLANTED)


def test_a_sandbox_of_its_own_has_the_people_of_the_demo() -> None:
    """`python -m backend_client.sandbox_server` and `bansos demo` make one population."""
    settings = Settings.model_fields

    assert settings["sandbox_seed"].default == DEFAULT_SEED
    assert settings["sandbox_people"].default == DEFAULT_PEOPLE


def test_a_seed_gives_the_same_people(tmp_path: Path) -> None:
    """Two machines that make a population get equal people; another seed gives others."""
    one = Sandbox.open(FakeRegions(), tmp_path / "one", people=PEOPLE)
    two = Sandbox.open(FakeRegions(), tmp_path / "two", people=PEOPLE)
    other = Sandbox.open(FakeRegions(), tmp_path / "two", people=PEOPLE, seed=7)

    people = [sandbox.people(None, PEOPLE) for sandbox in (one, two, other)]

    for sandbox in (one, two, other):
        sandbox.close()
    assert len(people[0]) == PEOPLE
    assert people[0] == people[1]
    assert people[0] != people[2]


def test_every_nik_is_well_formed_and_no_magic_one(sandbox: Sandbox) -> None:
    """NIKs fit birth date, sex and kecamatan, are unique, and stay below the magic serials."""
    people = sandbox.people(None, PEOPLE)

    niks = [parse_nik(person.nik, today=TODAY) for person in people]

    assert all(isinstance(nik, Nik) for nik in niks)
    assert len({person.nik for person in people}) == len(people)
    assert not any(person.nik[12:] in MAGIC for person in people)
    for person, nik in zip(people, niks, strict=True):
        assert isinstance(nik, Nik)
        assert (nik.birth_date.isoformat(), nik.sex.value) == (person.birth_date, person.sex)
        assert person.village.startswith(nik.region)


def test_people_have_the_programmes_of_their_house_and_fresh_periods(sandbox: Sandbox) -> None:
    """All three states occur; periods are months up to the present one."""
    records = [record for person in sandbox.people(None, PEOPLE) for record in person.programmes]

    assert {record.state.value for record in records} == {"active", "waiting", "ended"}
    assert all((record.period is None) == (record.state == "waiting") for record in records)


def test_an_interrupted_making_leaves_nothing_behind_that_counts(tmp_path: Path) -> None:
    """A file cut off under its temporary name is not opened; the next start makes it whole."""
    plan = plan_villages(FakeRegions(), PEOPLE, DEFAULT_SEED)
    path = register_path(tmp_path, plan, DEFAULT_SEED)
    path.with_name(f".{path.name}.1.tmp").write_bytes(b"SQLite format 3\x00 cut off")

    sandbox = Sandbox.open(FakeRegions(), tmp_path, people=PEOPLE)

    people = sandbox.people(None, PEOPLE)
    sandbox.close()
    assert len(people) == PEOPLE


def test_building_twice_at_once_is_harmless(tmp_path: Path) -> None:
    """Each process writes a file of its own and the last rename wins, with equal content."""
    plan = plan_villages(FakeRegions(), 300, DEFAULT_SEED)
    path = register_path(tmp_path, plan, DEFAULT_SEED)

    build(path, plan, DEFAULT_SEED)
    first = path.read_bytes()
    build(path, plan, DEFAULT_SEED)

    assert path.read_bytes() == first


def test_a_village_is_as_large_as_planned() -> None:
    """The generator stops at exactly the planned number of people."""
    plan = plan_villages(FakeRegions(), 700, 1)

    counted = [
        sum(len(residents) for _, residents in PopulationMaker(1).village(village))
        for village in plan
    ]

    assert counted == [village.people for village in plan]
