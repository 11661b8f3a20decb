"""Find everything that people are to read, and put into the catalogues what they lack.

    python tools/messages.py            add what is missing, empty, to all languages
    python tools/messages.py --check    add nothing; fail if a language lacks something
    python tools/messages.py --open     list what Arabic and Persian lack
    python tools/messages.py --reviewed NAME --lang fa --subject notices
                                        mark what that file says as read by somebody today, who vouches for it

Found are: sentences in `_()`, `gettext`, `ngettext` and `trans` of templates and code;
codes in `Objection("…")`, `RefusedError("…")` and the like; and for every struct with a
tag its kind, the labels of its fields and the words that a field may take.

A message goes into the file of its subject: that of the slice, or of the layer, where it
was found. Nothing is ever removed here: a code that some log still holds must stay readable.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from trilateral.i18n.catalogues import PLURALS
from trilateral.i18n.languages import LANGUAGES
from trilateral.i18n.reviews import holds, reviewed, set_mark
from trilateral.node.clock import SystemClock

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "trilateral"
PO = SOURCE / "i18n" / "po"

_SAYS_A_CODE = {
    "Objection",
    "RefusedError",
    "UnprovenError",
    "FieldError",
    "_FieldRefusedError",
    "Unread",
    "refused",
    "Ended",
}
_CODE = re.compile(r"^[a-z]+\.[a-z_]+$")
_TAG = re.compile(r"^([a-z]+\.[a-z_]+)/[1-9][0-9]?$")
_WORD = re.compile(r"^[a-z][a-z0-9_]*$")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

Key: TypeAlias = tuple[str, str]  # context, id


@dataclass(frozen=True, slots=True)
class Found:
    """One message and where it was found.

    Attributes:
        also: Other keys under any of which the catalogues may have it instead.
    """

    subject: str
    key: Key
    plural: str | None = None
    also: tuple[Key, ...] = ()
    where: str = field(default="", compare=False)


def subject_of(path: Path) -> str:
    """Return the catalogue file for messages found in a source: the slice's or the layer's name."""
    parts = path.relative_to(SOURCE).parts
    return parts[1] if parts[0] == "mechanism" and len(parts) > 1 else parts[0].removesuffix(".py")


def found_messages() -> dict[Key, Found]:
    """Return all messages in the sources, in the order of the files. What a code counts is for the English catalogue to say."""
    found: dict[Key, Found] = {}
    for path in sorted((*SOURCE.rglob("*.py"), *SOURCE.glob("**/templates/**/*.html"))):
        for message in _messages_in(path):
            first = found.setdefault(message.key, message)
            if first.plural != message.plural:
                raise ValueError(f"expected one plural of {message.key[1]!r}, got another in {message.where}")
            if first.also != message.also:  # one word of two kinds, each of which may have its own for it
                for key in message.also:
                    found.setdefault(key, replace(message, key=key, also=(message.key,)))
    counted = {key: _plural_of(said) for key, said in Language.read("en").messages() if key[0] == "code"}
    return {key: replace(message, plural=counted.get(key, message.plural)) for key, message in found.items()}


def _messages_in(path: Path) -> Iterator[Found]:
    subject, where = subject_of(path), str(path.relative_to(ROOT))
    data = path.read_bytes()
    method = "python" if path.suffix == ".py" else "jinja2"
    for line, said, _comments, context in extract(method, io.BytesIO(data), {**DEFAULT_KEYWORDS}):
        one, plural = (said, None) if isinstance(said, str) else (said[0], said[1])
        if one:
            yield Found(subject, (context or "", one), plural, where=f"{where}:{line}")
    if path.suffix == ".py":
        for message in _named_in(ast.parse(data), enums=path.name == "entries.py"):
            yield Found(subject, message.key, also=message.also, where=where)


def _named_in(tree: ast.Module, *, enums: bool) -> Iterator[Found]:
    """Codes, kinds, labels and words: what code names and catalogues say.

    Args:
        enums: Whether the module's enumerations are words of the record.
    """
    words = {
        target.id: tuple(_literals(node.value))
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in _SAYS_A_CODE:
            for code in _strings([*node.args, *(k.value for k in node.keywords if k.arg in {"code", "why"})]):
                if _CODE.match(code):
                    yield Found("", ("code", code))
        elif isinstance(node, ast.ClassDef):
            if enums:
                yield from _of_enum(node)
            yield from _of_struct(node, words)


def _of_enum(node: ast.ClassDef) -> Iterator[Found]:
    if not {_name(base) for base in node.bases} & {"Enum", "StrEnum"} or node.name.startswith("_"):
        return
    group = _WORD_START.sub("_", node.name).lower()
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant) and isinstance(item.value.value, str):
            yield Found("", ("term", f"{group}.{item.value.value}"))


def _of_struct(node: ast.ClassDef, words: dict[str, tuple[str, ...]]) -> Iterator[Found]:
    tags = [k.value for k in node.keywords if k.arg == "tag"]
    tag = _TAG.match(str(tags[0].value)) if tags and isinstance(tags[0], ast.Constant) else None
    if tag is None:
        return
    yield Found("", ("kind", tag[1]))
    for item in node.body:
        if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
            continue
        name = item.target.id
        yield Found("", ("label", f"{tag[1]}.{name}"), also=(("label", f".{name}"),))
        for word in (*_literals(item.annotation), *(w for n in _names(item.annotation) for w in words.get(n, ()))):
            yield Found("", ("term", f"{name}.{word}"), also=(("term", f"{tag[1]}.{name}.{word}"),))


def _literals(node: ast.expr) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Subscript) and _name(inner.value) == "Literal":
            yield from (word for word in _strings([inner.slice]) if _WORD.match(word))


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _names(node: ast.expr) -> Iterator[str]:
    yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


# --- the catalogues


@dataclass(slots=True)
class Language:
    """All catalogues of one language, by subject."""

    code: str
    files: dict[str, Catalog] = field(default_factory=dict)

    @classmethod
    def read(cls, code: str) -> "Language":
        """Return what is in the folder of the language."""
        held = cls(code)
        for path in sorted((PO / code).glob("*.po")):
            with path.open("rb") as file:
                held.files[path.stem] = read_po(file, locale=code, abort_invalid=True)
        return held

    def has(self, key: Key, *, said: bool, plural: str | None = None) -> bool:
        """Whether a catalogue has the message with the same plural; `said`: with words in every form, not empty."""
        for message in self._under(key).values():
            if _plural_of(message) == plural and (not said or _is_said(message, self.code)):
                return True
        return False

    def messages(self) -> Iterator[tuple[Key, Message]]:
        """All messages, and by what they are found."""
        for catalogue in self.files.values():
            for each in catalogue:
                if each.id:
                    yield (each.context or "", str(each.id[0] if each.pluralizable else each.id)), each

    def _under(self, key: Key) -> dict[str, Message]:
        """What each catalogue has under a key, by subject."""
        found = {name: held.get(key[1], context=key[0] or None) for name, held in self.files.items()}
        return {name: message for name, message in found.items() if message is not None}

    def add(self, message: Found) -> None:
        """Add the message, empty: where it stands without its plural, if it does."""
        context, one = message.key
        subject = next(iter(self._under(message.key)), message.subject)
        catalogue = self.files.setdefault(subject, Catalog(locale=self.code))
        catalogue.add((one, message.plural) if message.plural else one, context=context or None)

    def unmarked(self) -> list[str]:
        """The files in which a message has no mark, or one that was set for other words."""
        return [name for name, held in self.files.items() if not all(holds(each) for each in held if each.id)]

    def write(self) -> None:
        """Write every file, sorted, so that two people's changes lie apart."""
        for subject, catalogue in self.files.items():
            path = PO / self.code / f"{subject}.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(encoded(catalogue, self.code))


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _plural_of(message: Message) -> str | None:
    return str(message.id[1]) if message.pluralizable else None


