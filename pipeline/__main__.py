"""`python -m pipeline` is `ehc`."""

from pipeline.cli import main

main()
