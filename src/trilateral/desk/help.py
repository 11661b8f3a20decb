"""What each page says about itself: what it is, what a signature there binds to, and where the guide says more.

The words stand in the catalogues, under the name of the page's template (`page`) and of the subject that is signed
(`binds`), in every language. A page without words has no help; a test lets none be so.
"""

from collections.abc import Mapping

from trilateral.desk.guide import HOME, guide_href, guide_pages
from trilateral.i18n.catalogues import translator
from trilateral.i18n.messages import Sentence
from trilateral.ui.page import Shown
from trilateral.ui.views import Help

ANYTHING = "anything"
"""What holds of a signature on whatever it is."""

SIGNS: Mapping[str, str] = {
    "desk/sign": "",
    "desk/draft": "",
    "desk/waiting": "",
    "desk/kinds": ANYTHING,
    "desk/hand_in": ANYTHING,
    "desk/drafts": ANYTHING,
    "desk/offline": "incidents",
    "desk/entry": "acts",
}
"""Pages of the desk on which something is signed, and what about; nothing where that is said by the kind of entry."""

GUIDE: Mapping[str, str] = {
    "allegations": "README#what-you-see",
    "statements": "README#what-signing-means",
    "requests": "desk#home",
    "delegations": "charter",
    "charter": "charter",
    "designations": "names",
    "bodies": "sealing",
    "unsigned": "README#what-you-see",
    "evidence": "desk#when-something-is-wrong",
    "suspensions": "README#when-nobody-answers",
    "acts": "languages",
    "ledger": "charter",
    "desk/home": "desk#home",
    "desk/asked": "desk#home",
    "desk/changes": "desk#home",
    "desk/watch": "notices",
    "desk/deeds": "commitments",
    "desk/matches": "humanitarian",
    "desk/conflicts": "notices",
    "desk/why": "why",
    "desk/knew": "why",
    "desk/drafts": "drafts",
    "desk/draft": "drafts",
    "desk/waiting": "drafts",
    "desk/sheets": "drafts",
    "desk/sheet": "drafts",
    "desk/sheet_form": "drafts",
    "desk/sign_in": "desk#coming-in",
    "desk/account": "desk#coming-in",
    "desk/search": "search",
    "desk/views": "search#saved-views",
    "desk/timeline": "timeline",
    "desk/problem": "desk#when-something-is-wrong",
    "desk/consistency": "desk#when-something-is-wrong",
    "desk/sign": "desk#signing",
    "desk/kinds": "desk#signing",
    "desk/hand_in": "desk#signing",
    "desk/devices": "offline",
    "desk/offline": "offline",
    "desk/entry": "desk#reading",
    "desk/log": "desk#reading",
    "desk/api": "commands",
    "desk": HOME,
}
"""The page of the guide, and the heading there, for a page or for a subject. Other subjects have a page of their name, or none."""


def help_on(shown: Shown, lang: str) -> Help | None:
    """Return the help of a page; None where no catalogue has any."""
    name = shown.template.removesuffix(".html")
    what = translator(lang).find("page", name)
    if what is None:
        return None
    signed = _signed_on(name, shown)
    return Help(what, binds(lang, signed) if signed else "", guide_of(name))


def binds(lang: str, subject: str) -> Sentence:
    """Return what a signature on a subject binds to."""
    has = translator(lang)
    said = has.find("binds", subject) or has.pgettext("binds", ANYTHING)
    return Sentence(said, lambda other: binds(other, subject))


def _signed_on(name: str, shown: Shown) -> str:
    """The subject of what is signed on a page; empty where nothing is."""
    subject = name.partition("/")[0]
    if subject != "desk":
        return subject
    if name not in SIGNS:
        return ""
    return SIGNS[name] or str(shown.values.get("kind", "")).partition(".")[0] or ANYTHING


def guide_of(name: str) -> str:
    """Return where the guide says more about a page: its first page, if nowhere in particular."""
    subject = name.partition("/")[0]
    found = GUIDE.get(name) or GUIDE.get(subject) or (subject if subject in guide_pages() else HOME)
    return guide_href(found)
