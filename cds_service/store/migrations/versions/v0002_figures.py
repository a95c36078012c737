"""Which rule a card came from, and which FHIR types a call did not deliver.

Both are null in the rows that are there already: nobody knows it of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("shown", sa.Column("rule", sa.String(64)))
    op.add_column("audit", sa.Column("unavailable", sa.Text))
    op.add_column("audit", sa.Column("incomplete", sa.Text))


def downgrade() -> None:
    """Drop the columns, and what they hold."""
    with op.batch_alter_table("audit") as table:
        table.drop_column("incomplete")
        table.drop_column("unavailable")
    with op.batch_alter_table("shown") as table:
        table.drop_column("rule")
