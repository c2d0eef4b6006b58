"""The examples are run from `tests/plugin/test_examples.py`, each in a folder of its own, as its reader would.

Source: ours.
"""

collect_ignore_glob = ["*"]
