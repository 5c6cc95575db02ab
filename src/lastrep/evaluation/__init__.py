"""Scores the engine, and plain methods beside it, on labelled recordings: real ones by data set, simulated by seed."""
