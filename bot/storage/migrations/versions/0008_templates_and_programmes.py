"""WhatsApp's templates as Twilio has them, programmes of submissions, where staff test."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "whatsapp_template",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("placeholders", sa.Text(), nullable=False),
        sa.Column("synced_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_whatsapp_template")),
    )
    op.create_table(
        "submission_programme",
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["submission.id"],
            name=op.f("fk_submission_programme_case_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("case_id", "programme", name=op.f("pk_submission_programme")),
    )
    op.create_table(
        "staff_chat",
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_chat_staff_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_staff_chat_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("staff_id", "contact_id", name=op.f("pk_staff_chat")),
    )
    op.create_index(op.f("ix_staff_chat_contact_id"), "staff_chat", ["contact_id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("staff_chat")
    op.drop_table("submission_programme")
    op.drop_table("whatsapp_template")
