"""Flow id -> flow: the one module that knows them all."""

from handlers import cek_bansos, menu, pengaturan, usul
from handlers.dialogue.steps import Flow

FLOWS: dict[str, Flow] = {
    flow.id: flow for flow in (menu.FLOW, cek_bansos.FLOW, usul.FLOW, pengaturan.FLOW)
}
