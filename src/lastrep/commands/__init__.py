"""The commands, one module each, with a function `run` that `lastrep.cli` registers."""
