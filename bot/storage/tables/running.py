"""What running needs: jobs, limits, settings, counts, and which processes live."""

import sqlalchemy as sa

from bot.storage.tables.base import Blob, Millis, ident, metadata

# Which processes live, by the database's clock: what a silent one owned is taken over.
process = sa.Table(
    "process",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("beat_at", Millis, nullable=False),
)

# What the keys of `BANSOS_SECRET_KEYS` are recognised by (bot.storage.keyring).
keyring = sa.Table(
    "keyring",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", Blob, nullable=False),
)

day_count = sa.Table(
    "day_count",
    metadata,
    sa.Column("subject", Blob, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

funnel = sa.Table(
    "funnel",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("flow", sa.Text, primary_key=True),
    sa.Column("step", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("locale", sa.Text, primary_key=True),
    sa.Column("mode", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

# The public report of a month, as it was published: it never changes again.
published_report = sa.Table(
    "published_report",
    metadata,
    sa.Column("month", sa.Text, primary_key=True),  # '2026-11', in Jakarta
    sa.Column("tables", sa.Text, nullable=False),  # JSON, protected (bot.figures.suppress)
    sa.Column("made_at", Millis, nullable=False),
)

# How far work on rows of an older release is; no row: it has not begun.
backfill = sa.Table(
    "backfill",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("after", sa.BigInteger, nullable=False),  # the last id that is done
    sa.Column("done_at", Millis),
)

circuit = sa.Table(
    "circuit",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("changed_at", Millis, nullable=False),
    sa.Column("probe_at", Millis),
)

# One row a channel, and one a chat that was written to unasked ('<channel>/<contact>').
bucket = sa.Table(
    "bucket",
    metadata,
    sa.Column("sender", sa.Text, primary_key=True),
    sa.Column("next_at", Millis, nullable=False),  # microseconds
    sa.Column("held_until", Millis, nullable=False, server_default="0"),  # ms; a 429 said so
)

setting = sa.Table(
    "setting",
    metadata,
    ident(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("from_at", Millis, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Index(None, "name", "from_at"),
)

job = sa.Table(
    "job",
    metadata,
    ident(),
    sa.Column("queue", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text),
    sa.Column("args", sa.Text, nullable=False),  # ids only, never personal data
    sa.Column("state", sa.Text, nullable=False),  # ready | running | dead
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("run_at", Millis, nullable=False),
    sa.Column("created_at", Millis, nullable=False),
    sa.Column("last_error", sa.Text),
    sa.Index("ix_job_due", "state", "run_at"),
    sa.Index(None, "key"),
)
