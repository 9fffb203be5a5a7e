"""The synthetic authority behind `ehc sample`: one module per process, numbers in story.toml."""