def _form_count(lang: str) -> int:
    return int(PLURALS[lang].removeprefix("nplurals=").partition(";")[0])


def _is_said(message: Message, lang: str) -> bool:
    said = _forms(message)
    return all(said) and len(said) == (_form_count(lang) if message.pluralizable else 1)


def encoded(catalogue: Catalog, lang: str) -> bytes:
    """Return a catalogue file. Its header says the language and the plural rule, and no dates that would change by themselves."""
    out = io.BytesIO()
    head = ("Language: " + lang, "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8")
    rest = ("Content-Transfer-Encoding: 8bit", "Plural-Forms: " + PLURALS[lang])
    lines = "".join(f'"{line}\\n"\n' for line in (*head, *rest))
    out.write(f'msgid ""\nmsgstr ""\n{lines}\n'.encode())
    write_po(out, _with_forms(catalogue, lang), width=120, no_location=True, omit_header=True, sort_output=True)
    return out.getvalue().rstrip(b"\n") + b"\n"


def _with_forms(catalogue: Catalog, lang: str) -> Catalog:
    """Give every message with a plural as many forms as the language has."""
    catalogue.mime_headers = [("Plural-Forms", PLURALS[lang])]
    count = _form_count(lang)
    for message in catalogue:
        if message.pluralizable:
            message.string = tuple((*_forms(message), *("" for _ in range(count)))[:count])
        if message.id and not holds(message):
            set_mark(message)
    return catalogue


