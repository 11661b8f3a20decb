"""What an entry carries that nobody writes by hand: the words of others that prove a silence, as this node has kept them.

The form names the silence alone. Whether the words show enough is for the rules to say, as of any entry.
"""

from typing import Any

from trilateral.desk.reading import Reading
from trilateral.errors import RefusedError
from trilateral.node.silence import proof_of_silence, silence_in
from trilateral.ui.forms import Posted

_PROOF = "proposals.silence_proven"


def carried(reading: Reading, kind: str, posted: Posted) -> dict[str, Any]:
    """Return members of an entry that the node fills in; nothing for all other kinds, and where somebody has filled them in.

    Args:
        reading: For whom.
        kind: Of entry.
        posted: What was filled in.
    """
    ref = next(iter(posted.get("silence", ())), "").strip()
    if kind != _PROOF or not ref or any(name.startswith("heads.") for name in posted):
        return {}
    try:
        return {"heads": proof_of_silence(reading.record, *silence_in(reading.record, ref)).heads}
    except RefusedError:
        return {}  # there is no such silence, which the rules say better
