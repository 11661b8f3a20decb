"""Alerts: the same words whatever waits, to one office after another, until somebody has done it."""

import json
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilateral.errors import MalformedError, UnavailableError
from trilateral.node.alerts import (
    FILE,
    Alerting,
    Told,
    Waiting,
    message,
    next_calls,
    post_alert,
    run_command,
    send_mail,
)
from trilateral.node.settings import Alerts, OnCall, Settings, read_settings, write_settings

NOW = 1_900_000_000
HALF_HOUR = 1_800
ORDER = ("liaison", "deputy", "head")
THING = Waiting("k" * 64, ORDER)
WORDS = "Something waits for you at your node."


class Mail(socketserver.StreamRequestHandler):
    """A mail server that says yes to everything and keeps what it was given (RFC 5321, as far as needed)."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"RCPT" and server.refuses in line:
                self.wfile.write(b"550 nobody\r\n")
                continue
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                server.got.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
            elif command == b"RCPT":
                server.to.append(line.decode().strip())
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 yes\r\n")
            if command == b"QUIT":
                return


@contextmanager
def mail_server(refuses: bytes = b"\0") -> Iterator[Any]:
    """On this machine, at a port that is free."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail) as server:
        made: Any = server
        made.daemon_threads, made.got, made.to, made.refuses = True, [], [], refuses
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


def mailing(server: Any) -> Alerts:
    port = server.server_address[1]
    return Alerts(smtp_host="127.0.0.1", smtp_port=port, smtp_security="plain", sender="node@north.example")


def alerting(home: Path, alerts: Alerts, *on_call: OnCall, hook: Any = None) -> Alerting:
    client = httpx2.Client(transport=httpx2.MockTransport(hook)) if hook else httpx2.Client(trust_env=False)
    return Alerting(home, Settings("north", "north.example/log", alerts=alerts, on_call=on_call), client)


# Whom, and when


def test_the_next_office_is_told_each_time_the_clock_has_run_and_none_twice() -> None:
    told: dict[str, Told] = {}
    found = []
    for at in (0, 1, HALF_HOUR - 1, HALF_HOUR, 2 * HALF_HOUR, 3 * HALF_HOUR, 99 * HALF_HOUR):
        calls = next_calls(told, [THING], NOW + at, HALF_HOUR)
        found.append([office for office, _ in calls])
        for office, key in calls:
            before = told.get(key, Told(0))
            told[key] = Told(NOW + at, (*before.offices, office))

    assert found == [["liaison"], [], [], ["deputy"], ["head"], [], []]


def test_who_has_come_into_the_order_since_is_told_next() -> None:
    told = {THING.key: Told(NOW, ("liaison",))}
    now = replace(THING, offices=("night", "liaison", "deputy"))

    assert next_calls(told, [now], NOW + HALF_HOUR, HALF_HOUR) == (("night", THING.key),)


offices = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=4, unique=True).map(tuple)


@given(st.lists(offices, min_size=1, max_size=3), st.lists(st.integers(0, 2 * HALF_HOUR), max_size=12))
def test_nobody_is_told_twice_of_one_thing_and_everybody_in_the_order_in_the_end(
    orders: list[tuple[str, ...]], steps: list[int]
) -> None:
    waiting = [Waiting(str(number), order) for number, order in enumerate(orders)]
    told: dict[str, Told] = {}
    said: list[tuple[str, str]] = []
    now = NOW
    for step in [*steps, *[HALF_HOUR] * 4]:
        now += step
        for office, key in next_calls(told, waiting, now, HALF_HOUR):
            said.append((office, key))
            told[key] = Told(now, (*told.get(key, Told(0)).offices, office))

    assert len(said) == len(set(said))
    assert {(office, each.key) for each in waiting for office in each.offices} == set(said)


# By mail


def test_an_alert_says_nothing_but_that_something_waits(tmp_path: Path) -> None:
    """Whatever waits and however much, it is one letter with the same words."""
    with mail_server() as server:
        settings = replace_with(mailing(server), languages=("en", "fa"), address="https://north.example")
        node = alerting(tmp_path, settings, OnCall("liaison", ("duty@north.example",)))
        told = node.once([THING, Waiting("x" * 64, ORDER)], NOW)

    assert told == ("liaison",)
    (letter,) = server.got
    assert server.to == ["rcpt TO:<duty@north.example>"]
    assert "Subject: trilateral" in letter
    assert "Auto-Submitted: auto-generated" in letter
    words = message(settings)
    assert words.splitlines()[0] == WORDS
    assert words.splitlines()[-1] == "https://north.example"
    assert len(words.splitlines()) == 3
    assert "kkkk" not in letter


def replace_with(alerts: Alerts, **changes: Any) -> Alerts:
    return msgspec.structs.replace(alerts, **changes)


