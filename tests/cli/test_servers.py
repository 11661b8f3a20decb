"""The demonstration with servers: three processes, one case, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx2

from trilateral.cases.baghdad_2007 import CASE
from trilateral.cases.playing import placed
from trilateral.node.record import open_record

PROGRAM = "from trilateral.cli import main; main()"


def test_three_processes_enter_the_case_over_http_and_agree(tmp_path: Path) -> None:
    """Each says its own part; all compute one digest; the references are those of the page about the case."""
    directory = tmp_path / "talks"
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TRILATERAL_")}
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "demo", "--home", str(directory), "--json"],
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
        for node in nodes.values():
            with httpx2.Client(follow_redirects=True) as browser:
                home = browser.get(node["reader"])
                again = httpx2.get(node["reader"])

            assert home.status_code == 200
            assert "2008" in home.text
            assert again.status_code != 200
    finally:
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)

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
        assert where["march"].ref in (Path(__file__).parents[2] / "docs/case/baghdad-2007.md").read_text("utf-8")
        assert all(verdict.has_effect for verdict in where.values())
