"""Bytes and files to samples, samples to motion, motion to reps. Knows nothing of models or servers."""
