"""What flows ask of the shell: DTKS look-ups, and the bot's own storage.

Rules: plain structs. The shell answers a storage request inside the turn's own transaction, and
a DTKS or media request after the commit. Each module names the answer of each request.
"""
