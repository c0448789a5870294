"""`bansos staff` and `bansos audit`, as processes."""

from tests.cli.conftest import Bansos, bansos, data_dir, environment

__all__ = ["bansos", "data_dir", "environment"]
GOOD = "a long enough password\n"


def test_an_account_is_made_once(bansos: Bansos) -> None:
    """A new account prints its TOTP secret; the name is then taken; the audit log knows."""
    words = ("staff", "add", "sari", "--role", "operator", "--region", "32.01", "--password-stdin")
    made = bansos(*words, stdin=GOOD)
    again = bansos(*words, stdin=GOOD)
    listed = bansos("staff", "list")
    verified = bansos("audit", "verify")
    seal = verified.stdout.split()[-1]
    noted = bansos("audit", "verify", "--seal", seal)
    foreign = bansos("audit", "verify", "--seal", "0" * 64)

    assert made.returncode == 0, made.stderr
    assert "otpauth://totp/" in made.stdout
    assert again.returncode == 1
    assert "already" in again.stderr
    assert "sari  operator@32.01" in listed.stdout
    assert "the audit log holds: 1 rows" in verified.stdout
    assert (noted.returncode, foreign.returncode) == (0, 1)
    assert "is not in it" in foreign.stderr


def test_no_password_no_account(bansos: Bansos) -> None:
    """A short password, one with the name in it, or none at all is refused in one line."""
    for stdin, words in (("short\n", ["--password-stdin"]), ("", ["--password-stdin"]), ("", [])):
        answer = bansos("staff", "add", "budi", "--role", "operator", *words, stdin=stdin)

        assert answer.returncode == 1
        assert answer.stderr.count("\n") == 1


def test_a_region_must_exist(bansos: Bansos) -> None:
    """A role for a region that does not exist is refused."""
    words = ("staff", "add", "x", "--role", "operator", "--region", "99.99", "--password-stdin")
    answer = bansos(*words, stdin=GOOD)

    assert answer.returncode == 1
    assert "99.99" in answer.stderr


def test_a_broadcast_needs_two_accounts(bansos: Bansos) -> None:
    """Composed by one account, approved by another with the role; watched as JSON."""
    for name, role in (("karin", "broadcaster"), ("lukas", "approver")):
        hired = bansos("staff", "add", name, "--role", role, "--password-stdin", stdin=GOOD)
        assert hired.returncode == 0, hired.stderr
    words = ("broadcast", "compose", "--title", "Uji", "--text", "id=Halo semua.", "--as", "karin")

    made = bansos(*words)
    number = made.stdout.strip()
    own = bansos("broadcast", "approve", number, "--as", "karin")
    approved = bansos("broadcast", "approve", number, "--as", "lukas")
    shown = bansos("broadcast", "show", number)
    wrong = bansos(*words, "--text", "id={x}")
    narrow = (
        "--programme",
        "PKH",
        "--role",
        "pendamping",
        "--stage",
        "dinsos",
        "--region",
        "32.01",
    )
    narrowed = bansos(*words, *narrow)
    counted = bansos("broadcast", "show", narrowed.stdout.strip())

    assert made.returncode == 0, made.stderr
    assert own.returncode == 1
    assert approved.returncode == 0, approved.stderr
    assert '"state": "approved"' in shown.stdout
    assert '"excluded": {}' in shown.stdout
    assert '"audience": {}' in counted.stdout
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)


def test_a_key_is_made_and_revoked(bansos: Bansos) -> None:
    """A key is printed once, listed without its secret, and revoked."""
    made = bansos("broadcast", "key", "add", "siks", "--scope", "compose")
    listed = bansos("broadcast", "key", "list")
    number = listed.stdout.split()[0]
    revoked = bansos("broadcast", "key", "revoke", number)

    assert made.stdout.startswith("tb_")
    assert "siks" in listed.stdout
    assert made.stdout.strip() not in listed.stdout
    assert revoked.returncode == 0


def test_an_account_of_the_identity_provider(bansos: Bansos) -> None:
    """It needs no password but a subject, which one account only may have; linking can change."""
    words = ("--role", "operator", "--no-password")
    nothing = bansos("staff", "add", "wulan", *words)
    made = bansos("staff", "add", "wulan", *words, "--oidc-subject", "8f3a-wulan")
    taken = bansos("staff", "add", "yanto", *words, "--oidc-subject", "8f3a-wulan")
    moved = bansos("staff", "link", "wulan", "9b1c-wulan")
    free = bansos("staff", "add", "yanto", *words, "--oidc-subject", "8f3a-wulan")
    nobody = bansos("staff", "link", "nobody", "x")

    answers = (nothing, made, taken, moved, free, nobody)
    assert [one.returncode for one in answers] == [1, 0, 1, 0, 0, 1], [a.stderr for a in answers]
    assert "otpauth" not in made.stdout


def test_what_is_not_there_is_not_watched(bansos: Bansos) -> None:
    """A number of no broadcast is one line of refusal, without a bar before it."""
    answer = bansos("broadcast", "watch", "9999")

    assert answer.returncode == 1
    assert answer.stderr.splitlines() == ["bansos: there is no such broadcast"]
    assert answer.stdout == ""


def test_two_accounts_never_look_like_one(bansos: Bansos) -> None:
    """A name that differs from another by case, by characters nobody sees or by how an accent is
    written is taken; what the audit log calls keys, the command line and the identity provider is
    nobody's name."""
    words = ("--role", "approver", "--password-stdin")
    made = bansos("staff", "add", "Andr\u00e9", *words, stdin=GOOD)
    names = ("andr\u00e9", "Andre\u0301", "An\u200bdr\u00e9", "key:siks", "Command line")
    wrong = [bansos("staff", "add", name, *words, stdin=GOOD) for name in names]

    assert made.returncode == 0, made.stderr
    assert [one.returncode for one in wrong] == [1] * len(wrong)
    assert bansos("staff", "list").stdout.casefold().count("andr") == 1
