"""Sessions with their sets, reps, refused movements, gaps and traces."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("exercise", sa.String(100)),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("rate_hz", sa.Double()),
        sa.Column("duration_s", sa.Double()),
        sa.Column("raw_name", sa.String(100), nullable=False),
        sa.Column("raw_sha256", sa.String(64)),
        sa.Column("engine_version", sa.String(50), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.CheckConstraint("status in ('recording', 'finished', 'interrupted')", name=op.f("ck_sessions_status_known")),
    )
    op.create_index("ix_sessions_started_at", "sessions", ["started_at"])
    op.create_index("ix_sessions_status", "sessions", ["status"])
    op.create_table(
        "sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(100)),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sets"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_sets_session_id_sessions", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("session_id", "position", name="uq_sets_session_id"),
    )
    op.create_index("ix_sets_session_id", "sets", ["session_id"])
    _create_what_belongs_to_a_set()
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_gaps_session_id_sessions", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_gaps_session_id", "gaps", ["session_id"])


def _create_what_belongs_to_a_set() -> None:
    op.create_table(
        "reps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("concentric_start_s", sa.Double(), nullable=False),
        sa.Column("concentric_end_s", sa.Double(), nullable=False),
        sa.Column("eccentric_s", sa.Double()),
        sa.Column("mean_velocity_mps", sa.Double()),
        sa.Column("mean_propulsive_velocity_mps", sa.Double()),
        sa.Column("peak_velocity_mps", sa.Double()),
        sa.Column("rom_m", sa.Double()),
        sa.Column("mean_velocity_sd_mps", sa.Double()),
        sa.Column("velocity_reason", sa.String(300)),
        sa.PrimaryKeyConstraint("id", name="pk_reps"),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_reps_set_id_sets", ondelete="CASCADE"),
        sa.UniqueConstraint("set_id", "position", name="uq_reps_set_id"),
        sa.CheckConstraint("status in ('completed', 'failed')", name=op.f("ck_reps_status_known")),
    )
    op.create_index("ix_reps_set_id", "reps", ["set_id"])
    op.create_table(
        "rejections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("set_id", sa.Integer()),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("detail", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rejections"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_rejections_session_id_sessions", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_rejections_set_id_sets", ondelete="CASCADE"),
    )
    op.create_index("ix_rejections_session_id", "rejections", ["session_id"])
    op.create_index("ix_rejections_set_id", "rejections", ["set_id"])
    op.create_table(
        "traces",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("step_s", sa.Double(), nullable=False),
        sa.Column("velocity_zlib", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("set_id", name="pk_traces"),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name="fk_traces_set_id_sets", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Remove the first tables, and all that was kept in them."""
    for table in ("traces", "gaps", "rejections", "reps", "sets", "sessions"):
        op.drop_table(table)
