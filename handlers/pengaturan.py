"""Settings: the language, how a citizen is best reached, notices, own data, the family."""

from handlers.dialogue.fields import Choice
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Become, Call, Citizen, Failed, Flow, Goto, Say, Talk
from handlers.requests.cases import Done
from handlers.requests.personal import ReadSettings, SetNotices, Settings
from i18n.fragments import reviewed
from i18n.locales import BY_TAG, SOURCE, offered
from i18n.message import say
from i18n.modes import Mode


def pengaturan(citizen: Citizen) -> Talk:
    """Change one setting."""
    what = yield Ask(
        "apa",
        Choice(
            Option("bahasa", say("pengaturan.bahasa"), "bahasa"),
            Option("cara", say("pengaturan.cara"), "cara"),
            Option("kabar", say("pengaturan.kabar"), "kabar"),
            Option("data", say("data.judul"), "data"),
            Option("profil", say("profil.judul"), "keluarga"),
        ),
        say("pengaturan.tanya"),
        offer=citizen.heard("apa"),
        closing=True,
    )
    if what == "bahasa":
        locale = yield Ask(
            "bahasa",
            Choice(*(Option(locale.tag, locale.own_name) for locale in offered())),
            say("pengaturan.pilih_bahasa"),
            offer=citizen.heard("bahasa"),
            closing=True,
        )
        yield Become("pakai_bahasa", locale=locale)
        yield Say(say("pengaturan.bahasa_dipakai"))
        if not reviewed(locale):
            yield from may_be_wrong()
    elif what == "cara":
        mode = yield Ask(
            "cara",
            Choice(*(Option(m.value, say(f"mode.{m.value}"), f"mode_{m.value}") for m in Mode)),
            say("pengaturan.pilih_cara"),
            offer=citizen.heard("mode"),
            closing=True,
        )
        yield Become("pakai_cara", mode=mode)
        yield Say(say("pengaturan.cara_dipakai"))
    elif what == "kabar":
        yield from _notices()
    else:
        yield Goto("data_saya" if what == "data" else "profil")


def may_be_wrong() -> Talk:
    """No native speaker has read this language: say so once, with Indonesian one tap away."""
    pick = yield Ask(
        "bahasa_ragu",
        Choice(
            Option("lanjut", say("umum.lanjutkan"), "lanjut"),
            Option(SOURCE, BY_TAG[SOURCE].own_name, "bahasa"),
        ),
        say("pengaturan.bahasa_ragu"),
        closing=True,  # told once: who goes on to something else is not brought back to it
    )
    if pick == SOURCE:
        yield Become("pakai_indonesia", locale=SOURCE)
        yield Say(say("pengaturan.bahasa_dipakai"))


def _notices() -> Talk:
    """Notices of status changes, on or off."""
    now = yield Call("kabar_kini", ReadSettings(), Settings)
    on = isinstance(now, Failed) or now.notices
    pick = yield Ask(
        "kabar",
        Choice(
            Option("nyala", say("pengaturan.kabar_nyala"), "ya"),
            Option("mati", say("pengaturan.kabar_mati"), "tidak"),
        ),
        say("pengaturan.kabar_kini_nyala" if on else "pengaturan.kabar_kini_mati"),
        closing=True,
    )
    done = yield Call("kabar_pakai", SetNotices(on=pick == "nyala"), Done)
    yield Say(say("data.nanti" if isinstance(done, Failed) else "pengaturan.kabar_dipakai"))


FLOW = Flow("pengaturan", say("menu.pengaturan"), pengaturan, keeps_draft=False)
