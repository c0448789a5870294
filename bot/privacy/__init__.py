"""Keeping what is personal unreadable to everyone it is not meant for."""
