"""Reps to effort: velocity loss, proximity to failure, and what a session amounts to."""
