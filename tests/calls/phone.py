"""A telephone: speaks TwiML with `/hooks/voice` over HTTP, as Twilio does, by keys or by words.

Rules: every request is signed; what is said is kept as text, in order; keys are only taken where
a <Gather> or a <Record> waits for them, and a number without `numDigits` is ended with '#'.
"""

import itertools
from dataclasses import dataclass, field
from xml.etree import ElementTree

import httpx
from twilio.request_validator import RequestValidator

HOOK = "/hooks/voice"
_MOST_HOLDS = 20


@dataclass
class Account:
    """The bot as Twilio sees it: where it listens, the token that signs, and the public address
    that is signed over."""

    url: str
    token: str
    public: str
    sid: str = "AC" + "0f" * 16


@dataclass
class Phone:
    """One telephone. `heard` is what was said since the last key."""

    account: Account
    number: str
    call: str = ""
    heard: str = ""
    all_heard: list[str] = field(default_factory=list)
    document: ElementTree.Element = field(default_factory=lambda: ElementTree.Element("Response"))
    _calls = itertools.count(1)

    def ring(self) -> str:
        """Call; what is said first."""
        self.call = f"CA{next(self._calls):032x}"
        return self._post(HOOK, CallStatus="ringing")

    def answered(self) -> str:
        """Take a call that the bot placed; what is said first."""
        self.call = f"CA{next(self._calls):032x}"
        return self._post(HOOK, Direction="outbound-api", From="+622150000171", To=self.number)

    def press(self, *keys: str) -> str:
        """Press keys, one answer each; what is said to the last."""
        for key in keys:
            gather = self.document.find("Gather")
            asking = self.document.find("Record") if gather is None else gather
            assert asking is not None, f"nobody waits for a key: {self.heard}"
            if gather is not None and gather.get("numDigits") == "1":
                assert len(key) == 1, f"one key is waited for, not {key}: {self.heard}"
            more = {} if gather is not None else {"RecordingUrl": f"{self.account.url}/none"}
            self._post(str(asking.get("action")), Digits=key, **more)
        return self.heard

    def say(self, words: str) -> str:
        """Say something, and be understood."""
        gather = self.document.find("Gather")
        assert gather is not None, f"nobody listens: {self.heard}"
        assert "speech" in str(gather.get("input"))
        return self._post(str(gather.get("action")), SpeechResult=words, Confidence="0.9")

    def record(self) -> str:
        """Leave a recording where one is asked for."""
        asking = self.document.find("Record")
        assert asking is not None, f"no recording is asked for: {self.heard}"
        return self._post(
            str(asking.get("action")),
            RecordingUrl=f"{self.account.url}/2010-04-01/Accounts/x/Recordings/RE1",
            RecordingSid="RE1",
            RecordingDuration="3",
        )

    def wait(self) -> str:
        """Do nothing until the question is over."""
        return self._post((self.document.findtext("Redirect") or "").strip())

    def hang_up(self) -> None:
        """End the call."""
        self._post(HOOK, CallStatus="completed")

    def answer(self, asked: str) -> str:
        """Press the key of the option whose words contain `asked`, turning pages."""
        for _ in range(60):
            key = self.key_of(asked)
            if key is not None:
                return self.press(key)
            more = self.key_of("Lainnya")
            assert more is not None, f"no such option: {asked}: {self.heard}"
            self.press(more)
        raise AssertionError(f"no such option: {asked}")

    def key_of(self, words: str) -> str | None:
        """The key that was said for an option."""
        lines = [line.strip() for line in self.heard.splitlines()]
        for line, then in itertools.pairwise(lines):
            if words.casefold() in line.casefold() and then.startswith("tekan "):
                return then.removeprefix("tekan ").strip(" .")
        return None

    @property
    def over(self) -> bool:
        """Has the bot ended the call?"""
        return self.document.find("Hangup") is not None or self.document.find("Reject") is not None

    def _post(self, path: str, *, token: str = "", **fields: str) -> str:
        answer = self.post(path, token=token, **fields)
        assert answer.status_code == 200, answer.text
        self.document = _read(answer)
        said = self._said()
        for _ in range(_MOST_HOLDS):
            redirect = self.document.findtext("Redirect")
            waits = self.document.find("Gather") is not None
            if said or waits or redirect is None or self.document.find("Record") is not None:
                break
            self.document = _read(self.post(redirect.strip()))
            said = self._said()
        self.heard = said
        self.all_heard.append(said)
        return said

    def post(self, path: str, *, token: str = "", **fields: str) -> httpx.Response:
        """A signed request of Twilio's; with a wrong `token` a forged one."""
        form = {
            "CallSid": self.call,
            "AccountSid": self.account.sid,
            "From": self.number,
            "To": "+622150000171",
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
            **fields,
        }
        signer = RequestValidator(token or self.account.token)
        signature = signer.compute_signature(self.account.public + path, form)
        return httpx.post(
            self.account.url + path,
            data=form,
            headers={"X-Twilio-Signature": signature},
            timeout=30,
        )

    def _said(self) -> str:
        gather = self.document.find("Gather")
        heard = self.document if gather is None else gather
        return "\n".join((one.text or "").strip() for one in heard.iter("Say"))


def _read(answer: httpx.Response) -> ElementTree.Element:
    """Our own bot's document, over loopback."""
    return ElementTree.fromstring(answer.text)  # noqa: S314
