"""What all tables share: the metadata, the types of columns, and two columns that recur."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite: only INTEGER counts up itself
Millis = sa.BigInteger
Blob = sa.LargeBinary


def ident() -> sa.Column[int]:
    """The table's own number, which grows."""
    return sa.Column("id", Id, primary_key=True, autoincrement=True)


def of_contact(*, nullable: bool = False) -> sa.Column[int]:
    """Whose it is; it goes when the contact is erased."""
    return sa.Column(
        "contact_id", Id, sa.ForeignKey("contact.id", ondelete="CASCADE"), nullable=nullable
    )
