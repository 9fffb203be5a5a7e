"""A second reckoning of the clocks, in plain Python, and case histories to try it on."""
