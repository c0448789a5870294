"""The name a system gave its request for a broadcast: sent again, it makes nothing twice."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column("broadcast", sa.Column("request_key", sa.Text(), nullable=True))
    op.add_column("broadcast", sa.Column("request_hash", sa.Text(), nullable=True))
    op.create_index(
        "uq_broadcast_request", "broadcast", ["composed_by", "request_key"], unique=True
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("uq_broadcast_request", "broadcast")
    with op.batch_alter_table("broadcast") as table:
        table.drop_column("request_hash")
        table.drop_column("request_key")
