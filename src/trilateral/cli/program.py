"""The program around all commands: which home is meant, in which language, and how a command ends."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from trilateral.errors import MalformedError, MisconductError, RefusedError, TrilateralError, UnavailableError
from trilateral.i18n.isolates import without_isolates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trilateral.node.node import Node
    from trilateral.node.record import Record
    from trilateral.node.sources import Source

LANGS = ("en", "ar", "fa")
REFUSED, USAGE, UNAVAILABLE = 1, 2, 3
NOBODY_READS = 128 + signal.SIGPIPE
"""What a shell sees of any program that wrote to a closed pipe: `pipefail` must not read it as done."""

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


@dataclass
class Surroundings:
    """What a command is called in.

    Attributes:
        given_home: As `--home` or the environment says.
        handed: A record that was handed over, and that is read in place of a home.
        mechanism: Hash that its charter must have.
        lang: Language of what people are told, and of the texts that they write unless they say otherwise.
        json: Whether facts are printed as JSON.
        taken_back: How many entries of our own log others gave back before anything was signed.
    """

    given_home: Path | None = None
    handed: Path | None = None
    mechanism: str | None = None
    lang: str = "en"
    json: bool = False
    taken_back: int = 0

    @property
    def home(self) -> Path:
        """The home of the node that is meant."""
        if self.handed is not None:
            raise click.UsageError("What --bundle names is read without keys, and by nobody's node: leave it out here.")
        if self.given_home is None:
            raise click.UsageError("Which node? Give --home DIR, before or after the command, or set TRILATERAL_HOME.")
        if not (self.given_home / "node.toml").is_file():
            raise click.UsageError(_no_home(self.given_home))
        return self.given_home

    def record(self) -> "Record":
        """The node's home, or what was handed over, read and folded. Needs neither passphrase nor guard."""
        from trilateral.node.record import open_record

        if self.handed is not None:
            return self._handed_record(self.handed)
        if self.mechanism is not None:
            raise click.UsageError("--mechanism goes with --bundle: a home names its own.")
        return open_record(self.home)

    def _handed_record(self, path: Path) -> "Record":
        """A record that was handed over, from a copy that goes when the command ends."""
        from tempfile import TemporaryDirectory

        from trilateral.node.handed import read_handed

        directory = click.get_current_context().with_resource(TemporaryDirectory(prefix="trilateral-"))
        return read_handed(path, self.mechanism, Path(directory) / "record")

    def passphrase(self) -> str:
        """The passphrase of the home's keys: from the environment, a file, or whoever sits at the terminal."""
        from trilateral.node.keys import find_passphrase
        from trilateral.node.settings import read_settings

        home = self.home
        return find_passphrase(os.environ, read_settings(home).passphrase_file_in(home), ask_passphrase())

    def any_passphrase(self) -> str:
        """A passphrase of keys that need not lie in a home: from the environment, or whoever sits at the terminal."""
        from trilateral.node.keys import find_passphrase

        if self.given_home is not None:
            return self.passphrase()
        return find_passphrase(os.environ, None, ask_passphrase())

    def office_passphrase(self, office: str) -> str:
        """The passphrase with which an office has locked its key: from the environment, a file, or the terminal."""
        from trilateral.node.keys import find_passphrase

        try:
            return find_passphrase(os.environ, None, ask_passphrase(office), "TRILATERAL_OFFICE_PASSPHRASE")
        except RefusedError as refused:
            if refused.code != "keys.no_passphrase":
                raise
            raise RefusedError("keys.locked", office=office) from refused

    def node(self) -> "Node":
        """The node itself, with its keys and its guard. No other process may have it open.

        Whichever peers can be reached are asked for our own log first: a disk that was rolled
        back together with its guard looks in order to itself.
        """
        from trilateral.node.node import Node
        from trilateral.node.peers import open_peers

        node = Node.open(self.home, self.passphrase())
        node.ring.locked.ask = self.office_passphrase
        try:
            with open_peers(node) as peers:
                self.ask_mirrors(node, peers)
        except BaseException:
            node.close()
            raise
        return node

    def ask_mirrors(self, node: "Node", sources: "Sequence[Source]") -> None:
        """Ask for our own log, and count what comes back."""
        from trilateral.node.sync import ask_mirrors

        before = node.record.size(node.origin)
        ask_mirrors(node, sources)
        self.taken_back += node.record.size(node.origin) - before


def _no_home(path: Path) -> str:
    """What to say of a directory that is no home; where a record lies there, how it is read."""
    said = f"{path} is no home of a node: it has no node.toml."
    if not (path / "charter.json").is_file():
        return said
    return f"{said} A record that was handed over is read with --bundle {path} --mechanism HASH."


def ask_passphrase(office: str = "") -> Callable[[], str] | None:
    """What asks a person for a passphrase, of the keys or of one office; None where nobody sits."""
    if not sys.stdin.isatty():
        return None
    asked = f"Passphrase of {office}" if office else "Passphrase"
    return lambda: str(click.prompt(asked, hide_input=True, err=True))


def surroundings(context: click.Context) -> Surroundings:
    """What was said before this command and with it."""
    return context.find_root().ensure_object(Surroundings)


