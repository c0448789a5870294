"""Field encryption and keyed hashes for look-up.

Rules: AES-256-GCM with a random 96-bit nonce; in front of each ciphertext a format byte and the
key's id; the row it belongs to is associated data, so that a value moved to another row does
not decrypt. The first key encrypts, all decrypt. Hashes for look-up come from the last key, so
that a new key in front changes no hash; `bansos db rotate-keys` re-encrypts, and only then may
an old key be dropped (the last stays until rows are re-hashed).
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORMAT = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = 12  # NIST SP 800-38D: 96 bits for random nonces
_HEAD = 1 + _ID_BYTES + _NONCE_BYTES
KEY_BYTES = 32


class BadKey(ValueError):
    """A field-encryption key is not base64 of 32 bytes; the text never holds the key."""


class CannotDecrypt(Exception):
    """No key fits, or the value was changed or moved."""


def new_key() -> str:
    """A fresh key, as BANSOS_SECRET_KEYS takes it."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def parse_keys(text: str) -> tuple[bytes, ...]:
    """Keys from 'base64,base64'. Raises BadKey, naming the place of the bad one."""
    keys = []
    for place, part in enumerate((p.strip() for p in text.split(",") if p.strip()), 1):
        try:
            key = base64.b64decode(part, validate=True)
        except (binascii.Error, ValueError):
            raise BadKey(f"key {place} is not base64") from None
        if len(key) != KEY_BYTES:
            raise BadKey(f"key {place} has {len(key)} bytes instead of {KEY_BYTES}")
        keys.append(key)
    if not keys:
        raise BadKey("no key given")
    return tuple(keys)


class FieldCipher:
    """Encrypts and finds personal fields."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._first = _key_id(keys[0])
        self._encrypting = self._ciphers[self._first]
        self._head = _FORMAT + self._first
        self._hash_key = HKDF(hashes.SHA256(), 32, None, b"bansos lookup hash v1").derive(keys[-1])

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """Encrypt for one row; `context` is 'table.column:row'."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._head + nonce + self._encrypting.encrypt(nonce, plain, context.encode())

    def decrypt(self, sealed: bytes, context: str) -> bytes:
        """Decrypt what `encrypt` made for the same context. Raises CannotDecrypt."""
        cipher = self._ciphers.get(bytes(sealed[1 : 1 + _ID_BYTES]))
        if cipher is None or sealed[:1] != _FORMAT or len(sealed) <= _HEAD:
            raise CannotDecrypt("unknown key or format")
        try:
            return cipher.decrypt(
                bytes(sealed[1 + _ID_BYTES : _HEAD]), bytes(sealed[_HEAD:]), context.encode()
            )
        except InvalidTag:
            raise CannotDecrypt("wrong key, or the value was changed or moved") from None

    def encrypt_text(self, plain: str, context: str) -> bytes:
        """`encrypt` for text."""
        return self.encrypt(plain.encode(), context)

    def decrypt_text(self, sealed: bytes, context: str) -> str:
        """`decrypt` for text."""
        return self.decrypt(sealed, context).decode()

    def current(self, sealed: bytes) -> bool:
        """Is this value encrypted with the first key?"""
        return bytes(sealed[: 1 + _ID_BYTES]) == self._head

    def lookup_hash(self, value: str, purpose: str) -> bytes:
        """A keyed hash to find `value` by; the same value for another purpose hashes apart."""
        text = f"{purpose}\x00{value}".encode()
        return hmac.new(self._hash_key, text, hashlib.sha256).digest()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"bansos key id\x00" + key).digest()[:_ID_BYTES]
