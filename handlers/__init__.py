"""The pure core: the conversations.

Nothing here awaits, reads a clock, draws a random number or opens anything.
"""
