"""How deliveries are written: one reader per format, and the mapping of their columns."""
