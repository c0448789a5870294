"""Fields that only our keys open, and hashes that only they make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.crypto import BadKey, CannotDecrypt, FieldCipher, new_key, parse_keys

OLD, NEW, OTHER = (bytes([n] * 32) for n in range(3))


@given(st.binary(max_size=500), st.text(max_size=40))
def test_there_and_back(plain: bytes, context: str) -> None:
    """What was encrypted is decrypted in the same place, and is not seen in between."""
    cipher = FieldCipher([NEW])
    sealed = cipher.encrypt(plain, context)

    assert cipher.decrypt(sealed, context) == plain
    assert len(plain) < 8 or plain not in sealed


def test_twice_is_different() -> None:
    """Equal values don't look equal in the database."""
    cipher = FieldCipher([NEW])

    assert cipher.encrypt(b"ya", "a:1") != cipher.encrypt(b"ya", "a:1")


@pytest.mark.parametrize("place", ["contact.address:2", "contact.profile:1", ""])
def test_a_moved_value_does_not_open(place: str) -> None:
    """A value copied to another row or column is refused."""
    sealed = FieldCipher([NEW]).encrypt(b"0812", "contact.address:1")

    with pytest.raises(CannotDecrypt):
        FieldCipher([NEW]).decrypt(sealed, place)


@given(st.data())
def test_a_changed_value_does_not_open(data: st.DataObject) -> None:
    """A value with any bit changed, or cut short, is refused and never an error of another kind."""
    sealed = bytearray(FieldCipher([NEW]).encrypt(b"3201064101800001", "a:1"))
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(sealed) - 1))
        sealed[at] ^= data.draw(st.integers(1, 255))
    else:
        del sealed[data.draw(st.integers(0, len(sealed) - 1)) :]

    with pytest.raises(CannotDecrypt):
        FieldCipher([NEW]).decrypt(bytes(sealed), "a:1")


def test_rotation() -> None:
    """A new key in front encrypts, the old one still decrypts, and no hash changes."""
    before, after = FieldCipher([OLD]), FieldCipher([NEW, OLD])
    sealed = before.encrypt_text("Siti", "a:1")

    assert after.decrypt_text(sealed, "a:1") == "Siti"
    assert not after.current(sealed)
    assert after.current(after.encrypt_text("Siti", "a:1"))
    assert after.lookup_hash("0812", "contact") == before.lookup_hash("0812", "contact")
    with pytest.raises(CannotDecrypt):
        FieldCipher([OTHER]).decrypt(sealed, "a:1")


def test_hashes_keep_purposes_apart() -> None:
    """The same value hashes differently for another purpose or under another key."""
    cipher = FieldCipher([NEW])
    hashes = {
        cipher.lookup_hash("0812", "contact"),
        cipher.lookup_hash("0812", "subject"),
        FieldCipher([OTHER]).lookup_hash("0812", "contact"),
    }

    assert len(hashes) == 3
    assert cipher.lookup_hash("0812", "contact") in hashes


def test_keys_are_read_as_people_write_them() -> None:
    """Base64 of 32 bytes, comma-separated, with spaces."""
    first, second = new_key(), new_key()

    assert len(parse_keys(f" {first} , {second},")) == 2


@pytest.mark.parametrize("text", ["", ",", "rahasia", "cmFoYXNpYQ==", "%%%", "AAAA," + "A" * 44])
def test_a_bad_key_is_not_repeated(text: str) -> None:
    """A bad key is refused with its place, and never quoted."""
    with pytest.raises(BadKey) as caught:
        parse_keys(text)

    assert "rahasia" not in str(caught.value)
    assert "cmFo" not in str(caught.value)


def test_what_an_earlier_release_wrote_opens() -> None:
    """The layout (format, key's id, nonce, ciphertext) and the look-up hash never change: what
    stands in a database must open, and be found, in every release to come."""
    cipher = FieldCipher([bytes(range(32))])
    sealed = bytes.fromhex(
        "01dcaf9b0b059beda4b3d5fef2ce7452a317a3443903b4780ecc91c97436eb328bddd8b572bf73a7e5396356"
    )
    found = bytes.fromhex("ba8e65481f081f63ccc275223163b731e52b585900352e1f36f10d1b0c07b91c")

    assert cipher.decrypt_text(sealed, "contact.name:7") == "Siti Aminah"
    assert cipher.lookup_hash("3201064101900001", "nik") == found


@pytest.mark.parametrize("length", [0, 1, 5, 16, 17, 18, 32])
def test_a_value_cut_short_does_not_open(length: int) -> None:
    """Whatever is left of it, and nobody sees another error."""
    cipher = FieldCipher([NEW])
    sealed = cipher.encrypt(b"", "a:1")

    with pytest.raises(CannotDecrypt):
        cipher.decrypt(sealed[:length], "a:1")
