"""A virtual lifter with a virtual sensor: motion with exact truth, and what a cheap sensor makes of it."""
