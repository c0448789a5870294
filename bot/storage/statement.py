"""SQL built once: a SQLAlchemy Core statement with its parameters named, run many times.

Rules: statements are made at import, never per call, and return plain tuples in the order of
their columns. On SQLite they run on the driver's own connection: measured there, SQLAlchemy's
result and context objects cost four times what SQLite itself does (docs/storage.md). On
PostgreSQL they take SQLAlchemy's usual way. Columns are limited to types that both drivers give
alike (int, str, bytes, float, None; a flag is an int), so nothing is lost by the short way.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Insert, Table, bindparam, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement, ColumnElement, Executable
from sqlalchemy.types import BigInteger

Row = tuple[Any, ...]
Rows = list[Row]
_PARAMETER = re.compile(r"__\[POSTCOMPILE_(\w+)\]|:(\w+)")


class database_now(ColumnElement[int]):  # noqa: N801 - reads as a function in a statement
    """The database server's clock: UTC milliseconds since 1970.

    For leases and heartbeats, which several machines must agree on.
    """

    type = BigInteger()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(element: database_now, compiler: SQLCompiler, **kw: Any) -> str:
    # unixepoch('subsec') needs SQLite 3.42; 2440587.5 is the Julian day of 1 January 1970.
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@compiles(database_now, "postgresql")
def _postgresql_now(element: database_now, compiler: SQLCompiler, **kw: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"


def on_sqlite(c: Connection) -> bool:
    """True when this unit of work runs on the embedded database."""
    return c.dialect.name == "sqlite"


def setter(table: Table, *columns: str) -> "Statement":
    """Sets these columns of the row `b_id`, each by its name behind `b_`."""
    return Statement(
        update(table)
        .where(table.c.id == bindparam("b_id"))
        .values(**{name: bindparam(f"b_{name}") for name in columns})
    )


class Statement:
    """One statement, ready for both databases. Parameters are passed by name."""

    __slots__ = ("_clause", "_other", "_sql")

    def __init__(self, clause: Executable, other: Callable[[], Executable] | None = None) -> None:
        """`clause` serves both databases, or SQLite only when `other` makes PostgreSQL's."""
        self._clause = clause
        self._other: Callable[[], Executable] | None = other or (lambda: clause)
        assert isinstance(clause, ClauseElement)  # noqa: S101 - what every Executable here is
        compiled = clause.compile(dialect=sqlite.dialect(paramstyle="named"))
        self._sql = _spelled(str(compiled), compiled.params)

    def _usual(self) -> Executable:
        """The clause for PostgreSQL, made when it is first run there."""
        if self._other is not None:
            # Without the option SQLAlchemy forgets how many rows an INSERT touched.
            self._clause = self._other().execution_options(preserve_rowcount=True)
            self._other = None
        return self._clause

    def one(self, c: Connection, **parameters: Any) -> Row | None:
        """The first row, or None."""
        if on_sqlite(c):
            cursor = _driver(c).execute(self._sql, parameters)
            row: Row | None = cursor.fetchone()
            cursor.close()
            return row
        found = c.execute(self._usual(), parameters).first()
        return None if found is None else tuple(found)

    def all(self, c: Connection, **parameters: Any) -> Rows:
        """Every row."""
        if on_sqlite(c):
            return _driver(c).execute(self._sql, parameters).fetchall()
        return [tuple(row) for row in c.execute(self._usual(), parameters)]

    def value(self, c: Connection, **parameters: Any) -> Any:
        """The first column of the first row; None without a row."""
        row = self.one(c, **parameters)
        return None if row is None else row[0]

    def run(self, c: Connection, **parameters: Any) -> int:
        """Run a change; how many rows it touched."""
        if on_sqlite(c):
            return _driver(c).execute(self._sql, parameters).rowcount
        return c.execute(self._usual(), parameters).rowcount

    def many(self, c: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a change once for each row of parameters."""
        batch = [dict(row) for row in rows]
        if not batch:
            return
        if on_sqlite(c):
            _driver(c).executemany(self._sql, batch)
        else:
            c.execute(self._usual(), batch)


def _spelled(sql: str, parameters: Mapping[str, Any]) -> str:
    """The text with what never changes written out.

    As a parameter it could be anything: SQLite would leave a partial index aside or, where one
    might fit, plan the statement anew at each run (110 of the 156 us that a reply's INSERT took).
    """

    def written(found: re.Match[str]) -> str:
        value = parameters.get(found[1] or found[2])
        if isinstance(value, list | tuple):
            return ", ".join(map(_literal, value))
        if found[1]:
            raise ValueError("a list is part of a statement, never a parameter of it")
        return found[0] if value is None else _literal(value)

    return _PARAMETER.sub(written, sql)


def _literal(value: Any) -> str:
    """A constant of ours as SQL; never something that came from outside."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, int):
        return str(int(value))  # a flag is an int
    raise TypeError(f"no constant of a statement: {type(value).__name__}")


def upsert(build: Callable[[Callable[..., Any]], Insert]) -> Statement:
    """A statement with ON CONFLICT, which each dialect spells through its own `insert`."""
    return Statement(build(sqlite.insert), lambda: build(_postgresql_insert()))


def insert_of(c: Connection) -> Callable[..., Any]:
    """The `insert` of a connection's dialect, which knows ON CONFLICT."""
    return sqlite.insert if on_sqlite(c) else _postgresql_insert()


def _postgresql_insert() -> Callable[..., Any]:
    # Loaded with PostgreSQL only: 2.5 MB.
    insert: Callable[..., Any] = import_module("sqlalchemy.dialects.postgresql").insert
    return insert


def named(*names: str) -> dict[str, Any]:
    """Parameters called like the columns they fill."""
    return {name: bindparam(name) for name in names}


def _driver(c: Connection) -> sqlite3.Connection:
    driver = c.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - on_sqlite said so
    return driver
