"""What we expect of a delivered extract and of the marts that pages read.

Great Expectations runs here, inside DuckDB, and nowhere else. Read in this order:

    thresholds.py   every limit that is not a setting, with its reason
    suites.py       gate 1: one suite for each extract, as landed
    rules.py        the rules of the SEN2 return on single rows, which the suites ask
    usual.py        this month against the twelve before it
    marts.py        gate 2: the release checks on the marts
    expected.py     the kinds of expectation that the suites are written in
    delivery.py     what the suites must know of a drop before they can be written
    run.py          runs suites and makes results; engine.py is Great Expectations on DuckDB
    worker.py       the process that serves both gates

Only `result.py` is light enough to import from elsewhere: Great Expectations takes seconds.
"""
