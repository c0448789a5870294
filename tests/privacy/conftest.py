"""Databases with today's schema."""

from tests.storage.ready import cipher, db, migrated_file, migrated_postgres, ready_url

__all__ = ["cipher", "db", "migrated_file", "migrated_postgres", "ready_url"]