def lacking(held: Language, found: dict[Key, Found]) -> list[Found]:
    """Return what the language cannot say. An English sentence is its own id and needs only to be listed, with its plural."""
    said = held.code != "en"
    return [
        message
        for message in found.values()
        if not any(
            held.has(key, said=said or bool(key[0]), plural=message.plural) for key in (message.key, *message.also)
        )
    ]


def _review(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> int:
    """Mark all that one file says."""
    path = PO / str(chosen.lang) / f"{chosen.subject}.po"
    if not path.is_file():
        parser.error(f"expected --lang and --subject of a catalogue, got {path.relative_to(PO)}")
    if "," in chosen.reviewed:
        parser.error(f"expected a name without a comma, got {chosen.reviewed!r}")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=chosen.lang, abort_invalid=True)
    said = [each for each in catalogue if each.id and _is_said(each, chosen.lang)]
    for message in said:
        set_mark(message, chosen.reviewed, f"{SystemClock().now():%Y-%m-%d}")
    path.write_bytes(encoded(catalogue, chosen.lang))
    print(f"{path.relative_to(PO)}: {len(said)} messages marked as reviewed by {chosen.reviewed}")
    return 0


def _check(languages: dict[str, Language], found: dict[Key, Found]) -> int:
    """Say which messages have no mark, and fail for those and for what a language lacks."""
    unmarked = [f"{code}/{name}.po" for code, held in languages.items() for name in held.unmarked()]
    for name in unmarked:
        print(f"{name}: a message has no mark of its reviewer, or one for other words; run tools/messages.py")
    return 1 if unmarked or any(lacking(held, found) for held in languages.values()) else 0


def main(arguments: list[str]) -> int:
    """Update or check."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="add nothing; fail if a language lacks something")
    parser.add_argument("--open", action="store_true", help="list what other languages lack")
    parser.add_argument(
        "--reviewed", metavar="NAME", help="who has read the file of --subject in --lang and vouches for it"
    )
    parser.add_argument("--lang", choices=tuple(LANGUAGES))
    parser.add_argument("--subject")
    chosen = parser.parse_args(arguments)
    if chosen.reviewed:
        return _review(parser, chosen)
    found = found_messages()
    languages = {code: Language.read(code) for code in LANGUAGES}
    for code, held in languages.items():
        missing = lacking(held, found)
        if chosen.open or chosen.check:
            for message in missing:
                print(f"{code}: {message.key[0] or 'sentence'} {message.key[1]!r} ({message.where})")
        far = reviewed(code)
        print(f"{code}: {len(missing)} of {len(found)} messages lacking, {far.reviewed} of {far.messages} reviewed")
    if chosen.check:
        return _check(languages, found)
    if not chosen.open:
        for held in languages.values():
            for message in found.values():
                if not any(held.has(key, said=False, plural=message.plural) for key in (message.key, *message.also)):
                    held.add(message)
            held.write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
