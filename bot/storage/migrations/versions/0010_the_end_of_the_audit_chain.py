"""Where the audit chain ends, beside the chain: an end cut off shows."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_REFUSED = "the audit log only grows"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.execute(
        "INSERT INTO audit_head (id, entry, hash) SELECT 1, coalesce(max(id), 0), "
        "coalesce((SELECT hash FROM audit ORDER BY id DESC LIMIT 1), '') FROM audit"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head "
            "WHEN NEW.entry <= OLD.entry "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
        op.execute(
            "CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_head_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF TG_OP = 'UPDATE' AND NEW.entry > OLD.entry THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_head_grows BEFORE UPDATE OR DELETE ON audit_head "
        "FOR EACH ROW EXECUTE FUNCTION audit_head_grows()"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("audit_head")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_head_grows()")