def test_who_cannot_be_reached_is_passed_over_and_nobody_counts_as_told_who_was_not(tmp_path: Path) -> None:
    """A mail server that takes nothing for one office must not keep the next waiting, nor be asked but once a turn."""
    people = [OnCall(office, (f"{office}@north.example",)) for office in ORDER[:2]]
    with mail_server(refuses=b"north.example") as server:
        node = alerting(tmp_path, mailing(server), *people)
        nobody = node.once([THING], NOW)
        server.refuses = b"liaison@"
        passed_over = node.once([THING], NOW)
        server.refuses = b"\0"
        later = node.once([THING], NOW + HALF_HOUR)

    assert (nobody, passed_over, later) == ((), ("deputy",), ("liaison",))


def test_a_restart_tells_nobody_anew_and_what_is_done_is_forgotten(tmp_path: Path) -> None:
    with mail_server() as server:
        people = [OnCall(office, (f"{office}@north.example",)) for office in ORDER]
        first = alerting(tmp_path, mailing(server), *people).once([THING], NOW)
        again = alerting(tmp_path, mailing(server), *people).once([THING], NOW + 60)
        later = alerting(tmp_path, mailing(server), *people).once([THING], NOW + HALF_HOUR)
        done = alerting(tmp_path, mailing(server), *people).once([], NOW + HALF_HOUR)
        kept = (tmp_path / FILE).read_bytes()
        anew = alerting(tmp_path, mailing(server), *people).once([THING], NOW + HALF_HOUR)

    assert [first, again, later, done, anew] == [("liaison",), (), ("deputy",), (), ("liaison",)]
    assert kept == b"{}"
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_spoilt_file_tells_everybody_once_more(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"k": 1}')
    with mail_server() as server:
        node = alerting(tmp_path, mailing(server), OnCall("head", ("head@north.example",)))

        assert node.once([THING], NOW) == ("head",)


def test_a_password_is_read_from_a_file_and_a_missing_one_is_named(tmp_path: Path) -> None:
    with mail_server() as server, pytest.raises(UnavailableError, match="password for duty"):
        send_mail(
            tmp_path, replace_with(mailing(server), smtp_user="duty", smtp_password_file="mail"), "a@b.example", "x"
        )


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with mail_server() as server:
        settings = mailing(server)

    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1"):
        send_mail(tmp_path, settings, "a@b.example", WORDS)
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1"):
        send_mail(tmp_path, replace_with(settings, smtp_security="tls"), "a@b.example", WORDS)


# By a web hook or a command


def test_a_hook_gets_the_number_and_the_words_and_no_more() -> None:
    asked: list[Any] = []

    def hook(request: httpx2.Request) -> httpx2.Response:
        asked.append((str(request.url), json.loads(request.content)))
        return httpx2.Response(500 if len(asked) > 1 else 204)

    with httpx2.Client(transport=httpx2.MockTransport(hook)) as client:
        post_alert(client, "https://hook.example/send", "+1", WORDS)
        with pytest.raises(UnavailableError, match="500"):
            post_alert(client, "https://hook.example/send", "+1", WORDS)

    assert asked[0] == ("https://hook.example/send", {"to": "+1", "text": WORDS})


def test_a_command_gets_the_number_last_and_the_words_on_its_input(tmp_path: Path) -> None:
    written = tmp_path / "sent"
    program = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2] + ' ' + sys.stdin.read())"
    settings = Alerts(command=(sys.executable, "-c", program, str(written)))
    node = alerting(tmp_path, settings, OnCall("liaison", numbers=("+1; rm -rf /",)))

    assert node.once([THING], NOW) == ("liaison",)
    assert written.read_text() == f"+1; rm -rf / {WORDS}", "no shell reads it"


@pytest.mark.parametrize("command", [("/nowhere/at/all",), (sys.executable, "-c", "raise SystemExit(3)")])
def test_a_command_that_fails_is_named(command: tuple[str, ...]) -> None:
    with pytest.raises(UnavailableError, match=r"expected 0|No such file"):
        run_command(command, WORDS)


def test_nobody_is_told_where_no_way_or_nobody_is_named(tmp_path: Path) -> None:
    ways = [Alerts(), Alerts(smtp_host="mail.example"), Alerts(command=("sms",))]
    people = [(), (OnCall("liaison", ("a@b.example",)),)]

    found = [alerting(tmp_path, way, *who).is_set for way in ways for who in people]

    assert found == [False, False, False, True, False, True]


def test_settings_of_alerts_are_read_as_written_and_misspelt_ones_named(tmp_path: Path) -> None:
    on_call = (OnCall("liaison", ("a@b.example",), ("+1",)), OnCall("head"))
    settings = Settings(
        "north",
        "north.example/log",
        alerts=Alerts(
            smtp_host="mail.example", command=("sms", "--to"), languages=("ar", "en"), smtp_password_file="mail"
        ),
        on_call=on_call,
    )
    write_settings(tmp_path, settings)

    assert read_settings(tmp_path) == settings
    (tmp_path / "node.toml").write_text('party = "n"\norigin = "o"\n[alerts]\nwebhook = "hook.example"\n')
    with pytest.raises(MalformedError, match="webhook"):
        read_settings(tmp_path)
