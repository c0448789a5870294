"""Answers to what flows ask of storage."""
