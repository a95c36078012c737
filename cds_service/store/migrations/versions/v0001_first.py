"""Feedback, cards shown, audit trail, used tokens, and the key of the hashes.

Written out instead of taken from `tables`, which will move on while this step must not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HASH = sa.String(64)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _shown()
    _feedback()
    _audit()
    op.create_table(
        "used_token",
        sa.Column("token", HASH, primary_key=True),
        sa.Column("until", sa.DateTime, nullable=False),
    )
    op.create_index("used_token_until", "used_token", ["until"])
    op.create_table(
        "secret",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables, and everything in them."""
    for name in ("secret", "used_token", "audit", "feedback", "shown"):
        op.drop_table(name)


def _shown() -> None:
    op.create_table(
        "shown",
        sa.Column("card", sa.String(64), primary_key=True),
        sa.Column("call", HASH, nullable=False),
        sa.Column("patient", HASH, nullable=False),
        sa.Column("encounter", HASH),
        sa.Column("user", HASH, nullable=False),
        sa.Column("hook", sa.String(64), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("indicator", sa.String(16), nullable=False),
        sa.Column("order_content", HASH),
        sa.Column("order_class", HASH),
        sa.Column("facts", HASH, nullable=False),
        sa.Column("overridable", sa.Boolean, nullable=False),
        sa.Column("shown_at", sa.DateTime, nullable=False),
    )
    op.create_index("shown_patient", "shown", ["patient"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("entry", HASH, nullable=False, unique=True),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("outcome_at", sa.DateTime, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("suggestions", sa.Text, nullable=False),
        sa.Column("reason_system", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("comment", sa.Text),
    )
    op.create_index("feedback_card", "feedback", ["card"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("hook", sa.String(64), nullable=False),
        sa.Column("call", HASH, nullable=False),
        sa.Column("patient", HASH, nullable=False),
        sa.Column("user", HASH, nullable=False),
        sa.Column("content_version", sa.String(64), nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("silenced", sa.Text, nullable=False),
        sa.Column("cards", sa.Text, nullable=False),
    )
    op.create_index("audit_at", "audit", ["at"])
    op.create_index("audit_patient", "audit", ["patient"])
