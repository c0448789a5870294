"""Which process sends an outbox row, and which processes live."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('waiting', 'sending')")


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("outbox", sa.Column("owner", sa.Text(), nullable=True))
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["contact_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "process",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("process")
    op.drop_index("ix_outbox_open", "outbox")
    op.drop_column("outbox", "owner")
