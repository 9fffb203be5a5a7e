"""The pages: one module per family, each a function from the facts to what its template shows."""
