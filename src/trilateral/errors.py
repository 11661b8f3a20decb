"""The four errors, one for each thing that a caller can do about it.

Nothing else leaves a public function of this package on account of what
somebody sent. Programming mistakes are not among them and are let through.
"""


class TrilateralError(Exception):
    """What all four have in common. Never raised itself."""


class MalformedError(TrilateralError):
    """Bytes that do not parse or do not verify: drop them, and note who sent them.

    The message says what was expected, what came, and whose it was.
    """


class RefusedError(TrilateralError):
    """Our own party may not do this now: tell the delegate, in their language.

    Attributes:
        code: The objection, `<slice>.<reason>`: what catalogues translate.
        params: What the sentence needs, by name.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        """Take the code and what its sentence needs."""
        said = ", ".join(f"{name}={value}" for name, value in sorted(params.items()))
        super().__init__(f"{code} ({said})" if said else code)
        self.code = code
        self.params = params


class MisconductError(TrilateralError):
    """A party broke a promise of its log: keep the evidence, and tell everybody.

    Attributes:
        evidence: The raw bytes that prove it to a stranger, in the order found.
    """

    def __init__(self, message: str, *evidence: bytes) -> None:
        """Take what happened and the bytes that prove it."""
        super().__init__(message)
        self.evidence = evidence


class UnavailableError(TrilateralError):
    """A disk, a network or a peer did not answer: try again."""