def _note_home(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        surroundings(context).given_home = value


def _note_json(context: click.Context, _: click.Parameter, value: bool | None) -> None:
    if value:
        surroundings(context).json = True


def _note_lang(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        surroundings(context).lang = value


def _told_the_language(command: click.Command) -> None:
    """Let `--lang` stand after a command as well. Where it has one of its own, that is the language of words that it writes."""
    if not any("--lang" in each.opts for each in command.params):
        command.params.append(
            click.Option(
                ["--lang"],
                type=click.Choice(LANGS),
                callback=_note_lang,
                expose_value=False,
                help="Language of messages.",
            )
        )
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        _told_the_language(each)


def home_option(command: CommandT) -> CommandT:
    """Let `--home` stand after the command as well. The last one counts."""
    return click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        callback=_note_home,
        expose_value=False,
        help="Home of the node that is meant.",
    )(command)


def _note_handed(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        surroundings(context).handed = value


def _note_mechanism(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        surroundings(context).mechanism = value


def bundle_option(command: CommandT) -> CommandT:
    """Let a record that was handed over be read in place of a home, by who has neither home nor keys."""
    named = click.option(
        "--bundle",
        type=click.Path(exists=True, path_type=Path),
        metavar="FILE|DIR",
        callback=_note_handed,
        expose_value=False,
        help="Instead of a home: a bundle, or a directory that one was unpacked into. Nothing is written there.",
    )
    trusted = click.option(
        "--mechanism",
        metavar="HASH",
        callback=_note_mechanism,
        expose_value=False,
        help="With --bundle: hash of the charter, as it was published.",
    )
    return named(trusted(command))


def json_option(command: CommandT) -> CommandT:
    """Let facts be printed as JSON."""
    return click.option("--json", is_flag=True, callback=_note_json, expose_value=False, help="Print facts as JSON.")(
        command
    )


class Program(click.Group):
    """All commands, and how each of them ends."""

    @staticmethod
    def options() -> tuple[click.Option, ...]:
        """What may stand before a command."""
        return (
            click.Option(
                ["--home"],
                type=click.Path(file_okay=False, path_type=Path),
                envvar="TRILATERAL_HOME",
                metavar="DIR",
                help="Home of the node that is meant.  [env: TRILATERAL_HOME]",
            ),
            click.Option(
                ["--lang"],
                type=click.Choice(LANGS),
                default="en",
                envvar="TRILATERAL_LANG",
                help="Language of messages.  [env: TRILATERAL_LANG]",
            ),
        )

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command that can be told the language after its name."""
        _told_the_language(cmd)
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what stands in its way becomes one line and an exit code."""
        try:
            return super().invoke(ctx)
        except TrilateralError as error:
            _end(ctx, error)
        except BrokenPipeError:
            _stop_writing()
            ctx.exit(NOBODY_READS)
        except OSError as error:
            click.echo(f"unavailable: {error}; try again when it is there", err=True)
            ctx.exit(UNAVAILABLE)


def _stop_writing() -> None:
    """Whoever read us has gone. What is still in the buffer goes nowhere, or Python would complain of it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@click.pass_context
def begin(ctx: click.Context, home: Path | None, lang: str) -> None:
    """Note what was said before the command."""
    ctx.obj = Surroundings(home, lang=lang)


def _end(ctx: click.Context, error: TrilateralError) -> NoReturn:
    lang = surroundings(ctx).lang
    click.echo(told(error, lang), err=True)
    ctx.exit(UNAVAILABLE if isinstance(error, UnavailableError) else REFUSED)


def told(error: TrilateralError, lang: str) -> str:
    """Return an error as one line: of which sort, the sentence, and the code that stays the same. Below it stand the choices."""
    from trilateral.i18n.messages import sentence

    match error:
        case RefusedError(code=code, params=params):
            field = f"{params['field']}: " if "field" in params else ""
            said = f"refused: {field}{sentence(lang, code, params)} [{code}]"
        case UnavailableError():
            said = f"unavailable: {error}; try again"
        case MisconductError():
            said = f"misconduct: {error}"
        case MalformedError():
            said = f"malformed: {error}"
        case _:
            said = str(error)
    said = plain(" ".join(said.split()))
    offered = _offered(said, error.params, lang) if isinstance(error, RefusedError) else ()
    return "\n".join([said, *map(plain, offered)])


def _offered(said: str, params: Mapping[str, object], lang: str) -> Iterator[str]:
    """What could have been said instead, where that is known: what is spelt most nearly so, and all there is unless it was said."""
    from difflib import get_close_matches

    from trilateral.i18n.catalogues import translator
    from trilateral.i18n.messages import fill

    listed = str(params.get("choices", ""))
    choices = [each for each in listed.split(", ") if each]
    near = get_close_matches(str(params.get("given") or params.get("got", "")), choices, n=3)
    if near:
        yield "  " + fill(translator(lang).gettext("Did you mean %(near)s?"), {"near": ", ".join(near)}, lang)
    if choices and listed not in said:
        yield "  " + fill(translator(lang).gettext("To choose from: %(choices)s"), {"choices": listed}, lang)


def plain(text: str) -> str:
    """Return a sentence without the marks that keep names in order on pages: terminals show them as boxes."""
    return without_isolates(text)
