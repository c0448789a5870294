"""The five access modes a citizen chooses from (LANGUAGE.md, 'Access modes')."""

from enum import StrEnum


class Mode(StrEnum):
    """How a citizen is best reached. The values are stored and taken on the command line."""

    STANDAR = "standar"
    MUDAH = "mudah"  # easy-read, pictograms, also by voice note
    PEMBACA_LAYAR = "pembaca_layar"  # screen reader: no decoration, digits apart
    SUARA = "suara"  # everything by voice
    TULI = "tuli"  # Deaf: never a call, short text, sign-language links


LISTENING = (Mode.SUARA, Mode.MUDAH)  # what is written is also a voice note
