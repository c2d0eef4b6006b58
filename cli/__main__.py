"""`python -m understudy.cli`: the same as `understudy`.

Source: ours.
"""

from understudy.cli.main import main

main()
