"""Citizens submit while processes are killed; afterwards the books are compared.

Rules: a kill comes whenever another share of the conversations is done, so all kills fall into
the run; what is hit is random. The truth is counted from outside: what citizens have on their
screens, what DTKS has stored. 'In flight' is read from the outbox at each kill: messages committed
and not yet marked as sent, which the process may or may not have sent.
"""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import asdict, dataclass
from functools import partial

import aiohttp

from tests.chaos.citizens import Citizen, Stuck
from tests.chaos.processes import Child, World, until

AT_ONCE = 40
LONGEST = 600.0  # seconds from one kill to the next
SETTLE = 240.0  # seconds for what waits behind a breaker and a retry
_IN_FLIGHT = "SELECT SUM(parts - next_part) FROM outbox WHERE state = 'sending'"
_PARTS = "SELECT SUM(parts) FROM outbox WHERE state = 'sent'"
_OPEN = "SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending') AND not_before < 4e12"
_FAILED = "SELECT COUNT(*) FROM outbox WHERE state IN ('failed', 'cancelled')"
_UNKNOWN = "SELECT COUNT(*) FROM outbox WHERE state = 'unknown'"
_QUEUED = "SELECT COUNT(*) FROM submission WHERE state <> 'delivered'"


@dataclass
class Figures:
    """What a siege came to. All but the first four and `in_flight` are to be 0, or as said."""

    conversations: int
    kills: int
    seconds: float
    messages: int
    tickets: int
    stuck: int
    lost: int  # tickets that DTKS does not have
    twice: int  # submissions stored more than once
    undelivered: int  # kept, but DTKS does not have them in the end
    answers_lost: int  # submissions that are not made of the citizen's answers
    replies_lost: int  # never sent
    repeated: int  # outbound messages more than were to be sent; at most `in_flight`
    in_flight: int  # at the kills, together
    notices_unknown: int  # sent or not: never repeated blindly

    @property
    def good(self) -> bool:
        """Did everything hold?"""
        losses = (self.stuck, self.lost, self.twice, self.undelivered, self.answers_lost)
        return not any(losses) and not self.replies_lost and self.repeated <= self.in_flight


async def siege(world: World, conversations: int, kills: int, seed: int) -> Figures:
    """Run it."""
    chance = random.Random(seed)
    citizens = [Citizen(world, number, chance) for number in range(conversations)]
    started = time.monotonic()
    done = Counter[str]()
    gate = asyncio.Semaphore(AT_ONCE)
    stuck: list[str] = []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:

        async def one(citizen: Citizen) -> None:
            async with gate:
                try:
                    await citizen.talk(session)
                except Stuck as error:
                    stuck.append(str(error))
                done["talks"] += 1

        talks = [asyncio.ensure_future(one(citizen)) for citizen in citizens]
        in_flight = 0
        for number in range(kills):
            enough = conversations * number // (kills + 1)
            await until(partial(_reached, done, enough), LONGEST)
            await asyncio.sleep(chance.uniform(0.0, 0.5))
            in_flight += await _kill(world, chance.choice(world.killable))
        await asyncio.gather(*talks)
    undelivered = await _settle(world)
    return _figures(world, citizens, kills, started, stuck, in_flight, undelivered)


def _reached(done: Counter[str], enough: int) -> bool:
    return done["talks"] >= enough


async def _kill(world: World, child: Child) -> int:
    """Kill and start again; the messages that were in flight."""
    await child.end()
    flying = 0 if child is world.sandbox else await asyncio.to_thread(world.number, _IN_FLIGHT)
    await child.start()
    return flying


async def _settle(world: World) -> int:
    """Wait until everything went out; how many submissions did not."""
    end = time.monotonic() + SETTLE
    while time.monotonic() < end:
        waiting = await asyncio.to_thread(world.number, _QUEUED)
        open_ = await asyncio.to_thread(world.number, _OPEN)
        if not waiting and not open_:
            return 0
        await asyncio.sleep(0.5)
    return await asyncio.to_thread(world.number, _QUEUED)


def _figures(
    world: World,
    citizens: list[Citizen],
    kills: int,
    started: float,
    stuck: list[str],
    in_flight: int,
    undelivered: int,
) -> Figures:
    stored = world.stored()
    bodies = {ticket: json.loads(body)["data"] for ticket, body in stored}
    tickets = [citizen.ticket for citizen in citizens if citizen.ticket]
    told = [citizen for citizen in citizens if citizen.ticket in bodies]
    for line in stuck[:10]:
        print("stuck:", line)  # noqa: T201 - a command's output
    return Figures(
        conversations=len(citizens),
        kills=kills,
        seconds=round(time.monotonic() - started, 1),
        messages=sum(citizen.sent for citizen in citizens),
        tickets=len(tickets),
        stuck=len(stuck),
        lost=len([ticket for ticket in tickets if ticket not in bodies]),
        twice=len(stored) - len({json.dumps(data, sort_keys=True) for data in bodies.values()}),
        undelivered=undelivered,
        answers_lost=len([c for c in told if not c.said(bodies[str(c.ticket)])]),
        replies_lost=world.number(_FAILED) + world.number(_OPEN),
        repeated=max(0, world.shown - world.number(_PARTS) - world.number(_UNKNOWN)),
        in_flight=in_flight,
        notices_unknown=world.number(_UNKNOWN),
    )


def table(figures: Figures) -> str:
    """One figure a line."""
    return "\n".join(f"{name.replace('_', ' '):16} {value}" for name, value in
                     asdict(figures).items())  # fmt: skip
