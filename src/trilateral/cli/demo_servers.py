"""The demonstration with servers: a process for each party on this machine, which says its own party's part.

This process makes the homes, starts the servers and waits. It signs nothing after the founding:
what each party says is signed in that party's own process, and reaches the others over HTTP.
"""

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import click

from trilateral.cases import Case
from trilateral.cases import demo as demonstration
from trilateral.cli.demo import node_facts, summary
from trilateral.cli.output import columns, print_json, print_lines
from trilateral.cli.program import Surroundings
from trilateral.cli.serve import PLAYED
from trilateral.errors import MalformedError, TrilateralError, UnavailableError
from trilateral.node.record import Record, open_record

_STOP_SECONDS = 15
_MOST_PORTS = 100
"""How many above the usual ones are tried before any will do."""

_PROGRAM = "from trilateral.cli import main; main()"


def run(around: Surroundings, case: Case, given: str) -> None:
    """Make what is not there yet, serve it, say what there is, and stay until somebody ends it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if around.given_home is not None:
            with demonstration.held(around.given_home):
                _run_in(around, case, given, around.given_home)
            return
        with tempfile.TemporaryDirectory(prefix="trilateral-demo-") as directory:
            # What is thrown away at the end takes its guards with it: nobody can sign with these keys again.
            os.environ.setdefault("TRILATERAL_GUARD", str(Path(directory) / "guard"))
            _run_in(around, case, given, Path(directory))
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def _run_in(around: Surroundings, case: Case, given: str, directory: Path) -> None:
    homes = demonstration.make_founded(directory, case, ports_for(demonstration.usual_ports(case)))
    servers = Servers(given, homes)
    try:
        welcomes = servers.start()
        if not around.json:
            print_lines(line for welcome in welcomes.values() for line in _welcome(welcome))
            click.echo("The case is being entered. Pages can be read meanwhile.")
        servers.wait_until_played()
        records = _settled(homes)
        if around.json:
            print_json({"case": case.name, "nodes": [node_facts(each) | welcomes[each.party] for each in records]})
        else:
            print_lines(summary(records))
            click.echo("Ctrl-C ends the nodes.")
        servers.wait()
    finally:
        servers.stop()


def _welcome(welcome: dict[str, Any]) -> list[str]:
    """Return address and links of one node. Each link opens one session, once."""
    links = {**welcome["links"], "to read": welcome["reader"], "to run the node": welcome["operator"]}
    return [
        f"{welcome['party']} at {welcome['address']}",
        *columns([(f"  {who}", link) for who, link in links.items()]),
    ]


class Servers:
    """The children that this process started, and nobody else's."""

    def __init__(self, given: str, homes: Mapping[str, Path]) -> None:
        """Take what is to be played and served."""
        self._given = given
        self._homes = homes
        self._children: dict[str, subprocess.Popen[str]] = {}
        self._played: set[str] = set()
        self._lines: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()

    def start(self) -> dict[str, dict[str, Any]]:
        """Start one process a party, and return what each says when it is there: address and one-use links."""
        command = [sys.executable, "-c", _PROGRAM, "serve", "--json", "--play", self._given, "--home"]
        for party, home in self._homes.items():
            child = subprocess.Popen(  # noqa: S603 - our own program
                [*command, str(home)], stdout=subprocess.PIPE, text=True, start_new_session=True
            )
            self._children[party] = child
            threading.Thread(target=self._listen, args=(party, child.stdout), daemon=True).start()
        welcomes: dict[str, dict[str, Any]] = {}
        while len(welcomes) < len(self._homes):
            party, line = self._next_line()
            if line.startswith("{"):
                welcomes[party] = json.loads(line)
            elif line == PLAYED:
                self._played.add(party)
        return {party: welcomes[party] for party in self._homes}

    def _listen(self, party: str, output: IO[str] | None) -> None:
        for line in output or ():
            self._lines.put((party, line.rstrip("\n")))
        self._lines.put((party, ENDED))

    def _next_line(self) -> tuple[str, str]:
        party, line = self._lines.get()
        if line == ENDED:
            raise UnavailableError(f"the node of {party} ended: see what it said above")
        return party, line

    def wait_until_played(self) -> None:
        """Wait until every party has said its part and has what the others said."""
        while len(self._played) < len(self._homes):
            party, line = self._next_line()
            if line == PLAYED:
                self._played.add(party)

    def wait(self) -> None:
        """Wait until one ends, or somebody ends us."""
        while True:
            self._next_line()

    def stop(self) -> None:
        """End those that we started, in good order if they can."""
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        for child in self._children.values():
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()


ENDED = "\0ended"


def ports_for(usual: Mapping[str, int]) -> dict[str, int]:
    """Return a port for each party: its usual one, or the next that is free, and then say so."""
    last = max(usual.values())
    others = iter((*range(last + 1, last + _MOST_PORTS), *([0] * len(usual))))
    found: dict[str, int] = {}
    with contextlib.ExitStack() as probes:  # all stay open until the last is found: none is given twice
        for party, wanted in usual.items():
            port = _bound(probes, wanted)
            while port is None:
                port = _bound(probes, next(others))
            found[party] = port
            if port != wanted:
                click.echo(
                    f"port {wanted} is taken by another program: the node of {party} will be at {port}", err=True
                )
    return found


def _bound(probes: contextlib.ExitStack, port: int) -> int | None:
    """The port, or any for 0; None if somebody listens there."""
    probe = probes.enter_context(socket.socket())
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((demonstration.HOST, port))
    except OSError:
        return None
    return int(probe.getsockname()[1])


def _settled(homes: Mapping[str, Path]) -> list[Record]:
    """The homes as they stand, read while they are served, once all hold all of one another's logs."""
    pause = threading.Event()
    records: list[Record] = []
    for _ in range(150):
        try:
            records = [open_record(home) for home in homes.values()]
        except (MalformedError, TrilateralError):
            pause.wait(0.2)  # somebody was writing
            continue
        sizes = {record.origins[0]: record.size(record.origins[0]) for record in records}
        complete = all(record.size(origin) == size for record in records for origin, size in sizes.items())
        held = all(
            size == sizes[record.origins[0]]
            for record in records
            for size in record.held_by(record.origins[0]).values()
        )
        if complete and held:
            break
        pause.wait(0.2)
    return records
