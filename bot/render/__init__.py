"""From what the core says to what a channel sends: language, access mode and limits, once."""
