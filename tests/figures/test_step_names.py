"""Every step of every flow has words on the dashboard."""

import ast
from pathlib import Path

import pytest

import handlers
from bot.figures.report import named
from bot.figures.step_names import STEPS, Names
from bot.figures.suppress import Table
from handlers.registry import FLOWS
from i18n.catalog import Catalog

NAMES = Names(Catalog.load())
# What `Ask` is given where its key is a name of the code: families, or parts of a sub-dialogue.
_ASKS = ("Ask", "Review", "ask_region", "ask_evidence", "ask_photo")


def keys() -> set[str]:
    """The first part of each key that a flow's source asks by."""
    found = set()
    for path in Path(handlers.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            key = node.args[0]
            if node.func.id in _ASKS and isinstance(key, ast.Constant):
                found.add(str(key.value).partition(".")[0])
            if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
                head = str(key.values[0].value)
                if node.func.id in _ASKS and not head.endswith("_"):
                    found.add(head.partition(".")[0])
    return found


def test_no_step_is_shown_by_its_key() -> None:
    """Each question of the sources, and each step that a flow names, has words of the catalogue."""
    asked = {("", key) for key in keys()}
    asked |= {(flow.id, step) for flow in FLOWS.values() for step in flow.steps}

    nameless = sorted(key for flow, key in asked if NAMES.step(flow, key) in (key, "…", ""))

    assert len(asked) > 60
    assert nameless == []


def test_each_word_is_in_the_catalogue() -> None:
    """No name of a step points to a message that is not there."""
    assert [msgid for msgid in STEPS.values() if not NAMES._catalog.has(msgid, "id")] == []


@pytest.mark.parametrize(
    ("flow", "key", "words"),
    [
        ("usul", "nik", "NIK"),
        ("usul", "survei_floor", "Lantai tanah atau semen"),
        ("usul", "tambah2", "Mau menambah keterangan? (2)"),
        ("lapor", "uang_due", "Seharusnya"),
        ("pendamping", "kode1", "Tulis kode undangan dari petugas (1)"),
        ("cek_bansos", "hasil0", "Mau coba lagi?"),
        ("cek_bansos", "nama_orang_tua", "Siapa nama depan ayah atau ibunya?"),
        ("status", "tarik_yakin", "Tarik kiriman …?"),
        ("lapor", "usai", "Selesai"),
        ("usul", "of_a_later_release7", "of_a_later_release (7)"),
    ],
)
def test_a_step_reads_like_its_question(flow: str, key: str, words: str) -> None:
    """The row's label, or the question without what only its recipient was told."""
    assert NAMES.step(flow, key) == words


def test_ways_and_languages_have_names_too() -> None:
    """What is not known stays as it is."""
    assert NAMES.by("locale", "jv") == "Basa Jawa"
    assert NAMES.by("mode", "standar") == "Tulisan biasa"
    assert [NAMES.by(what, "x") for what in ("locale", "mode", "channel")] == ["x", "x", "x"]


def test_what_is_published_names_languages_and_modes() -> None:
    """Rows that are kept by a code, to be the same next month, are shown by a name; others stay."""
    kept = [
        Table(name=name, title="", rows=rows, columns=("Jumlah",), cells=((10,),) * len(rows))
        for name, rows in (("selesai-locale", ("ace", "Jumlah")), ("usul-wilayah", ("tuli",)))
    ]

    shown = named(kept, Catalog.load())

    assert [table.rows for table in shown] == [("Bahsa Acèh", "Jumlah"), ("tuli",)]
