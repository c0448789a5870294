"""The ground that the other tests stand on."""

from __future__ import annotations

import socket

import psycopg
import pytest
from pytest_socket import SocketConnectBlockedError

from bot.storage.db import open_database
from tests.postgres import Postgres


async def test_a_database_answers(database_url: str) -> None:
    """Each kind of database starts empty and takes a table."""
    db = open_database(database_url)
    await db.run(lambda c: c.exec_driver_sql("CREATE TABLE word (w text)"))
    await db.run(lambda c: c.exec_driver_sql("INSERT INTO word VALUES ('halo')"))
    words = await db.read(lambda c: c.exec_driver_sql("SELECT w FROM word").scalars().all())
    await db.aclose()

    assert words == ["halo"]


def test_a_template_is_built_once_and_copied(postgres: Postgres) -> None:
    """A database made from a template has what the template's builder put there."""
    built: list[str] = []

    def build(url: str) -> None:
        built.append(url)
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE TABLE word AS SELECT 'halo' AS w")

    name = postgres.template("ground", build)
    again = postgres.template("ground", build)
    url = postgres.create(template=name)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT w FROM word").fetchone()
    postgres.drop(url)

    assert (row, again, len(built)) == (("halo",), name, 1)


def test_nothing_leaves_the_machine() -> None:
    """A connection to anywhere but loopback is refused before a packet is sent."""
    with socket.socket() as outward, pytest.raises(SocketConnectBlockedError):
        outward.connect(("192.0.2.1", 80))


def test_a_free_port_can_be_taken(free_port: int) -> None:
    """The port handed out is free to listen on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port))

        assert server.getsockname()[1] == free_port
