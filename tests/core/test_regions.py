"""The tree of regions: codes, names, lists, time zones."""

import pytest

from backend_client.regions import Level, Region, Regions, fold
from backend_client.regions.index import DATA, Index
from backend_client.regions.store import Store
from backend_client.regions.tree import Tree


@pytest.fixture(scope="module")
def regions() -> Regions:
    """The packaged data."""
    return Regions.load()


def test_counts(regions: Regions) -> None:
    """All 91,599 places of idn-area-data 4.0.1 are there, on four levels."""
    level = [regions.children(None)]
    for _ in range(3):
        level.append(
            tuple(child for parent in level[-1] for child in regions.children(parent.code))
        )

    assert [len(each) for each in level] == [38, 514, 7285, 83762]


def test_get_takes_dots_and_digits(regions: Regions) -> None:
    """A code is found with its dots or without."""
    village = Region("32.01.06.2001", "Sukamaju", Level.DESA)

    assert regions.get("32.01.06.2001") == village
    assert regions.get("3201062001") == village


@pytest.mark.parametrize(
    "code", ["", "99", "32.99", "32.01.06.9999", "abc", "320", "32010620011", "٣٢", "-1", "3.2"]
)
def test_unknown_codes(regions: Regions, code: str) -> None:
    """A code nobody has gives nothing, and no error."""
    assert regions.get(code) is None
    assert regions.path(code) == ()
    assert regions.children(code) == ()


def test_path_is_provinsi_first(regions: Regions) -> None:
    """A path runs from the provinsi down to the place."""
    names = [region.name for region in regions.path("32.01.06.2001")]

    assert names == ["Jawa Barat", "Kabupaten Bogor", "Jonggol", "Sukamaju"]


def test_children_by_name(regions: Regions) -> None:
    """Lists are sorted by name, as a citizen looks a place up."""
    provinces = [region.name for region in regions.children(None)]

    assert provinces == sorted(provinces, key=str.casefold)
    assert provinces[0] == "Aceh"


def test_names_as_people_write_them(regions: Regions) -> None:
    """Two provinces carry their usual names; kabupaten and kota are told apart."""
    names = {
        code: region.name
        for code in ("31", "34", "32.01", "32.71", "31.74")
        if (region := regions.get(code))
    }

    assert names == {
        "31": "DKI Jakarta",
        "34": "DI Yogyakarta",
        "32.01": "Kabupaten Bogor",
        "32.71": "Kota Bogor",
        "31.74": "Kota Administrasi Jakarta Selatan",
    }


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("11.01", "Asia/Jakarta"),
        ("32.01.06.2001", "Asia/Jakarta"),
        ("61.71", "Asia/Jakarta"),
        ("62.02", "Asia/Jakarta"),
        ("63.71", "Asia/Makassar"),
        ("64.02", "Asia/Makassar"),
        ("65.01", "Asia/Makassar"),
        ("51.71", "Asia/Makassar"),
        ("73.71", "Asia/Makassar"),
        ("81.71", "Asia/Jayapura"),
        ("82.71", "Asia/Jayapura"),
        ("96.71", "Asia/Jayapura"),
    ],
)
def test_timezones(regions: Regions, code: str, zone: str) -> None:
    """WIB, WITA and WIT, with Kalimantan divided between the first two."""
    assert regions.timezone(code) == zone


def test_label_tells_desa_from_kelurahan(regions: Regions) -> None:
    """The code tells a desa from a kelurahan; a kabupaten's name says its kind already."""
    labels = [
        regions.label(region)
        for code in ("32.01.06.2001", "32.01.01.1006", "32.01.06", "32.01", "32")
        if (region := regions.get(code))
    ]

    assert labels == [
        "Desa Sukamaju",
        "Kelurahan Cibinong",
        "Kecamatan Jonggol",
        "Kabupaten Bogor",
        "Jawa Barat",
    ]


def test_two_loads_share_nothing_but_the_data(regions: Regions) -> None:
    """What one object resolves does not depend on another's past."""
    other = Regions.load()
    other.resolve("jonggol")

    assert other.resolve("sukamaju jonggol") == regions.resolve("sukamaju jonggol")


def test_index_fits_the_folding() -> None:
    """The prepared index holds the names as today's folding folds them: else build it again."""
    tree = Tree(Store.open(DATA / "regions.bin"))
    index = Index(Store.open(DATA / "regions.idx"))
    strays = [
        tree.names[number]
        for number, key in enumerate(index.key_of)
        if number % 7 == 0 and index.keys[key] != fold.key(fold.words(tree.bare_name(number)))
    ]

    assert strays == []
