"""Citizens who file a report or a proposal by Telegram, answering what they are asked.

Rules: a citizen answers a question once, whatever is repeated; sends a message again until the
bot took it, as Telegram does; and waits for the reply before writing more. What they say holds
their own number, so that what DTKS has shows whose answers it is made of.
"""

import asyncio
import contextlib
import random
import re
from collections import Counter

import aiohttp

from tests.chaos.processes import World
from tests.fakes import telegram_updates as updates
from tests.fakes.telegram_api import SECRET

PATIENCE = 180.0  # seconds for one reply, restarts and take-overs included
TICKET = re.compile(r"\b([A-Z]-[2-9A-Z]{4}-[2-9A-Z]{2,})\b")
FIRST_CHAT = 5_000_000
SURVEY = ("head_jobless", "hunger", "food_share", "floor", "walls")
# (what the question says, what is answered)
Answers = tuple[tuple[str, str], ...]


class Stuck(Exception):
    """A citizen got no reply."""


class Citizen:
    """One conversation. `number` marks the answers."""

    def __init__(self, world: World, number: int, chance: random.Random) -> None:
        self.chat = FIRST_CHAT + number
        self.amount = 100_000 + number
        self.note = f"catatan warga nomor {number}"
        self.ticket: str | None = None
        self.sent = 0
        self._world = world
        self._chance = chance
        self._done: Counter[str] = Counter()
        self._read = 0
        self.nik = f"320106{41 + number % 28}{1 + number // 28 % 12:02}65{4000 + number % 1000}"
        self.proposes = number % 4 == 0
        self._answers = self._proposal() if self.proposes else self._report()

    def _report(self) -> Answers:
        return (
            ("Bantuan yang mana?", "tidak tahu"),
            ("untuk bulan apa?", "lewati"),
            ("Tulis dengan kecamatannya", "desa Sukamaju kecamatan Jonggol"),
            ("Benar tempat ini?", "ya"),
            ("Berapa rupiah", str(self.amount)),
            ("Siapa yang meminta", self.note),
            ("Punya bukti?", "tanpa bukti"),
            ("laporan ini jujur", "1"),
        )

    def _proposal(self) -> Answers:
        return (
            ("Setuju datanya", "1"),
            ("16 angka NIK", self.nik),
            ("16 angka nomor KK", f"320106120310{self.amount % 9000:04}"),
            ("nama lengkapnya", "Siti Aminah"),
            ("Lahir di", "Bogor"),
            ("Di mana alamatnya", "Kp Baru RT 2 RW 3, desa Sukamaju, kecamatan Jonggol"),
            ("Benar tempat ini?", "ya"),
            ("tempat tinggal yang tetap", "ya"),
            ("kepala keluarga bekerja", "tidak"),
            ("takut kelaparan", "ya"),
            ("separuh belanja", "ya"),
            ("membeli pakaian", "tidak"),
            ("lantai rumah", "ya"),
            ("dinding rumah", "tidak"),
            ("jamban", "ya"),
            ("listriknya", "tidak"),
            ("Bantuan apa yang diperlukan", "PKH"),
            ("Mau menambah keterangan", "tidak"),
            ("Anda menyatakan semuanya benar", "1"),
        )

    def said(self, data: dict[str, object]) -> bool:
        """Is this submission made of this citizen's answers, all of them?"""
        if self.proposes:
            survey = [data.get(f"survey_{name}") for name in SURVEY]
            return data.get("nik") == self.nik and survey == [True, True, True, True, False]
        return data.get("note") == self.note and data.get("amount_asked") == self.amount

    async def talk(self, session: aiohttp.ClientSession) -> None:
        """From the first word to the ticket. Raises Stuck."""
        said = "usul" if self.proposes else "bantuan saya dipotong ketua rt"
        while self.ticket is None:
            await self.say(session, said)
            said = await self._next()

    async def say(self, session: aiohttp.ClientSession, words: str) -> None:
        """Have Telegram deliver a message to any web process, until one takes it."""
        self.sent += 1
        await deliver(session, self._world, updates.text(self.chat, words), self._chance)

    async def _next(self) -> str:
        """Read until a question not yet answered, or the ticket."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            shown = self._world.screen(self.chat)
            while self._read < len(shown):
                text = shown[self._read]
                self._read += 1
                found = TICKET.search(text)
                if found:
                    self.ticket = found.group(1)
                    return ""
                for question, answer in self._answers:
                    if question in text and not self._done[question]:
                        self._done[question] += 1
                        return answer
            await asyncio.sleep(0.05)
        raise Stuck(f"chat {self.chat}: {self._done.total()} answers; last: {shown[-1:]}")


async def deliver(
    session: aiohttp.ClientSession, world: World, update: dict[str, object], chance: random.Random
) -> None:
    """Post an update until some web process answers 200."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    end = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < end:
        url = f"{chance.choice(world.webs).url}/hooks/telegram"
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, ConnectionError):
            async with session.post(url, json=update, headers=headers) as answer:
                await answer.read()
                if answer.status == 200:
                    return
        await asyncio.sleep(0.1)
    raise Stuck("no web process takes messages")
