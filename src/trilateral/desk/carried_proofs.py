"""What an entry carries that nobody writes by hand: the words of others that this node has kept.

They prove a silence, or that an objection to one came in time, or that an allegation was not answered. The form names
what it is about alone. Whether the words show enough is for the rules to say, as of any entry.
"""

from typing import Any

from trilateral.desk.reading import Reading
from trilateral.errors import RefusedError
from trilateral.i18n.digits import latin_digits
from trilateral.node.silence import defeat_by, proof_of_silence, silence_in
from trilateral.node.unanswered import allegation_in, note_of_silence
from trilateral.ui.forms import Posted


def carried(reading: Reading, kind: str, posted: Posted) -> dict[str, Any]:
    """Return members of an entry that the node fills in; nothing for all other kinds, and where somebody has filled them in.

    Args:
        reading: For whom.
        kind: Of entry.
        posted: What was filled in.

    Raises:
        RefusedError: Nothing that could be carried was kept, or what is named is nothing of that sort.
    """
    if any(name.partition(".")[0] in {"heads", "checkpoint"} and any(values) for name, values in posted.items()):
        return {}
    match kind:
        case "proposals.silence_proven":
            return _proof(reading, _named(posted, "silence"))
        case "proposals.silence_defeated" if ref := _named(posted, "broken"):
            return {"checkpoint": defeat_by(reading.record, ref)[1].checkpoint}
        case "allegations.silence_noted" if ref := _named(posted, "subject"):
            return {"checkpoint": note_of_silence(reading.record, allegation_in(reading.record, ref)).checkpoint}
    return {}


def _proof(reading: Reading, ref: str) -> dict[str, Any]:
    try:
        return {"heads": proof_of_silence(reading.record, *silence_in(reading.record, ref)).heads} if ref else {}
    except RefusedError:
        return {}  # there is no such silence, which the rules say better


def _named(posted: Posted, member: str) -> str:
    return latin_digits(next(iter(posted.get(member, ())), "").strip())
