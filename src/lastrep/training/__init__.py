"""Training of the proximity model: simulated populations, real curls, fitting, and what the result is worth."""
