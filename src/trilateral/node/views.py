"""Saved views: lists with their filters, and searches, under names that an office gives them.

They lie with the party's other private matters, are seen by the office that saved them alone, and are
never synchronised: what somebody looks for again and again says what they think about.
"""

import msgspec

from trilateral.errors import RefusedError
from trilateral.node.kept import KeptView
from trilateral.node.private import Private, new_id

MOST_VIEWS = 100
"""Of one office."""
MOST_NAME = 120
MOST_ADDRESS = 1_000


def views_for(private: Private, office: str) -> list[KeptView]:
    """Return the saved views of an office, by name."""
    return sorted(
        (each for each in private.views.all() if each.office == office), key=lambda each: each.name.casefold()
    )


def keep_view(private: Private, office: str, name: str, where: str) -> KeptView:
    """Keep a view.

    Args:
        private: Where.
        office: Whose it is.
        name: By which they will find it.
        where: Address below home, as the browser has it.

    Raises:
        RefusedError: It has no name, or is none of this desk's addresses; or there are too many.
    """
    called = _called(name)
    if not _is_below_home(where):
        raise RefusedError("private.not_a_view", where=where[:80])
    if len(views_for(private, office)) >= MOST_VIEWS:
        raise RefusedError("private.too_many_views", most=MOST_VIEWS)
    return private.views.put(KeptView(new_id(), office, called, where, private.now()))


def rename_view(private: Private, row: str, office: str, name: str) -> None:
    """Call a view something else, if it is there and of this office.

    Raises:
        RefusedError: That is no name.
    """
    called = _called(name)
    held = private.views.get(row)
    if held is not None and held.office == office:
        private.views.put(msgspec.structs.replace(held, name=called))


def remove_view(private: Private, row: str, office: str) -> None:
    """Let go of a view, if it is there and of this office."""
    held = private.views.get(row)
    if held is not None and held.office == office:
        private.views.remove(row)


def _called(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise RefusedError("private.view_without_name")
    if len(plain) > MOST_NAME:
        raise RefusedError("private.view_name_too_long", most=MOST_NAME)
    return plain


def _is_below_home(where: str) -> bool:
    """Whether it is an address that stays where it is put: below home, with no way out of it and no other host."""
    path = where.partition("?")[0]
    plain = where.isascii() and where.isprintable() and " " not in where and "\\" not in where and ":" not in path
    inside = not path.startswith("/") and not any(each in {"", ".", ".."} for each in path.split("/"))
    return bool(where) and len(where) <= MOST_ADDRESS and plain and inside
