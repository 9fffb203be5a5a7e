"""Benchmarks: how long the work takes beside the bare engine. No test times anything."""
