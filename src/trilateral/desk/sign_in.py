"""Signing in: by a passkey, by a passphrase, or by a one-use link.

The page says nothing of the record and nothing of who has an account here.
"""

from dataclasses import dataclass
from typing import Protocol

from trilateral.i18n.catalogues import translator
from trilateral.ui.page import Shown


@dataclass(frozen=True, slots=True)
class PasskeysHere:
    """Whether passkeys can be used at an address.

    Attributes:
        here: At the one that the reader has open.
        places: Where they can.
    """

    here: bool
    places: tuple[str, ...]


class Told(Protocol):
    """Why somebody is asked to sign in, or what was wrong with how they tried."""

    @property
    def code(self) -> str:
        """The same in every language."""

    @property
    def sentence(self) -> str:
        """The same for people."""

    @property
    def what_to_do(self) -> str:
        """What they can do now."""


def sign_in_page(  # noqa: PLR0913 - what the page can say, all of it
    lang: str,
    passkeys: PasskeysHere,
    problem: Told | None = None,
    *,
    typed: str = "",
    back: str = "",
    left: bool = False,
) -> Shown:
    """Return the page on which people come in.

    Args:
        lang: The reader's.
        passkeys: Whether they can be used.
        problem: What to say first; that somebody has to sign in goes without saying.
        typed: The office that was typed.
        back: Where to go then.
        left: Whether they have just signed out.
    """
    told = None if problem is None or problem.code == "server.sign_in" else problem
    return Shown(
        "desk/sign_in.html",
        translator(lang).gettext("Sign in"),
        {"passkeys": passkeys, "problem": told, "typed": typed, "back": back, "left": left},
    )


def came_in_page(lang: str, home: str) -> Shown:
    """Return the page that stands between a link on another site and ours: the browser goes on by itself."""
    return Shown("desk/came_in.html", translator(lang).gettext("You are signed in"), {"home": home})
