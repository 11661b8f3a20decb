"""The page of saved views, and the way to save one from any list."""

from dataclasses import dataclass
from datetime import datetime

from trilateral.desk.reading import Reading
from trilateral.errors import RefusedError
from trilateral.node.private import Private
from trilateral.node.views import MOST_NAME, views_for
from trilateral.ui.page import Shown


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A saved view as the page lists it.

    Attributes:
        action: Where it is removed.
    """

    name: str
    href: str
    kept_at: datetime
    action: str


def views_page(  # noqa: PLR0913 - a page, and a form with what stands in it and against it
    reading: Reading,
    private: Private,
    office: str,
    *,
    where: str = "",
    name: str = "",
    problem: RefusedError | None = None,
) -> Shown:
    """Return the saved views of an office, and a form for one more.

    Args:
        reading: For whom.
        private: Where they lie.
        office: Whose they are.
        where: What is to be saved, as an address below home.
        name: How it is to be called.
        problem: What stood against saving it.
    """
    lines = tuple(
        ViewLine(each.name, reading.home + each.where, each.kept_at, reading.href("views", each.id))
        for each in views_for(private, office)
    )
    return Shown(
        "desk/views.html",
        reading.gettext("Saved views"),
        {
            "views": lines,
            "where": where,
            "called": name,
            "most": MOST_NAME,
            "problem": None if problem is None else (problem.code, problem.params),
            "action": reading.href("views"),
        },
    )
