"""Broadcasts: composed by one person, approved by another, sent by the engine."""
