"""Reports that come early, retries of what did not arrive, whose call is out, a 429 for all."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "early_receipt",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "provider_id", name=op.f("pk_early_receipt")),
    )
    op.create_index(op.f("ix_early_receipt_received_at"), "early_receipt", ["received_at"])
    op.add_column("outbox", sa.Column("retry_of", _ID, nullable=True))
    op.create_index(
        "ix_outbox_kept",
        "outbox",
        ["sent_at"],
        sqlite_where=sa.text("state = 'sent' AND body_enc IS NOT NULL"),
        postgresql_where=sa.text("state = 'sent' AND body_enc IS NOT NULL"),
    )
    op.add_column("conversation", sa.Column("pending_by", sa.Text(), nullable=True))
    op.add_column(
        "bucket",
        sa.Column("held_until", sa.BigInteger(), server_default="0", nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("bucket", "held_until")
    op.drop_column("conversation", "pending_by")
    op.drop_index("ix_outbox_kept", "outbox")
    op.drop_column("outbox", "retry_of")
    op.drop_index(op.f("ix_early_receipt_received_at"), "early_receipt")
    op.drop_table("early_receipt")
