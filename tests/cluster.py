"""A PostgreSQL server of the tests' own: one for a whole run of pytest, started when the first test asks for it.

It listens on a socket in a directory of its own and on no network address, forgets everything, and
belongs to whoever runs the tests; a root, whom PostgreSQL refuses, lends it to another user.

Whoever runs pytest holds a lock on a file. A watcher, started with the server, waits for that lock: it gets it when
the run is over, however it ended, then stops the server and removes the directory. Run as a script, this file starts
server and watcher.
"""

import fcntl
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from select import poll

from sqlalchemy import create_engine, text

_DIRECTORY = "TRILATERAL_TEST_CLUSTER"
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{directory}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""
_schemas = count()


class Run:
    """What whoever runs pytest holds until the end."""

    def __init__(self) -> None:
        """Choose a place. Nothing is started yet."""
        self.directory = Path(tempfile.mkdtemp(prefix="trilateral-pg-"))
        self._lock = os.open(self.directory / "held", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        os.environ[_DIRECTORY] = str(self.directory)

    def end(self) -> None:
        """Let go, and wait until the server has stopped, if it was ever started."""
        os.environ.pop(_DIRECTORY, None)
        watcher = self.directory / "watcher.pid"
        process = os.pidfd_open(int(watcher.read_text())) if watcher.exists() else None
        os.close(self._lock)
        if process is None:
            shutil.rmtree(self.directory)
            return
        ended = poll()
        ended.register(process)
        ended.poll(60_000)
        os.close(process)


def server_url() -> str:
    """URL of the server's one database. Starts the server if nobody has."""
    directory = Path(os.environ[_DIRECTORY])
    with _alone(directory / "starting"):
        if not (directory / "watcher.pid").exists():
            started = subprocess.run(
                [sys.executable, __file__, directory], check=False, capture_output=True, text=True, timeout=120
            )
            if started.returncode:
                raise RuntimeError(f"PostgreSQL did not start: {started.stdout}{started.stderr}")
    return f"postgresql+psycopg://trilateral@/postgres?host={directory}"


@contextmanager
def schema_url() -> Iterator[str]:
    """URL with a schema that no other test has, dropped afterwards."""
    schema = f"t_{os.getpid()}_{next(_schemas)}"
    yield f"{server_url()}&schema={schema}"
    drop_schemas(schema)


def drop_schemas(pattern: str) -> None:
    """Drop the schemas whose names match all of a regular expression."""
    engine = create_engine(server_url())
    with engine.begin() as connection:
        names = connection.execute(text("SELECT nspname FROM pg_catalog.pg_namespace")).scalars().all()
        for name in names:
            if re.fullmatch(pattern, str(name)):
                connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
    engine.dispose()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    lock = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


# -- the script


def programs() -> Path:
    """Directory of the server's programs. Debian keeps them off the PATH."""
    on_path = shutil.which("initdb")
    places = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda place: int(place.parts[-3]), reverse=True
    )
    for place in ([Path(on_path).resolve()] if on_path else []) + places:
        if (place.parent / "pg_ctl").exists() and (place.parent / "postgres").exists():
            return place.parent
    sys.exit("no server of PostgreSQL on this machine: `tools/postgresql` installs it")


def start(directory: Path) -> None:
    """Start the server, and leave a watcher behind that stops it."""
    found, data = programs(), directory / "data"
    owner = _owner()
    if owner is not None:
        os.chown(directory, owner.pw_uid, owner.pw_gid)

    def run(program: str, *arguments: str | Path) -> None:
        as_owner = {} if owner is None else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": ()}
        subprocess.run(
            [found / program, *arguments],
            check=True,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            **as_owner,  # type: ignore[call-overload]  # mypy does not follow keywords in a dictionary
        )

    run("initdb", "-D", data, "--username=trilateral", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(_SETTINGS.format(directory=directory))
    run("pg_ctl", "start", "-D", data, "-l", data / "journal", "--wait")

    watcher = os.fork()
    if watcher:
        (directory / "watcher.pid").write_text(str(watcher))
        return
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    with _alone(directory / "held"):
        run("pg_ctl", "stop", "-D", data, "--mode=immediate", "--wait")
        shutil.rmtree(directory)


def _owner() -> pwd.struct_passwd | None:
    """Whose the server is to be, if not ours: PostgreSQL does not run as root."""
    if os.getuid():
        return None
    known = {each.pw_name: each for each in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


if __name__ == "__main__":
    start(Path(sys.argv[1]))
