"""What each channel can show, as one table: `render` and the terminal read the same numbers.

Sources: Bot API 10.3 (sendMessage, sendPhoto, InlineKeyboardButton); Twilio Content API
(twilio/quick-reply, twilio/list-picker) and Messages resource; GSM 03.38. See PLATFORMS.md.
"""

from bot.channels.base import Capabilities, ChannelName

TELEGRAM = Capabilities(
    channel=ChannelName.TELEGRAM,
    text_limit=4096,
    caption_limit=1024,
    buttons_max=100,
    button_title_max=64,  # no limit is published; phones cut longer ones
    list_max=100,
    list_title_max=64,
    choice_body_limit=4096,
    choice_value_bytes=64,
    images=True,
    voice_notes=True,
    documents=True,
    location_request=True,
)

WHATSAPP = Capabilities(
    channel=ChannelName.WHATSAPP,
    text_limit=1600,
    caption_limit=1024,
    buttons_max=3,
    button_title_max=20,
    list_max=10,
    list_title_max=24,
    list_description_max=72,
    choice_body_limit=1024,
    choice_value_bytes=200,
    images=True,
    voice_notes=True,
    documents=True,
    window_hours=24,
)

SMS = Capabilities(
    channel=ChannelName.SMS,
    text_limit=1600,
    emoji=False,
    gsm7=True,
)

VOICE = Capabilities(
    channel=ChannelName.VOICE,
    text_limit=4096,  # <Say> takes this many characters
    voice_notes=True,
    emoji=False,
    spoken=True,
)

TERMINAL = Capabilities(channel=ChannelName.TERMINAL, text_limit=4096)

CAPABILITIES: dict[ChannelName, Capabilities] = {
    capability.channel: capability for capability in (TELEGRAM, WHATSAPP, SMS, VOICE, TERMINAL)
}
