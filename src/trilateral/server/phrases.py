"""Passphrases: for places where no passkey works. Kept as argon2id hashes among the party's private matters.

Whoever tries one learns whether it was right and nothing else: an office that there is not, or that has no
passphrase, takes the same work and gets the same words as a wrong one.

Left out: how often somebody may try (`limits`), and what a passphrase opens besides (`node.locks`).
"""

import secrets
import threading
import unicodedata
from collections.abc import Callable

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from trilateral.errors import RefusedError
from trilateral.node.kept import Phrase
from trilateral.node.locks import passphrase_bytes
from trilateral.node.private import Private

LEAST = 14
"""Characters. NIST SP 800-63B asks for 8 and lets them be the only factor; ours opens a signing key as well."""

MOST = 200
"""Characters that are read."""

_KNOWN = frozenset(
    {
        "correcthorsebatterystaple",
        "passwordpassword",
        "passphrase",
        "thequickbrownfox",
        "letmeinplease",
        "iloveyouforever",
        "besmellahrahmanrahim",
        "bismillahirrahmanirrahim",
        "بسماللهالرحمنالرحيم",
        "بسماللهالرحمنالرحیم",
        "كلمةالمرور",
        "گذرواژه",
    }
)
"""What everybody tries first, in small letters and without what stands between them."""

_RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB: more of them at once would only make everybody wait."""


def check_phrase(text: str, around: tuple[str, ...]) -> None:
    """Say why a passphrase is too easy to guess.

    Args:
        text: As it was typed.
        around: Words that stand beside it: the office, the party, the mechanism.

    Raises:
        RefusedError: `entering.phrase_short` or `entering.phrase_known`.
    """
    phrase = passphrase_bytes(text).decode()
    if not LEAST <= len(phrase) <= MOST:
        raise RefusedError("entering.phrase_short", least=LEAST, most=MOST)
    bare = "".join(each for each in phrase.casefold() if unicodedata.category(each)[0] in "LN")
    rest = bare
    for each in sorted({*_KNOWN, *("".join(word.casefold().split()) for word in around if len(word) > 2)}, key=len)[
        ::-1
    ]:
        rest = rest.replace(each, "")
    # What is left once all that can be looked up is taken out must still be worth guessing.
    if len(set(bare)) < 6 or len(rest) < LEAST // 2 or any(rest in run or rest[::-1] in run for run in _RUNS):
        raise RefusedError("entering.phrase_known")


class Phrases:
    """The passphrases of one party."""

    def __init__(self, private: Private, unix: Callable[[], int], hasher: PasswordHasher | None = None) -> None:
        """Take where they are kept, the clock, and what hashes them: with the library's own cost, which is RFC 9106's second."""
        self._private = private
        self._unix = unix
        self._hasher = hasher or PasswordHasher()
        self._nobodys = ""

    def row(self, role: str, office: str) -> str:
        """By which name one is kept."""
        return self._private.file.name_for(f"phrase {role} {office}")

    def of(self, role: str, office: str) -> Phrase | None:
        """The passphrase of an office or role, if it has one."""
        return self._private.phrases.get(self.row(role, office))

    def set(self, role: str, office: str, text: str) -> Phrase:
        """Keep a new one, in the place of the old."""
        with _AT_ONCE:
            hashed = self._hasher.hash(passphrase_bytes(text))
        return self._private.phrases.put(Phrase(self.row(role, office), role, office, hashed, self._unix()))

    def find(self, role: str, office: str, text: str) -> Phrase | None:
        """The passphrase of an office, if this is it. Takes as long if there is none."""
        with _AT_ONCE:
            self._nobodys = self._nobodys or self._hasher.hash(secrets.token_hex(16))
            held = self.of(role, office)
            right = self._is(self._nobodys if held is None else held.hash, text[: 4 * MOST])
        if held is None or not right:
            return None
        used = msgspec.structs.replace(held, used_at=self._unix())
        # Hashing takes a while: whose passphrase was changed or taken away meanwhile does not come in by the old one.
        return used if self._private.phrases.change(held, used) else None

    def _is(self, hashed: str, text: str) -> bool:
        try:
            return self._hasher.verify(hashed, passphrase_bytes(text))
        except (VerificationError, InvalidHashError):
            return False
