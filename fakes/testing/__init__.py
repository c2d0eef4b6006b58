"""A vendor for one test: the stand-in, its clock and journal, and the pytest plugin."""
