"""Statements give the same on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.storage.db import Database
from bot.storage.statement import Statement, database_now, named
from bot.storage.tables import metadata, setting

ADD = Statement(
    sa.insert(setting)
    .values(**named(*(column.name for column in setting.c if column.name != "id")))
    .returning(setting.c.id)
)
BY_NAME = Statement(
    sa.select(setting.c.name, setting.c.value, setting.c.from_at)
    .where(setting.c.name.in_(["a", "b"]))
    .order_by(setting.c.id)
    .limit(sa.bindparam("most"))
)


def row(name: str, at: int = 1) -> dict[str, object]:
    """Every column but the id."""
    values: dict[str, object] = {"name": name, "value": "é\x00"[:1], "from_at": at, "by": "x"}
    return {c.name: values.get(c.name, 0) for c in setting.c if c.name != "id"}


async def test_rows_are_plain_tuples(db: Database) -> None:
    """Rows come as tuples in column order, with text and large numbers as they were."""
    big = 2**53 + 1
    first = await db.run(lambda c: ADD.value(c, **row("a", big)))
    second = await db.run(lambda c: ADD.value(c, **row("b")))

    found = await db.read(lambda c: BY_NAME.all(c, most=5))
    assert second > first
    assert found == [("a", "é", big), ("b", "é", 1)]
    assert [type(one) for one in found] == [tuple, tuple]


async def test_no_row_is_none(db: Database) -> None:
    """Without a row there is None, not an error."""
    assert await db.read(lambda c: BY_NAME.one(c, most=1)) is None
    assert await db.read(lambda c: BY_NAME.value(c, most=1)) is None


async def test_many_at_once(db: Database) -> None:
    """A batch writes each of its rows; an empty one nothing."""
    insert = Statement(sa.insert(setting).values(**named(*row("x"))))

    await db.run(lambda c: insert.many(c, [row("a"), row("b"), row("a")]))
    await db.run(lambda c: insert.many(c, []))

    assert len(await db.read(lambda c: BY_NAME.all(c, most=9))) == 3


async def test_the_databases_clock_is_utc(db: Database) -> None:
    """The database's own time is in UTC milliseconds."""
    clock = Statement(sa.select(database_now()))
    here = dt.datetime.now(dt.UTC).timestamp() * 1000

    there = await db.read(clock.value)

    assert abs(there - here) < 5_000


@pytest.mark.parametrize("name", ["Ma'ruf", ":name", "a:most", 'se"mua', "%(name)s"])
async def test_a_constant_is_what_it_says(db: Database, name: str) -> None:
    """A constant of a statement means itself, alone or in a list, whatever signs are in it."""
    alone = Statement(sa.select(setting.c.value).where(setting.c.name == name))
    listed = Statement(
        sa.select(setting.c.value).where(setting.c.name.in_([name]), setting.c.from_at == 1)
    )
    await db.run(lambda c: ADD.value(c, **row(name)))
    await db.run(lambda c: ADD.value(c, **row("most")))

    found = await db.read(lambda c: [alone.all(c), listed.all(c)])

    assert found == [[("é",)], [("é",)]]


def test_a_constant_is_of_a_kind_that_sql_can_spell() -> None:
    """Bytes and fractions are parameters: how they are spelled is not the same everywhere."""
    with pytest.raises(TypeError, match="float"):
        Statement(sa.select(setting.c.name).where(setting.c.from_at == 1.5))


def test_a_list_is_no_parameter() -> None:
    """A statement whose list would have to change its text is refused where it is made."""
    where = setting.c.name.in_(sa.bindparam("names", expanding=True))

    with pytest.raises(ValueError, match="never a parameter"):
        Statement(sa.select(setting.c.name).where(where))


def test_columns_keep_to_plain_types() -> None:
    """No column has a type that the two drivers give back differently."""
    plain = (sa.BigInteger, sa.Integer, sa.SmallInteger, sa.Text, sa.LargeBinary)
    odd = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if not isinstance(column.type, plain)
    ]

    assert odd == []
