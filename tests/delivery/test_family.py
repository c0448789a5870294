"""Several people behind one telephone, through the whole service."""

from tests.delivery.stage import Bot, Dtks, proposal

SITI, BUDI = "3201064108650001", "3201060108800002"


async def whose(bot: Bot, ticket: str) -> object:
    """The place in the family of whom a submission belongs to."""
    return await bot.value(
        "SELECT count(*) FROM profile WHERE id <= "
        f"(SELECT profile_id FROM submission WHERE ticket = '{ticket}')"
    )


async def test_what_each_began_is_sent_in_their_own_name(bot: Bot, dtks: Dtks) -> None:
    """Siti's half-filled usul is not Budi's to send: his is a new one; back in her turn hers goes
    on with her NIK, and is hers."""
    await bot.say("halo", "profil", "tambah", "Siti")
    await bot.say("menu", *proposal(SITI)[:3])
    switched = await bot.say("profil", "tambah", "Budi")
    begun = await bot.say("usul")
    of_budi = await bot.submit(proposal(BUDI)[1:])
    await bot.say("menu", "profil", "Siti")
    offered = await bot.say("menu", "usul")
    of_siti = await bot.submit(("lanjut", *proposal(SITI)[3:]))
    await bot.until(lambda: len(dtks.stored()) == 2)

    assert "kami simpan 30 hari" in switched
    assert "untuk siapa" in begun.lower()
    assert "belum selesai" in offered
    assert {one.ticket: one.data["nik"] for one in dtks.stored()} == {of_budi: BUDI, of_siti: SITI}
    assert [await whose(bot, of_siti), await whose(bot, of_budi)] == [1, 2]
