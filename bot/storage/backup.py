"""A copy of everything the embedded database needs, made while the bot runs.

Rules: the database is copied by SQLite's own backup, which sees one moment of it, and is checked
before the copy counts; photos and voice notes follow, encrypted as they lie. Keys are not part of
it: who finds a backup must not be able to read it. A copy is made whole or not at all.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.url import parse, sqlite_path

_PAGES = 1024  # copied at a time, 4 MiB; the writer goes on in between
_PAUSE = 0.01  # seconds


class CannotBackUp(Exception):
    """Why no copy was made; safe to show."""


def back_up(url: str, media: Path, target: Path) -> int:
    """Copy the database and the media folder into `target`, a new folder. Bytes of the database.

    Raises CannotBackUp.
    """
    source = sqlite_path(parse(url))
    if source is None or not source.is_file():
        raise CannotBackUp("there is no SQLite file to copy; on PostgreSQL use pg_dump")
    if target.exists():
        raise CannotBackUp(f"{target} is there already: name a new folder")
    half = target.with_name(target.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True, mode=0o700)
    copy = half / "bansos.db"
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(copy)) as fresh,
    ):
        live.backup(fresh, pages=_PAGES, sleep=_PAUSE)
        problem = fresh.execute("PRAGMA quick_check").fetchone()[0]
    if problem != "ok":
        shutil.rmtree(half)
        raise CannotBackUp("the copy is damaged: check the disk of the original")
    if media.is_dir():
        # A photo that DTKS took meanwhile may be gone between the listing and the copying.
        shutil.copytree(
            media, half / "media", copy_function=_copy, ignore=shutil.ignore_patterns("*.new")
        )
    size = copy.stat().st_size
    half.rename(target)
    return size


def _copy(source: str, target: str) -> None:
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        return
