"""A file that only a password opens, on any phone: a page that decrypts itself.

Rules: AES-256-GCM under a key stretched by PBKDF2-HMAC-SHA256 with 600,000 rounds (OWASP Password
Storage, 2023). The page is whole in itself: no network, no library, no script from elsewhere. Its
few words come from the caller's catalogue.
"""

import base64
import html
import json
import os
import unicodedata
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

ROUNDS = 600_000
_SALT, _NONCE = 16, 12

_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>body{{font:1.1rem/1.5 sans-serif;margin:1rem;max-width:45rem}}
input,button{{font:inherit;padding:.5rem;display:block;margin:.5rem 0}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere}}</style></head><body>
<h1>{title}</h1>
<form id="f"><label for="p">{password}</label>
<input id="p" type="password" autocomplete="off" autofocus>
<button>{open}</button></form>
<p id="m" role="status"></p><pre id="o" tabindex="0"></pre>
<script>
const d={data};
const b=s=>Uint8Array.from(atob(s),c=>c.charCodeAt(0));
document.getElementById("f").onsubmit=async e=>{{
  e.preventDefault();
  const m=document.getElementById("m");m.textContent="";
  try{{
    const p=new TextEncoder().encode(document.getElementById("p").value.normalize("NFC"));
    const k=await crypto.subtle.importKey("raw",p,"PBKDF2",false,["deriveKey"]);
    const a=await crypto.subtle.deriveKey(
      {{name:"PBKDF2",hash:"SHA-256",salt:b(d.salt),iterations:d.rounds}},
      k,{{name:"AES-GCM",length:256}},false,["decrypt"]);
    const t=await crypto.subtle.decrypt({{name:"AES-GCM",iv:b(d.nonce)}},a,b(d.sealed));
    document.getElementById("o").textContent=new TextDecoder().decode(t);
    document.getElementById("f").hidden=true;
  }}catch(_){{m.textContent=d.wrong;}}
}};
</script></body></html>
"""


def seal(content: bytes, password: str, *, lang: str, words: Mapping[str, str]) -> bytes:
    """The page. `words` has 'title', 'password', 'open' and 'wrong'."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    data = {
        "salt": _text(salt),
        "nonce": _text(nonce),
        "rounds": ROUNDS,
        "sealed": _text(AESGCM(_key(password, salt)).encrypt(nonce, content, None)),
        "wrong": words["wrong"],
    }
    # Inside a script element, only '<' could end it.
    script = json.dumps(data).replace("<", "\\u003c")
    page = _PAGE.format(
        lang=html.escape(lang, quote=True),
        title=html.escape(words["title"]),
        password=html.escape(words["password"]),
        open=html.escape(words["open"]),
        data=script,
    )
    return page.encode()


def unseal(page: bytes, password: str) -> bytes:
    """What the page shows for the right password. Raises InvalidTag for a wrong one."""
    text = page.decode()
    start = text.index("const d=") + len("const d=")
    data = json.loads(text[start : text.index(";\n", start)])
    key = _key(password, base64.b64decode(data["salt"]))
    sealed = base64.b64decode(data["sealed"])
    return AESGCM(key).decrypt(base64.b64decode(data["nonce"]), sealed, None)


def _key(password: str, salt: bytes) -> bytes:
    return PBKDF2HMAC(hashes.SHA256(), 32, salt, ROUNDS).derive(_normal(password))


def _normal(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
