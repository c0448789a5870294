"""Flow id -> flow: the one module that knows them all."""

from handlers import (
    cek_bansos,
    data_saya,
    kapan,
    lapor,
    menu,
    pendamping,
    pendamping_kasus,
    pengaturan,
    profil,
    sanggah,
    status,
    tanggapan,
    usul,
)
from handlers.dialogue.steps import Flow

FLOWS: dict[str, Flow] = {
    flow.id: flow
    for flow in (
        menu.FLOW,
        cek_bansos.FLOW,
        usul.FLOW,
        sanggah.FLOW,
        lapor.FLOW,
        kapan.FLOW,
        status.FLOW,
        tanggapan.FLOW,
        pendamping.FLOW,
        pendamping_kasus.ALIH,
        profil.FLOW,
        data_saya.FLOW,
        pengaturan.FLOW,
    )
}
