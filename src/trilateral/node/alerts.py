"""Alerts that say nothing: somebody on watch is told that something waits at their node, and no more.

An alert goes by e-mail, by a web hook or through a command, such as one that sends text messages. It
always has the same words, whatever waits and however much of it: whoever reads the mail on its way learns
that there was something to do, and when, and nothing else. What it is, one reads at the node.

Nobody has to acknowledge an alert itself. What waits is acknowledged by doing it; until then the next
office in the order is told each time the clock has run, and the last of them is not told twice. So an
unanswered alert comes to a person who sits somewhere else.

What has been told is kept in `alerts.json` in the home, so that a restart does not tell everybody anew. Not trusted: who
can change it can cause or stop an alert, and change no entry.

It leaves out what waits and who has the watch: whoever runs this says so (`Waiting`).
"""

import logging
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import httpx2
import msgspec

from trilateral.errors import UnavailableError
from trilateral.i18n.catalogues import translator
from trilateral.node.settings import Alerts, OnCall, Settings
from trilateral.store.files import read_file, write_file

FILE = "alerts.json"
SUBJECT = "trilateral"
SEND_SECONDS = 20.0
"""How long one step of sending may take."""

_journal = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a person of our party.

    Attributes:
        key: Tells it from others. A hash, so that the file does not say what waited.
        offices: Whom to tell, in order.
    """

    key: str
    offices: tuple[str, ...]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the order has been gone through for one thing.

    Attributes:
        at: When the last office was told, in seconds since 1970.
        offices: Which have been told.
    """

    at: int
    offices: tuple[str, ...] = ()


def next_calls(
    told: Mapping[str, Told], waiting: Iterable[Waiting], now: int, escalate_seconds: int
) -> tuple[tuple[str, str], ...]:
    """Return whom to tell now, of what: office and key.

    Args:
        told: What has been told already.
        waiting: What waits.
        now: In seconds since 1970.
        escalate_seconds: After so long without an answer the next office is told.
    """
    found = []
    for each in waiting:
        before = told.get(each.key)
        if before is not None and now - before.at < escalate_seconds:
            continue
        office = next((o for o in each.offices if before is None or o not in before.offices), None)
        if office is not None:
            found.append((office, each.key))
    return tuple(found)


def message(settings: Alerts) -> str:
    """Return the words of every alert: the same sentence in each language, and where to look."""
    lines = [translator(lang).gettext("Something waits for you at your node.") for lang in settings.languages]
    return "\n".join([*lines, *([settings.address] if settings.address else [])])


class Alerting:
    """The alerts of one node."""

    def __init__(self, home: Path, settings: Settings, client: httpx2.Client) -> None:
        """Take where it is kept who was told, and how to reach whom.

        Args:
            home: Of the node.
            settings: Of the node.
            client: For the web hook.
        """
        self._home = home
        self._settings = settings.alerts
        self._on_call = {each.office: each for each in settings.on_call}
        self._client = client
        self._told = _read(home)

    @property
    def is_set(self) -> bool:
        """Whether the settings name anybody, and a way to them."""
        ways = self._settings.smtp_host or self._settings.webhook or self._settings.command
        return bool(self._on_call and ways)

    @property
    def offices(self) -> tuple[str, ...]:
        """Offices that can be told, in the order of the settings."""
        return tuple(self._on_call)

    def once(self, waiting: Sequence[Waiting], now: int) -> tuple[str, ...]:
        """Tell whoever is to be told now; return the offices that were.

        An office is told once, however much waits for it. One that cannot be reached by any way is passed
        over, so that the next is told at once: silence of a mail server must not keep anybody waiting.
        """
        self._told = {each.key: self._told[each.key] for each in waiting if each.key in self._told}
        reached: dict[str, bool] = {}
        left = list(waiting)
        while calls := next_calls(self._told, left, now, self._settings.escalate_minutes * 60):
            for office, key in calls:
                if office not in reached:
                    reached[office] = self._tell(office)
                if reached[office]:
                    before = self._told.get(key, Told(0))
                    self._told[key] = Told(now, (*before.offices, office))
            left = [Waiting(each.key, tuple(o for o in each.offices if reached.get(o, True))) for each in left]
        write_file(self._home / FILE, msgspec.json.encode(self._told), mode=0o600)
        return tuple(office for office, was in reached.items() if was)

    def _tell(self, office: str) -> bool:
        """Try every way to an office; return whether any of them took the alert."""
        who = self._on_call.get(office)
        told = False
        for send in () if who is None else self._ways(who):
            try:
                send()
                told = True
            except UnavailableError as error:
                _journal.warning("alert for %s: %s", office, error)
        return told

    def _ways(self, who: OnCall) -> Iterator[Callable[[], None]]:
        settings, text = self._settings, message(self._settings)
        if settings.smtp_host:
            for address in who.emails:
                yield partial(send_mail, self._home, settings, address, text)
        if settings.webhook:  # where there is no number the hook finds the office's itself
            for to in who.numbers or (who.office,):
                yield partial(post_alert, self._client, settings.webhook, to, text)
        if settings.command:
            for number in who.numbers:
                yield partial(run_command, (*settings.command, number), text)


def post_alert(client: httpx2.Client, address: str, to: str, text: str) -> None:
    """Give one alert to a web hook.

    Raises:
        UnavailableError: It did not take it.
    """
    try:
        answer = client.post(address, json={"to": to, "text": text}, timeout=SEND_SECONDS)
    except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
        raise UnavailableError(f"web hook: {error}") from error
    if not answer.is_success:
        raise UnavailableError(f"web hook: expected an answer of success, got {answer.status_code}")


def send_mail(home: Path, settings: Alerts, to: str, text: str) -> None:
    """Send one e-mail.

    Raises:
        UnavailableError: The server did not take it.
    """
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = SUBJECT, settings.sender, to
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    mail.set_content(text)
    context = ssl.create_default_context()
    try:
        if settings.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.smtp_host, settings.smtp_port, timeout=SEND_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SEND_SECONDS)
        with server:
            if settings.smtp_security == "starttls":
                server.starttls(context=context)
            if settings.smtp_user:
                server.login(settings.smtp_user, _password(home, settings))
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise UnavailableError(f"{settings.smtp_host}: {error}") from error


def run_command(command: Sequence[str], text: str) -> None:
    """Run a command with a number as its last argument and the words of the alert on its input.

    Raises:
        UnavailableError: It is not there, took too long, or failed.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, never through a shell
            command, input=text.encode(), capture_output=True, timeout=SEND_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UnavailableError(f"{command[0]}: {error}") from error
    if done.returncode:
        raise UnavailableError(f"{command[0]}: expected 0, got {done.returncode}")


def _password(home: Path, settings: Alerts) -> str:
    path = home / (settings.smtp_password_file or "")
    data = read_file(path) if settings.smtp_password_file else None
    if data is None:
        raise UnavailableError(f"{path}: expected the password for {settings.smtp_user}, found no file")
    return data.decode("utf-8", "replace").rstrip("\r\n")


def _read(home: Path) -> dict[str, Told]:
    """What was told before; nothing where the file is gone or spoilt: then everybody is told once more."""
    data = read_file(home / FILE)
    if data is None:
        return {}
    try:
        return msgspec.json.decode(data, type=dict[str, Told])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        _journal.warning("%s: %s", home / FILE, error)
        return {}
