"""A phone call on a simulated phone: Twilio's side of it, from the ring to the hang-up.

Rules: each turn is a signed POST to the address that the last document named, and the document
that comes back is played: what is said becomes a bubble, a recording becomes a player. Keys are
collected as <Gather> does: `numDigits` of them, or up to '#'. A question's repeats are not shown
again, and nobody is cut off for being slow: silence is a key of its own here.
"""

import asyncio
import secrets
from dataclasses import dataclass
from xml.etree import ElementTree

from bot.web.simulator.network import Network
from bot.web.simulator.phones import Phone

HOOK = "/hooks/voice"
# Seconds between two looks whether the answer has come.
_HOLD = 1.0
_KEYS = frozenset("0123456789*#")


@dataclass
class Call:
    """A call under way. `action` is where the next turn goes, `silent` where silence goes."""

    sid: str
    action: str = HOOK
    silent: str = ""
    digits_wanted: int = 0
    pressed: str = ""


class Exchange:
    """All calls, by phone."""

    def __init__(self, network: Network, number: str) -> None:
        self._network = network
        self._number = number
        self._calls: dict[str, Call] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ring(self, phone: Phone) -> int:
        """The citizen calls; the webhook's status."""
        if phone.id in self._calls:
            return 200
        self._calls[phone.id] = Call("CA" + secrets.token_hex(16))
        self._display(phone)
        return await self._turn(phone, HOOK, CallStatus="ringing")

    async def hang_up(self, phone: Phone) -> int:
        """The citizen hangs up."""
        call = self._calls.pop(phone.id, None)
        self._display(phone)
        if call is None:
            return 200
        form = {**self._form(phone, call), "CallStatus": "completed"}
        status, _ = await self._network.ask(HOOK, form)
        return status

    async def press(self, phone: Phone, key: str) -> int:
        """The citizen presses a key."""
        call = self._calls.get(phone.id)
        if call is None or key not in _KEYS:
            return 200
        if key != "#":
            call.pressed += key
        done = key == "#" or 0 < call.digits_wanted <= len(call.pressed)
        if not done or not call.pressed:
            self._display(phone)
            return 200
        digits, call.pressed = call.pressed, ""
        phone.show(f"me-{phone.seq + 1}", by="me", text=digits)
        self._display(phone)
        return await self._turn(phone, call.action, Digits=digits)

    async def speak(self, phone: Phone, words: str) -> int:
        """The citizen says something; the recogniser has heard it right."""
        call = self._calls.get(phone.id)
        if call is None:
            return 200
        return await self._turn(phone, call.action, SpeechResult=words, Confidence="0.9")

    async def stay_silent(self, phone: Phone) -> int:
        """The citizen says and presses nothing until the question is over."""
        call = self._calls.get(phone.id)
        if call is None or not call.silent:
            return 200
        return await self._turn(phone, call.silent)

    def _form(self, phone: Phone, call: Call) -> dict[str, str]:
        return {
            "CallSid": call.sid,
            "AccountSid": self._network.account_sid,
            "From": phone.address,
            "To": self._number,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
        }

    async def _turn(self, phone: Phone, path: str, **fields: str) -> int:
        call = self._calls[phone.id]
        status, document = await self._network.ask(path, {**self._form(phone, call), **fields})
        if status < 300:
            await self._play(phone, call, document)
        return status

    async def _play(self, phone: Phone, call: Call, document: bytes) -> None:
        """What the caller hears, and where the next turn goes."""
        # Our own bot's answer, over loopback.
        root = ElementTree.fromstring(document)  # noqa: S314
        gather = root.find("Gather")
        recording = root.find("Record")
        redirect = (root.findtext("Redirect") or "").strip()
        heard = gather if gather is not None else root
        await self._say(phone, heard)
        call.silent = redirect
        call.digits_wanted = int((gather.get("numDigits") if gather is not None else "") or 0)
        asking = gather if gather is not None else recording
        if asking is not None:
            call.action = asking.get("action") or HOOK
        elif redirect:
            self._hold(phone, call, redirect)
        else:  # nothing to wait for: the bot has hung up
            self._calls.pop(phone.id, None)
        self._display(phone)

    async def _say(self, phone: Phone, verb: ElementTree.Element) -> None:
        lines: list[str] = []
        for child in verb:
            if child.tag == "Say":
                lines.append((child.text or "").strip())
            elif child.tag == "Play" and child.text:
                file = await self._network.fetch(child.text.strip())
                if file is not None:
                    media = {"kind": "voice", "file": phone.keep(file), "name": "", "type": "audio"}
                    phone.show(f"bot-{phone.seq + 1}", by="bot", text="", media=media)
        if lines:
            phone.show(f"bot-{phone.seq + 1}", by="bot", text="\n".join(lines))

    def _hold(self, phone: Phone, call: Call, path: str) -> None:
        """'One moment': come back by oneself, as a caller on hold does."""

        async def later() -> None:
            await asyncio.sleep(_HOLD)
            if self._calls.get(phone.id) is call:
                await self._turn(phone, path)

        task = asyncio.ensure_future(later())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _display(self, phone: Phone) -> None:
        call = self._calls.get(phone.id)
        pressed = call.pressed if call is not None else ""
        phone.show("call", call={"on": call is not None, "pressed": pressed})

    async def aclose(self) -> None:
        """End what is on hold."""
        for task in self._tasks:
            task.cancel()
