"""Lifters, sensors, edits; who lifted what in a session, and how each rep was done."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns; what is there stays, with nothing told of it."""
    _create_lifters_and_sensors()
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("load_kg", sa.Double()))
        sessions.add_column(sa.Column("lifter_id", sa.Integer()))
        sessions.add_column(sa.Column("sensor_name", sa.String(100)))
        sessions.add_column(sa.Column("rack", sa.String(60)))
        sessions.create_foreign_key(
            "fk_sessions_lifter_id_lifters", "lifters", ["lifter_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_sessions_lifter_id", "sessions", ["lifter_id"])
    op.add_column("reps", sa.Column("form", sa.JSON()))
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double()),
        sa.Column("value", sa.JSON()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_edits"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_edits_session_id_sessions", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edits_session_id", "edits", ["session_id"])
    op.create_index("ix_edits_kind", "edits", ["kind", "session_id"])


def _create_lifters_and_sensors() -> None:
    op.create_table(
        "lifters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("experience", sa.String(20)),
        sa.Column("safeties", sa.Boolean()),
        sa.Column("goal", sa.String(20)),
        sa.Column("stop_loss_frac", sa.Double()),
        sa.Column("stop_reps_in_reserve", sa.Integer()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lifters"),
        sa.UniqueConstraint("name", name="uq_lifters_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sensors",
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(60)),
        sa.Column("rack", sa.String(60)),
        sa.Column("lifter_id", sa.Integer()),
        sa.Column("rate_hz", sa.Double()),
        sa.Column("missing_frac", sa.Double()),
        sa.Column("battery_frac", sa.Double()),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("address", name="pk_sensors"),
        sa.ForeignKeyConstraint(
            ["lifter_id"], ["lifters.id"], name="fk_sensors_lifter_id_lifters", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_sensors_lifter_id", "sensors", ["lifter_id"])


def downgrade() -> None:
    """Remove them, and all that was kept in them."""
    op.drop_table("edits")
    with op.batch_alter_table("reps") as reps:
        reps.drop_column("form")
    op.drop_index("ix_sessions_lifter_id", "sessions")
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_constraint("fk_sessions_lifter_id_lifters", type_="foreignkey")
        for name in ("rack", "sensor_name", "lifter_id", "load_kg"):
            sessions.drop_column(name)
    op.drop_table("sensors")
    op.drop_table("lifters")
