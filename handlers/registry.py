"""Flow id -> flow: the one module that knows them all."""

from handlers import (
    cek_bansos,
    lapor,
    menu,
    pengaturan,
    sanggah,
    status,
    tanggapan,
    usul,
)
from handlers.dialogue.steps import Flow

FLOWS: dict[str, Flow] = {
    module.FLOW.id: module.FLOW
    for module in (menu, cek_bansos, usul, sanggah, lapor, status, tanggapan, pengaturan)
}
