"""Greetings, thanks and small talk, and questions that an answer in words settles.

Rules: written as `phrases` says, with the classes of `goals`. Of two that explain as
much, the earlier wins.
"""

from handlers.understanding.goals import Goal

TALK: tuple[tuple[Goal, str], ...] = (
    (
        Goal("word", "mulai"),
        """halo | hai | <want> tanya | numpang tanya | hi | hello | helo | hallo | permisi |
        assalamualaikum | salam | punten | kulonuwun | selamat pagi | selamat siang |
        selamat sore | selamat malam | pagi | siang | sore | malam |
        good morning|afternoon|evening! | tes | test | ping | p""",
    ),
    (
        Goal("reply", "tanya.terima_kasih"),
        """terimakasih | terima+kasih! | terima+gaseh! | kurru+sumange! | terimakasih gaseh! |
        terimakasih kasih! | syukur | alhamdulillah | mantap | sip | very helpful |
        sangat membantu!""",
    ),
    (
        Goal("reply", "tanya.siapa"),
        """siapa kamu|anda|ini! | kamu|anda|ini siapa! | kamu robot|bot|manusia! | who are you! |
        are you human|robot|bot! | ini nomor siapa!""",
    ),
    (
        Goal("reply", "tanya.kasar"),
        """anjing | bangsat | goblok | tolol | bodoh | babi | kontol | memek | bajingan |
        brengsek | asu | jancok | kampret | tai | setan | fuck | shit | stupid | idiot | bego |
        sialan | keparat | pemerintah korup|bohong|pembohong! | pembohong! | bohong! | kecewa! |
        tidak berguna! | useless! | payah! | tidak becus!""",
    ),
    (
        Goal("reply", "tanya.sedih"),
        """sedih! | putus+asa! | stres! | depresi! | bingung harus! | tidak kuat! | menangis! |
        capek! | lelah! | hopeless! | tidak tahu harus! | nangis! | sudah tidak sanggup!""",
    ),
    (
        Goal("reply", "tanya.kantor"),
        """dimana|mana kantor|dinas|dinsos! | kantor dinas|dinsos|desa! |
        alamat kantor|dinas|dinsos! | where office! | jam buka|layanan|kerja!""",
    ),
    (
        Goal("reply", "tanya.syarat"),
        """syarat! | syarat apa <get> <aid>!! | apa syarat!! | kriteria! | siapa berhak|layak! |
        berhak <get> <aid> siapa!! |
        who eligible! | requirements!""",
    ),
    (
        Goal("reply", "tanya.biaya"),
        """bayar berapa! | bayar tidak! | ini bayar! | ini|daftar|semua gratis! | gratis |
        ada biaya! | dipungut biaya!! |
        pakai|kena biaya|pulsa! | biaya! | gratis tidak|apa! | apakah gratis|bayar! |
        is free! | how much cost!""",
    ),
    (
        Goal("reply", "tanya.baik"),
        """ok | oke | okay | baik | siap | good | nice | hehe | haha | mengerti | paham""",
    ),
)  # fmt: skip
