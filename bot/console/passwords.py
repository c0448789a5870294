"""Passwords and second factors of staff.

Rules: argon2id with the library's parameters (RFC 9106, low-memory profile); a password has at
least twelve characters and is not the account's name. A TOTP code is good once and for one step
either side (RFC 6238, section 5.2). A wrong password takes as long as a wrong name.
"""

import datetime as dt
import hmac

import argon2
import pyotp

LEAST = 12  # characters; NIST SP 800-63B asks for 8 with a second factor, we ask for more
MOST = 256  # what argon2 is given to chew on
STEP = 30  # seconds, RFC 6238
_HASHER = argon2.PasswordHasher()
# Verified when there is no such account, so that time tells nothing: a hash as they are made here,
# all zeros. To make a real one would take every start 0.1 s and, for a moment, 64 MB.
_NOBODY = (
    f"$argon2id$v={argon2.low_level.ARGON2_VERSION}$m={_HASHER.memory_cost},t={_HASHER.time_cost},"
    f"p={_HASHER.parallelism}${'A' * 22}${'A' * 43}"
)
ISSUER = "Tanya Bansos"


class WeakPassword(ValueError):
    """Too short, too long, or the account's name."""


def hash_password(password: str, name: str) -> str:
    """The hash to store. Raises WeakPassword."""
    if not LEAST <= len(password) <= MOST:
        raise WeakPassword(f"a password has {LEAST} to {MOST} characters")
    if name.casefold() in password.casefold():
        raise WeakPassword("a password does not contain the account's name")
    return _HASHER.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Is it this password? Always takes as long."""
    try:
        _HASHER.verify(_NOBODY if stored is None else stored, password[:MOST])
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
    return stored is not None


def new_totp() -> str:
    """A fresh secret, base32."""
    return pyotp.random_base32()


def totp_uri(secret: str, name: str) -> str:
    """What an authenticator app scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def totp_step(secret: str, code: str, now: dt.datetime, last: int) -> int | None:
    """The step whose code this is, newer than `last`; None when there is none."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    for step in (current - 1, current, current + 1):
        if step > last and hmac.compare_digest(totp.at(step * STEP), digits):
            return step
    return None
