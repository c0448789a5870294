"""A WhatsApp template as Meta approves them."""

from bot.broadcasts.template import Template

TEMPLATE = Template(
    sid="HX" + "a" * 32,
    name="kabar_bansos",
    language="id",
    category="UTILITY",
    status="approved",
    reason="",
    kind="twilio/text",
    body="Kabar dari Dinas Sosial: {{1}} Terima kasih.",
    placeholders=("1",),
)
