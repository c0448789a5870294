"""Reading a citizen's own sentence: what is wanted, and what it already says.

Rules: pure, and an object built from data (`phrases`, `vocabulary`, the lexicon, the regions).
A sentence that fits nothing gives None: the dialogue then says that it did not understand.
"""

from handlers.understanding.reader import Understanding

__all__ = ["Understanding"]
