"""All recorded requests of all known clients.

Source: ours; each client's requests say theirs.
"""

from __future__ import annotations

from wire.elevateai_clients import ELEVATEAI
from wire.marsview_clients import MARSVIEW
from wire.scriptix_clients import SCRIPTIX

SPECIMENS = [*ELEVATEAI, *MARSVIEW, *SCRIPTIX]
