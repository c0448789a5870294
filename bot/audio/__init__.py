"""Voice notes: text made speakable, synthesised or taken from recordings, as OGG/Opus."""
