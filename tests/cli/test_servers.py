"""The demonstration with servers: three processes, one case, and nothing left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.cases.built import CASE
from tests.cli.conftest import Run
from trilateral.cases import demo
from trilateral.cases.demo import HOST
from trilateral.cases.playing import placed
from trilateral.cli.demo_servers import ports_for
from trilateral.node.record import open_record

PROGRAM = "from trilateral.cli import main; main()"


def test_three_processes_enter_the_case_over_http_and_agree(tmp_path: Path) -> None:
    """Each says its own part; all compute one digest; the references are those of the page about the case.

    Meanwhile nobody else gets hold of the homes.
    """
    directory = tmp_path / "talks"
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TRILATERAL_")}
    command = [sys.executable, "-c", PROGRAM, "demo", "--home", str(directory), "--json"]
    running = subprocess.Popen(
        command,
        env={**surroundings, "TRILATERAL_GUARD": str(tmp_path / "guard")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        nodes = {node["party"]: node for node in json.loads(running.stdout.readline())["nodes"]}

        assert sorted(nodes) == ["iq", "ir", "us"]
        assert len({node["digest"] for node in nodes.values()}) == 1
        settings = [(directory / party / "node.toml").read_bytes() for party in sorted(nodes)]
        second = subprocess.run(command, env=surroundings, check=False, capture_output=True, text=True, timeout=300)
        assert (second.returncode, second.stdout) == (1, "")
        assert f"as process {running.pid}." in second.stderr
        assert [(directory / party / "node.toml").read_bytes() for party in sorted(nodes)] == settings
        for node in nodes.values():
            with httpx2.Client(follow_redirects=True) as browser:
                home = browser.get(node["reader"])
                again = httpx2.get(node["reader"])

            assert home.status_code == 200
            assert "2008" in home.text
            assert again.status_code != 200
    finally:
        # Whoever starts us in the background may have taken Ctrl-C from us, and so from our children.
        ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        running.send_signal(signal.SIGTERM if ignored else signal.SIGINT)
        _, said = running.communicate(timeout=300)

    assert running.returncode == 0, said
    for node in nodes.values():
        try:
            httpx2.get(node["address"])
        except httpx2.ConnectError:
            continue
        raise AssertionError(f"{node['party']} is still served")
    records = [open_record(directory / party) for party in sorted(nodes)]
    for record in records:
        where = placed(record.fold, CASE)
        assert sorted(where) == sorted(act.key for act in CASE.acts)
        assert all(verdict.has_effect for verdict in where.values())


def test_a_port_that_is_taken_is_passed_over_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever listens on a usual port keeps it; the others keep theirs, and no port is given twice."""
    with socket.socket() as taken, socket.socket() as free:
        for each in (taken, free):
            each.bind((HOST, 0))
        taken.listen()
        usual = (taken.getsockname()[1], free.getsockname()[1])
        free.close()
        found = ports_for({"iq": usual[0], "ir": usual[1]})

    said = capsys.readouterr().err
    assert found["ir"] == usual[1]
    assert found["iq"] not in usual
    assert said.splitlines() == [
        f"port {usual[0]} is taken by another program: the node of iq will be at {found['iq']}"
    ]


def test_one_demonstration_at_a_time(run: Run, tmp_path: Path) -> None:
    with demo.held(tmp_path / "talks"):
        refused = run("--lang", "ar", "demo", "--no-serve", "--home", tmp_path / "talks")

    assert refused.exit_code == 1
    assert "[demo.running]" in refused.output
    assert sorted(path.name for path in (tmp_path / "talks").iterdir()) == ["lock"]
