"""Settings: the language, and how a citizen is best reached (access mode)."""

from handlers.dialogue.fields import Choice
from handlers.dialogue.prompt import Option
from handlers.dialogue.steps import Ask, Become, Citizen, Flow, Say, Talk
from i18n.locales import offered
from i18n.message import say
from i18n.modes import Mode


def pengaturan(citizen: Citizen) -> Talk:
    """Change one setting, or the one that the citizen's sentence named."""
    settings = {
        "bahasa": Option("bahasa", say("pengaturan.bahasa"), "bahasa"),
        "cara": Option("cara", say("pengaturan.cara"), "cara"),
    }
    what = citizen.heard("apa")
    if what not in settings:
        what = yield Ask("apa", Choice(*settings.values()), say("pengaturan.tanya"))
    if what == "bahasa":
        tags = {locale.tag: Option(locale.tag, locale.own_name) for locale in offered()}
        locale = citizen.heard("bahasa")
        if locale not in tags:
            locale = yield Ask("bahasa", Choice(*tags.values()), say("pengaturan.pilih_bahasa"))
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
