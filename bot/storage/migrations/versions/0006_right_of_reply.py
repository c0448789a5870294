"""Who proved to be which person of DTKS, and the notices that give them a right of reply."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "known_person",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("profile_id", _ID, nullable=True),
        sa.Column("subject_hash", sa.LargeBinary(), nullable=False),
        sa.Column("label_enc", sa.LargeBinary(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("proved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_known_person_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_person")),
        sa.UniqueConstraint(
            "contact_id", "subject_hash", name=op.f("uq_known_person_contact_id_subject_hash")
        ),
    )
    op.create_index(op.f("ix_known_person_subject_hash"), "known_person", ["subject_hash"])
    op.create_table(
        "reply_notice",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("profile_id", _ID, nullable=True),
        sa.Column("subject_hash", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("label_enc", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("reply_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_reply_notice_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_notice")),
        sa.UniqueConstraint("ticket", name=op.f("uq_reply_notice_ticket")),
    )
    op.create_index(op.f("ix_reply_notice_contact_id"), "reply_notice", ["contact_id"])
    op.create_index(op.f("ix_reply_notice_case_id"), "reply_notice", ["case_id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("reply_notice")
    op.drop_table("known_person")
