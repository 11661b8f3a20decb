"""The program as a module: for whoever has Python and no `trilateral` on the path."""

import os
import subprocess
import sys


def test_python_runs_the_same_commands() -> None:
    """Under its own name, so that what help tells to type can be typed."""
    command = [sys.executable, "-m", "trilateral", "--help"]
    ran = subprocess.run(command, env=dict(os.environ), check=False, capture_output=True, text=True, timeout=60)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Usage: trilateral [OPTIONS] COMMAND")
    assert "why" in ran.stdout
