"""Settings: the language, and how a citizen is best reached (access mode)."""

from handlers.dialogue.fields import Choice
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Become, Citizen, Flow, Say, Talk
from i18n.locales import offered
from i18n.message import say
from i18n.modes import Mode


def pengaturan(citizen: Citizen) -> Talk:
    """Change one setting."""
    what = yield Ask(
        "apa",
        Choice(
            Option("bahasa", say("pengaturan.bahasa"), "bahasa"),
            Option("cara", say("pengaturan.cara"), "cara"),
        ),
        say("pengaturan.tanya"),
    )
    if what == "bahasa":
        locale = yield Ask(
            "bahasa",
            Choice(*(Option(locale.tag, locale.own_name) for locale in offered())),
            say("pengaturan.pilih_bahasa"),
        )
        yield Become("pakai_bahasa", locale=locale)
        yield Say(say("pengaturan.bahasa_dipakai"))
    elif what == "cara":
        mode = yield Ask(
            "cara",
            Choice(*(Option(m.value, say(f"mode.{m.value}"), f"mode_{m.value}") for m in Mode)),
            say("pengaturan.pilih_cara"),
        )
        yield Become("pakai_cara", mode=mode)
        yield Say(say("pengaturan.cara_dipakai"))


FLOW = Flow("pengaturan", say("menu.pengaturan"), pengaturan, keeps_draft=False)
