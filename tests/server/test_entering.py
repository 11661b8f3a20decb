"""Passkeys, passphrases and locked keys through HTTP: who comes in, who does not, and with which words."""

import contextlib
import itertools
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.node.parties import statement
from tests.server.authenticator import Authenticator, b64
from tests.server.web import CHEAP_HASHER, Shared, Visitor, Web, en, web
from trilateral.errors import RefusedError
from trilateral.mechanism.delegations.entries import (
    DelegationNamed,
    HolderDeclaredNonGrata,
    OfficeAccredited,
    OfficeLeft,
)
from trilateral.node.compose import About
from trilateral.node.keys import Purpose, Wanted, key_name, open_keyring
from trilateral.node.locks import Secret
from trilateral.node.private import Private
from trilateral.server.limits import ACCOUNT, ADDRESS, Limits
from trilateral.server.passkeys import CHALLENGE_SECONDS, places
from trilateral.server.phrases import check_phrase
from trilateral.server.roles import Role
from trilateral.server.sessions import BY_LINK, FRESH_SECONDS, IDLE_SECONDS, SESSION_SECONDS
from trilateral.server.ways import enter_by_phrase, make_ways

HERE = "https://us.example"
PHRASE = "seven herons over the weir"
OTHER = "a kettle nobody polishes twice"
SECRET = bytes(range(32))
"""What a passkey computes."""
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("entering"), addresses=(HERE,)) as made:
        yield made


@pytest.fixture
def us(one: Web) -> Web:
    """A node that nobody has come in at, and whose keys nobody has locked."""
    private, ring = one.node.private, one.node.ring
    if ring.is_locked("head"):
        ways = (("passphrase", PHRASE.encode()), ("passphrase", OTHER.encode()), ("prf", SECRET))
        assert any(ring.locked.unlock("head", Secret("", way, value), "tests") for way, value in ways)  # type: ignore[arg-type]  # each is a way
        ring.take_lock_off("head", "tests")
    for shelf in (private.passkeys, private.phrases, private.failures, private.waiting):
        for each in shelf.all():
            shelf.remove(each.id)
    for word in (*one.doors.sessions(), *one.doors.links()):
        one.doors.revoke(word.id)
    one.client.cookies.clear()
    return one


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Web]:
    """A node for one test, which changes its keys or its delegation."""
    with web(tmp_path, addresses=(HERE,)) as made:
        yield made


def at_host(visitor: Visitor) -> dict[str, str]:
    return {"Host": "us.example", "Origin": HERE, "X-CSRF-Token": visitor.csrf()}


def asked(visitor: Visitor, path: str, body: object = None) -> Any:
    return visitor.client.post(f"/api/{path}", json={} if body is None else body, headers=at_host(visitor))


def stranger(us: Web, path: str, body: object = None, host: str = "us.example") -> Any:
    us.client.cookies.clear()
    headers = {"Host": host, "Origin": f"https://{host}"}
    return us.client.post(f"/api/sign-in/{path}", json={} if body is None else body, headers=headers)


def made(visitor: Visitor, device: Authenticator, **other: object) -> Any:
    """Make a passkey, with whatever is wrong."""
    begun = asked(visitor, "account/passkeys/options")
    assert begun.status_code == 200, begun.text
    body = {"ceremony": begun.json()["ceremony"], "credential": device.make(begun.json()["options"]), **other}
    return asked(visitor, "account/passkeys", body)


def came(us: Web, device: Authenticator, **other: object) -> Any:
    """Come in with a passkey, with whatever is wrong."""
    begun = stranger(us, "passkey/options").json()
    body = {"ceremony": begun["ceremony"], "credential": device.answer(begun["options"]), **other}
    return stranger(us, "passkey", body)


def by_phrase(us: Web, office: str, phrase: str, **other: str) -> Any:
    us.client.cookies.clear()
    return us.client.post("/sign-in", data={"office": office, "passphrase": phrase, **other}, follow_redirects=False)


def set_phrase(visitor: Visitor, phrase: str = PHRASE, again: str | None = None) -> Any:
    return visitor.send("account", passphrase=phrase, again=phrase if again is None else again, set_phrase="1")


def sign(visitor: Visitor, **other: str) -> Any:
    """Say something that nobody has said yet."""
    words = f"We shall offer nothing before August, for the {next(_NUMBERS)}th time."
    fields = {"sort": "position", "text": words, "text.lang": "en", "sign": "1", **other}
    return visitor.send("sign/statements.made", **fields)


def later(us: Web, seconds: float) -> None:
    us.parties.clock.advance(seconds)


def code_of(answer: Any) -> str:
    """The code that an answer shows, as a page or as JSON."""
    if answer.headers["content-type"].startswith("application/problem+json"):
        return str(answer.json()["code"])
    found = re.search(r'<code dir="ltr">([a-z_.]+)</code>|data-code="([a-z_.]+)"', answer.text)
    return "" if found is None else found[1] or found[2]


def says(us: Web, answer: Any) -> str:
    """What a session that an answer opened may sign: the code that stands against it, or where it is."""
    with Visitors(us, answer) as visitor:
        signed = sign(visitor)
        return code_of(signed) if signed.status_code == 422 else str(signed.headers["location"])


class Visitors:
    """Somebody who has come in, with the cookie that an answer has set."""

    def __init__(self, us: Web, answer: Any) -> None:
        assert answer.status_code in {200, 303}, answer.text
        self.client = httpx.Client(
            transport=Shared(us.client._transport), base_url=us.client.base_url, headers={"Accept-Language": "en"}
        )
        name, _, rest = answer.headers["set-cookie"].partition("=")
        self.client.cookies.set(name, rest.partition(";")[0])
        self.visitor = Visitor(us, self.client)

    def __enter__(self) -> Visitor:
        return self.visitor

    def __exit__(self, *_: object) -> None:
        self.client.close()


# --- passkeys


def test_who_signs_out_is_told_so_and_who_only_comes_by_is_not(us: Web) -> None:
    with us.visitor(lang="fa") as head:
        out = head.client.post("/out", data={"csrf": head.csrf()}, follow_redirects=False)
        told = head.client.get(out.headers["location"]).text
        plain = head.client.get("/sign-in").text

    assert '<p class="reading" role="status"><strong>خارج شده‌اید.</strong>' in told
    assert 'role="status"><strong>' not in plain


def test_a_passkey_lets_its_office_in_by_itself_and_is_listed(us: Web) -> None:
    device = Authenticator(HERE)
    with us.visitor() as head:
        kept = made(head, device, label="Telephone")
        page = head.page("account")
    entered = came(us, device)
    cookie = entered.headers["set-cookie"].lower()
    with Visitors(us, entered) as again:
        session = again.page("account")

    assert kept.status_code == 201
    assert "Telephone" in page
    assert "not used yet" in page
    assert entered.status_code == 200
    assert entered.json() == {"home": us.home}
    assert all(word in cookie for word in ("httponly", "samesite=strict", "secure", "path=/"))
    assert "by a passkey" in session
    assert "signed=us%2F" in says(us, came(us, device))


def test_a_reader_may_have_a_passkey_too_and_signs_nothing_with_it(us: Web) -> None:
    device = Authenticator(HERE)
    with us.visitor(Role.READER) as reader:
        assert made(reader, device).status_code == 201
    with Visitors(us, came(us, device)) as again:
        again.page()

        assert sign(again).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"verifies": False},
    ],
)
def test_what_a_device_answers_for_another_page_or_without_asking_its_owner_does_not_count(
    us: Web, wrong: dict[str, Any]
) -> None:
    """Neither when a passkey is made nor when somebody comes in by one."""
    good = Authenticator(HERE)
    with us.visitor() as head:
        assert made(head, good).status_code == 201
        bad = made(head, Authenticator(**{"origin": HERE, **wrong}))
    for name, value in wrong.items():
        setattr(good, name, value)
    entered = came(us, good)

    assert [code_of(bad), code_of(entered)] == ["entering.not_verified"] * 2
    assert (bad.status_code, entered.status_code) == (401, 401)
    assert "set-cookie" not in entered.headers


def test_a_challenge_works_once_and_not_for_long(us: Web) -> None:
    device = Authenticator(HERE)
    with us.visitor() as head:
        made(head, device)
        elsewhere = asked(head, "account/passkeys/options").json()
    begun = stranger(us, "passkey/options").json()
    body = {"ceremony": begun["ceremony"], "credential": device.answer(begun["options"])}
    first, second = stranger(us, "passkey", body), stranger(us, "passkey", body)
    late = stranger(us, "passkey/options").json()
    later(us, CHALLENGE_SECONDS)
    slow = stranger(us, "passkey", {"ceremony": late["ceremony"], "credential": device.answer(late["options"])})
    foreign = stranger(
        us, "passkey", {"ceremony": elsewhere["ceremony"], "credential": device.answer(begun["options"])}
    )

    assert first.status_code == 200
    assert [code_of(each) for each in (second, slow, foreign)] == ["entering.challenge_over"] * 3


def test_strangers_who_begin_and_never_answer_crowd_nobody_out(us: Web) -> None:
    """Nothing is kept of what has begun, so there is no list that they could fill."""
    device = Authenticator(HERE)
    passkeys = make_ways(us.node.private, us.node.clock.unix, (HERE,), "salt").passkeys
    with us.visitor() as head:
        assert made(head, device).status_code == 201
    begun = passkeys.begin_entering("us.example")
    for _ in range(1500):
        passkeys.begin_entering("us.example")

    assert passkeys.enter("us.example", begun["ceremony"], device.answer(begun["options"])).role == "delegate"


def test_no_ceremony_is_another_ones_or_anybodys_own(us: Web) -> None:
    """What was begun to come in does not open a key, nor what another node began; and what is not ours counts for nothing."""
    device = Authenticator(HERE)
    ways = [make_ways(us.node.private, us.node.clock.unix, (HERE,), "salt").passkeys for _ in range(2)]
    with us.visitor() as head:
        assert made(head, device).status_code == 201
    begun = ways[0].begin_entering("us.example")
    answer = device.answer(begun["options"])
    name = begun["ceremony"]
    for passkeys, ceremony, who in (
        (ways[1], name, None),
        (ways[0], name, ("delegate", "head")),
        (ways[0], b64(bytes(72)), None),
        (ways[0], "B" + name[1:], None),
        (ways[0], name[:-1], None),
        (ways[0], "", None),
        (ways[0], "\u202e\0", None),
    ):
        with pytest.raises(RefusedError, match=r"entering\.challenge_over"):
            passkeys.enter("us.example", ceremony, answer, who)

    assert ways[0].enter("us.example", name, answer).office == "head"
    with pytest.raises(RefusedError, match=r"entering\.challenge_over"):
        ways[0].enter("us.example", name + "=", answer)


def test_a_passkey_that_counts_backwards_may_be_a_copy_and_is_refused(us: Web) -> None:
    device = Authenticator(HERE)
    with us.visitor() as head:
        made(head, device, label="Key fob")
        came(us, device)
        device.count -= 1
        copied = came(us, device)
        page = head.page("account")

    assert (copied.status_code, code_of(copied)) == (401, "entering.copied")
    assert "Key fob" in copied.json()["sentence"]
    assert "looked like a copy" in page


def test_who_guesses_at_passkeys_waits_and_others_do_not(us: Web) -> None:
    device = Authenticator(HERE)
    unknown = [code_of(came(us, Authenticator(HERE, id=b"nobody's"))) for _ in range(ADDRESS.free + 1)]
    with us.visitor() as head:
        made(head, device)
    held_up = came(us, device)
    later(us, ADDRESS.most_seconds)

    assert unknown == ["entering.not_verified"] * ADDRESS.free + ["entering.too_often"]
    assert (held_up.status_code, code_of(held_up)) == (429, "entering.too_often")
    assert came(us, device).status_code == 200


def test_an_address_that_cannot_have_passkeys_says_so_and_where_there_are_any(us: Web) -> None:
    page = us.client.get("/sign-in")
    refused = stranger(us, "passkey/options", host="testserver.local")
    with us.visitor() as head:
        account = head.page("account")

    assert "This address cannot have passkeys" in page.text
    assert f'href="{HERE}/sign-in"' in page.text
    assert "passkeys.js" not in page.text
    assert "This address cannot have passkeys" in account
    assert code_of(refused) == "entering.no_passkeys_here"
    assert HERE in refused.json()["sentence"]


def test_browsers_have_passkeys_over_tls_and_on_this_machine_and_never_for_a_number() -> None:
    addresses = ("https://a.example:8470", "http://b.example", "http://localhost:8470", "http://127.0.0.1:8470")

    found = [(each.origin, each.rp_id) for each in places((*addresses, "https://192.0.2.1", "https://[::1]:1"))]
    assert found == [("https://a.example:8470", "a.example"), ("http://localhost:8470", "localhost")]


def test_an_office_has_only_so_many_passkeys(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trilateral.server.passkeys.MOST_PASSKEYS", 1)
    with us.visitor() as head:
        made(head, Authenticator(HERE))
        refused = asked(head, "account/passkeys/options")

    assert code_of(refused) == "entering.too_many_passkeys"


def test_no_other_site_signs_a_browser_in(us: Web) -> None:
    """Else somebody would write in an account that another reads."""
    elsewhere = {"Origin": "https://evil.example"}
    form = us.client.post("/sign-in", data={"office": "head", "passphrase": PHRASE}, headers=elsewhere)
    passkey = us.client.post("/api/sign-in/passkey/options", json={}, headers=elsewhere)

    assert (form.status_code, passkey.status_code) == (403, 403)


def test_how_an_office_signs_in_is_changed_only_by_who_has_just_signed_in(us: Web) -> None:
    """Who finds a browser open, or has got hold of its cookie, makes no passkey of their own and takes none away."""
    with us.visitor() as head:
        set_phrase(head)
        head.csrf()
        later(us, FRESH_SECONDS + 1)
        way = us.node.private.phrases.all()[0].id
        refused = [asked(head, "account/passkeys/options"), set_phrase(head), head.send("account", forget=way)]
        page = head.page("account")

    assert [code_of(each) for each in refused] == ["entering.not_fresh"] * 3
    assert us.node.private.phrases.get(way) is not None
    assert "Make a passkey" not in page
    assert "Sign in again" in page


# --- passphrases


def test_a_passphrase_lets_its_office_in_without_a_script(us: Web) -> None:
    with us.visitor() as head:
        kept = set_phrase(head)
        assert head.page("account").count("not used yet") == 1
    entered = by_phrase(us, " Head ", PHRASE, back=f"{us.home}drafts")
    lost = by_phrase(us, "head", PHRASE, back="https://evil.example/")
    page = us.client.get("/sign-in").text

    assert kept.status_code == 303
    assert (entered.status_code, entered.headers["location"]) == (303, f"{us.home}drafts")
    assert lost.headers["location"] == us.home
    assert "signed=us%2F" in says(us, entered)
    assert 'name="passphrase"' in page
    assert "Reconstruction" not in page


@pytest.mark.parametrize(
    "way", ["", "..", "../..", "../../in/a-word", "a/../../../in/a-word", ".", "a//b", "a?b", "\r\nX: y"]
)
def test_coming_in_leads_to_no_other_page_than_those_of_the_desk(us: Web, way: str) -> None:
    with us.visitor() as head:
        set_phrase(head)
    came_in = by_phrase(us, "head", PHRASE, back=us.home + way)

    assert (came_in.status_code, came_in.headers["location"]) == (303, us.home)
    assert by_phrase(us, "head", PHRASE, back=f"{us.home}a.b/..c").headers["location"] == f"{us.home}a.b/..c"


def test_whatever_is_wrong_the_words_and_the_work_are_the_same(us: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    with us.visitor() as head:
        set_phrase(head)
    work: list[str] = []
    verify = type(CHEAP_HASHER).verify

    def counted(self: Any, hashed: str, text: bytes) -> bool:
        work.append(hashed.rpartition("$")[0].rpartition("$")[0])
        return bool(verify(self, hashed, text))

    monkeypatch.setattr(type(CHEAP_HASHER), "verify", counted)
    tried = [by_phrase(us, *each) for each in (("head", OTHER), ("press", PHRASE), ("nobody", PHRASE), ("", ""))]

    assert [(each.status_code, code_of(each)) for each in tried] == [(401, "entering.wrong")] * 4
    texts = {re.sub(r'id="office"[^>]*>', "", each.text) for each in tried}
    assert len(texts) == 1
    assert len(work) == 4
    assert len(set(work)) == 1


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("too short", "entering.phrase_short"),
        ("long " * 50, "entering.phrase_short"),
        ("aaaaaaaaaaaaaaaaaaaa", "entering.phrase_known"),
        ("abcdefghijklmnop", "entering.phrase_known"),
        ("Correct Horse Battery Staple", "entering.phrase_known"),
        ("Security in Iraq!", "entering.phrase_known"),
        ("head head head head", "entering.phrase_known"),
        ("بسم الله الرحمن الرحيم", "entering.phrase_known"),
        ("بسم الله الرحمن الرحیم", "entering.phrase_known"),
    ],
)
def test_what_anybody_would_try_first_is_no_passphrase(us: Web, phrase: str, code: str) -> None:
    with us.visitor() as head:
        refused = set_phrase(head, phrase)

    assert (refused.status_code, code_of(refused)) == (422, code)


def test_words_of_any_script_make_a_passphrase() -> None:
    for each in (PHRASE, OTHER, "هفت درنا بر فراز بند آسیاب", "سبع كراكي فوق السد القديم"):
        check_phrase(each, ("head", "us", "Security in Iraq"))
    with pytest.raises(RefusedError, match=r"entering\.phrase_known"):
        check_phrase("98765432109876", ())


def test_two_ways_of_typing_it_are_not_taken_for_one(us: Web) -> None:
    with us.visitor() as head:
        refused = set_phrase(head, PHRASE, OTHER)

    assert code_of(refused) == "entering.phrase_differs"
    assert by_phrase(us, "head", PHRASE).status_code == 401


def test_who_guesses_waits_longer_each_time_but_never_for_good_and_over_a_restart(us: Web) -> None:
    with us.visitor() as head:
        set_phrase(head)
    waits = []
    for _ in range(ADDRESS.free + 12):
        tried = by_phrase(us, "head", OTHER)
        if tried.status_code == 429:
            found = re.search(r"in \u2068?(\d+)\u2069? seconds", tried.text)
            assert found is not None
            waits.append(int(found[1]))
            later(us, waits[-1])
            by_phrase(us, "head", OTHER)
    held_up = by_phrase(us, "head", PHRASE)
    after_restart = Limits(us.node.clock.unix, Private(us.node.private.file, us.node.clock))
    with pytest.raises(RefusedError, match=r"entering\.too_often"):
        after_restart.require_patience("", "testclient")

    assert waits[:3] == [5, 10, 20]
    assert max(waits) <= ADDRESS.most_seconds
    assert code_of(held_up) == "entering.too_often"
    with us.visitor() as head:  # a link is never held up, and no passkey by who guesses at passphrases
        head.page()
        made(head, device := Authenticator(HERE))
    assert came(us, device).status_code == 200
    later(us, ADDRESS.most_seconds)
    assert by_phrase(us, "head", PHRASE).status_code == 303


@pytest.mark.parametrize("name", ["رئيس الوفد", "رئیس هیئت", "Head of delegation", "HEAD"])
def test_an_office_comes_in_by_its_name_in_any_language_as_its_page_shows_it(us: Web, name: str) -> None:
    """The page says what else can be typed, beside the form that sets the passphrase too."""
    with us.visitor(lang="ar") as head:
        page = head.page("account")
        set_phrase(head)
    answer = by_phrase(us, name, PHRASE)

    assert "رئيس الوفد" in page
    assert '<code class="quiet" dir="ltr">head</code>' in page
    assert 'id="sign-in-as" dir="ltr" value="head"' in page
    assert answer.status_code == 303
    assert says(us, answer) != "keys.locked"


def test_a_reader_comes_in_by_the_name_of_the_role_too(us: Web) -> None:
    with us.visitor(Role.READER) as reader:
        set_phrase(reader)

    assert by_phrase(us, "قارئ", PHRASE).status_code == 303


@pytest.mark.parametrize("offices", [("head",), ()])
def test_names_in_other_languages_are_no_more_tries(
    us: Web, monkeypatch: pytest.MonkeyPatch, offices: tuple[str, ...]
) -> None:
    """Who fails under one name of an office holds up all of them, whether or not there is such an office."""
    ways = make_ways(us.node.private, us.node.clock.unix, (HERE,), "salt", CHEAP_HASHER)
    monkeypatch.setattr(ways.phrases, "find", lambda *_: None)
    office: Any = SimpleNamespace(node=us.node, ways=ways, offices=lambda: offices)
    names = ("head", "Head of delegation", "رئيس الوفد", "رئیس هیئت")
    for number in range(ACCOUNT.free):
        with pytest.raises(RefusedError, match=r"entering\.wrong"):
            enter_by_phrase(office, names[number % len(names)], OTHER, f"192.0.2.{number}", BY_LINK)

    for name in names:
        with pytest.raises(RefusedError, match=r"entering\.too_often"):
            enter_by_phrase(office, name, PHRASE, "203.0.113.9", BY_LINK)


def test_who_guesses_many_at_once_has_no_more_tries_than_one_after_the_other(
    us: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of those that come together would otherwise find that nobody has failed yet."""
    ways = make_ways(us.node.private, us.node.clock.unix, (HERE,), "salt", CHEAP_HASHER)
    node = SimpleNamespace(lock=threading.RLock())
    office: Any = SimpleNamespace(node=node, ways=ways, offices=lambda: ("head",))
    together, tried = threading.Barrier(2 * ADDRESS.free), []

    def find(*_: object) -> None:
        tried.append(1)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(0.1)  # until all others are here too, if they are let in

    def guess(number: int) -> None:
        with contextlib.suppress(RefusedError):
            enter_by_phrase(office, f"office-{number}", OTHER, "203.0.113.9", BY_LINK)

    monkeypatch.setattr(ways.phrases, "find", find)
    guesses = [threading.Thread(target=guess, args=(number,)) for number in range(2 * ADDRESS.free)]
    for each in guesses:
        each.start()
    for each in guesses:
        each.join()

    assert len(tried) == ADDRESS.free


def test_guessing_from_everywhere_holds_an_account_up_for_a_minute_at_most(us: Web) -> None:
    limits = us.node.private, us.node.clock.unix
    many = Limits(limits[1], limits[0])
    for number in range(200):
        many.failed("delegate head", f"192.0.2.{number}")

    with pytest.raises(RefusedError, match=r"entering\.too_often") as refused:
        many.require_patience("delegate head", "198.51.100.1")
    assert refused.value.params["seconds"] == ACCOUNT.most_seconds
    many.require_patience("", "198.51.100.1")  # a passkey names no account
    kept = b"".join(value for _, value in us.node.private.file.all("failures"))
    assert b"192.0.2" not in kept
    assert b"head" not in kept


def test_a_new_passphrase_ends_what_the_old_one_opened(us: Web) -> None:
    with us.visitor() as head:
        set_phrase(head)
        old = by_phrase(us, "head", PHRASE)
        set_phrase(head, OTHER)
        with Visitors(us, old) as gone:
            ended = gone.client.get(us.home)

    assert (ended.status_code, code_of(ended)) == (401, "entering.revoked")
    assert by_phrase(us, "head", PHRASE).status_code == 401
    assert by_phrase(us, "head", OTHER).status_code == 303


def test_what_is_changed_or_taken_away_while_somebody_comes_in_by_it_is_not_brought_back(
    us: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checking takes a while, and ends with keeping when it was used last."""
    device, private, new = Authenticator(HERE), us.node.private, "nine otters under the bridge"
    ways = make_ways(private, us.node.clock.unix, (HERE,), "salt", CHEAP_HASHER)
    with us.visitor() as head:
        assert made(head, device).status_code == 201
    ways.phrases.set("delegate", "head", PHRASE)
    begun = ways.passkeys.begin_entering("us.example")
    look, hashed = ways.phrases.of, ways.passkeys._named

    def changed_after_the_look(role: str, office: str) -> Any:
        monkeypatch.setattr(ways.phrases, "of", look)
        found = look(role, office)
        ways.phrases.set(role, office, new)
        return found

    def taken_away_after_the_look(credential: dict[str, Any]) -> Any:
        found = hashed(credential)
        assert found is not None
        private.passkeys.remove(found.id)
        return found

    monkeypatch.setattr(ways.phrases, "of", changed_after_the_look)
    monkeypatch.setattr(ways.passkeys, "_named", taken_away_after_the_look)

    assert ways.phrases.find("delegate", "head", PHRASE) is None
    assert ways.phrases.find("delegate", "head", PHRASE) is None
    assert ways.phrases.find("delegate", "head", new) is not None
    with pytest.raises(RefusedError, match=r"entering\.not_verified"):
        ways.passkeys.enter("us.example", begun["ceremony"], device.answer(begun["options"]))
    assert private.passkeys.all() == []


def test_what_is_taken_away_lets_nobody_in_any_more(us: Web) -> None:
    device = Authenticator(HERE)
    with us.visitor() as head, us.visitor(office="press") as press:
        made(head, device)
        set_phrase(head)
        (passkey,), (phrase,) = us.node.private.passkeys.all(), us.node.private.phrases.all()
        with Visitors(us, came(us, device)) as by_passkey:
            foreign = press.send("account", forget=passkey.id)
            head.send("account", forget=passkey.id)
            head.send("account", forget=phrase.id)
            ended = by_passkey.client.get(us.home)

    assert foreign.status_code == 403
    assert code_of(ended) == "entering.revoked"
    assert code_of(came(us, device)) == "entering.not_verified"
    assert code_of(by_phrase(us, "head", PHRASE)) == "entering.wrong"


def test_signing_in_again_gives_a_new_cookie_and_ends_the_old_session(us: Web) -> None:
    with us.visitor() as head:
        set_phrase(head)
        before = next(iter(head.client.cookies.values()))
        head.client.post("/sign-in", data={"office": "head", "passphrase": PHRASE}, follow_redirects=False)
        after = next(iter(head.client.cookies.values()))

    assert before != after
    assert us.doors.find(before) is None
    assert us.doors.find(after) is not None


def test_only_hashes_of_passphrases_are_kept(us: Web) -> None:
    with us.visitor() as head:
        set_phrase(head)

    (kept,) = us.node.private.phrases.all()
    assert kept.hash.startswith("$argon2id$")
    assert not any(PHRASE.encode() in value for _, value in us.node.private.file.all("phrase"))


# --- locked keys


def locked(visitor: Visitor) -> None:
    set_phrase(visitor)
    assert visitor.send("account", passphrase=PHRASE, lock_key="1").status_code == 303


def test_a_locked_key_is_open_for_the_session_that_opened_it_and_no_other(us: Web) -> None:
    with us.visitor() as head, us.visitor() as other:
        locked(head)
        page = other.page("account")
        mine = sign(head)
        theirs = sign(other)
        wrong = other.send("account", passphrase=OTHER, open_key="1")
        opened = other.send("account", passphrase=PHRASE, open_key="1")
        then = sign(other)

    assert "Locked, and closed in this session" in page
    assert mine.status_code == 303
    assert (theirs.status_code, code_of(theirs)) == (422, "keys.locked")
    assert code_of(wrong) == "entering.wrong"
    assert (opened.status_code, then.status_code) == (303, 303)


def test_signing_in_by_the_passphrase_opens_the_key_and_a_link_does_not(us: Web) -> None:
    with us.visitor() as head:
        locked(head)

    assert "signed=us%2F" in says(us, by_phrase(us, "head", PHRASE))
    us.client.cookies.clear()
    by_link = us.client.get(f"/in/{us.doors.link(Role.DELEGATE, 'head')}", follow_redirects=False)
    assert says(us, by_link) == "keys.locked"


def test_the_api_signs_with_a_locked_key_only_once_it_is_open(us: Web) -> None:
    body = {"kind": "statements.made/1", "body": {"sort": "declaration", "text": {"lang": "en", "text": "Hello"}}}
    with us.visitor() as head, us.visitor() as other:
        locked(head)
        text = head.api("POST", "prepare", body).json()
        mine, theirs = head.api("POST", "sign", text), other.api("POST", "sign", text)

    assert mine.status_code == 200
    assert (theirs.status_code, theirs.json()["code"]) == (422, "keys.locked")


def test_a_locked_key_closes_when_the_session_ends(us: Web) -> None:
    """By signing out, by being ended, unused, and after half a day."""
    ring = us.node.ring
    with us.visitor() as head:
        locked(head)
    opened: list[str] = []
    for how in ("out", "end", "idle", "over"):
        with Visitors(us, by_phrase(us, "head", PHRASE)) as head, us.visitor() as other:
            session = us.doors.find(next(iter(head.client.cookies.values())))
            assert session is not None
            opened.append("open" if ring.locked.office_key("head", session.id) else "closed")
            if how == "out":
                head.client.post("/out", data={"csrf": head.csrf()})
            elif how == "end":
                other.send("sessions", end=session.id)
            else:
                later(us, IDLE_SECONDS if how == "idle" else SESSION_SECONDS)
                us.doors.sweep()
        opened.append("open" if ring.locked.office_key("head", session.id) else "closed")

    assert opened == ["open", "closed"] * 4


def test_a_passkey_that_computes_a_secret_locks_and_opens_the_key(us: Web) -> None:
    device, secret = Authenticator(HERE), b64(SECRET)
    with us.visitor() as head:
        made(head, device, can_prf=True)
        begun = asked(head, "account/key/options").json()
        credential = device.answer(begun["options"])
        bare = asked(head, "account/key/lock", {"ceremony": begun["ceremony"], "credential": credential})
        begun = asked(head, "account/key/options").json()
        body = {"ceremony": begun["ceremony"], "credential": device.answer(begun["options"]), "prf": secret}
        done = asked(head, "account/key/lock", body)
        short = asked(head, "account/key/lock", {**body, "prf": b64(b"short")})
        page = head.page("account")

    assert code_of(bare) == "entering.no_secret"
    assert done.status_code == 200
    assert code_of(short) == "entering.challenge_over"
    assert "opens the key" in page
    assert "signed=us%2F" in says(us, came(us, device, prf=secret))
    assert says(us, came(us, device)) == "keys.locked"
    assert says(us, came(us, device, prf=b64(bytes(32)))) == "keys.locked"
    assert code_of(came(us, device, prf=b64(b"short"))) == "entering.not_verified"
    (passkey,) = us.node.private.passkeys.all()
    with us.visitor() as other:
        begun = asked(other, "account/key/options").json()
        body = {"ceremony": begun["ceremony"], "credential": device.answer(begun["options"]), "prf": secret}
        assert asked(other, "account/key/open", body).json() == {"id": passkey.id}
        assert sign(other).status_code == 303


def test_the_last_that_opens_the_key_is_not_taken_away_and_the_lock_can_be(us: Web) -> None:
    with us.visitor() as head, us.visitor() as other:
        locked(head)
        (phrase,) = us.node.private.phrases.all()
        last = head.send("account", forget=phrase.id)
        closed = other.send("account", unlock_key="1")
        off = head.send("account", unlock_key="1")
        gone = head.send("account", forget=phrase.id)

    assert code_of(last) == "keys.last_way"
    assert code_of(closed) == "keys.locked"
    assert (off.status_code, gone.status_code) == (303, 303)
    assert not us.node.ring.is_locked("head")
    assert us.node.say(statement("As before."), by="head").ref


def test_a_new_passphrase_opens_the_key_in_the_place_of_the_old(us: Web) -> None:
    with us.visitor() as head, us.visitor() as other:
        locked(head)
        refused = set_phrase(other, OTHER)
        set_phrase(head, OTHER)

    assert code_of(refused) == "keys.locked"
    assert "signed=us%2F" in says(us, by_phrase(us, "head", OTHER))


def test_the_passphrase_of_the_node_alone_does_not_open_a_locked_key(alone: Web) -> None:
    """Nor does a restart leave it open for the session, which goes on."""
    with alone.visitor() as head:
        locked(head)
        session = alone.doors.find(next(iter(head.client.cookies.values())))
        assert session is not None
    alone.parties.close("us")
    restarted = alone.parties.open("us")
    assert restarted.ring.is_locked("head")
    assert restarted.ring.locked.office_key("head", session.id) is None
    alone.parties.close("us")

    with open_keyring(alone.parties.home("us") / "keys", "open") as ring, pytest.raises(RefusedError, match="locked"):
        ring.signer("delegate", "head")


def test_what_is_held_is_signed_at_once_where_the_key_is_locked(us: Web) -> None:
    """Nobody may be signed in when its time comes."""
    with us.visitor() as head:
        locked(head)
        held = sign(head, hold="300")
    (waiting,) = us.node.private.waiting.all()

    assert "/waiting/" in held.headers["location"]
    assert (waiting.state, waiting.signed_by) == ("held", ("head",))


# --- who speaks for us


def leave(us: Web, office: str) -> None:
    node = us.node
    named = node.say(DelegationNamed(name=(en("Delegation"),), forum="plenary"), by="press")
    for each in (OfficeAccredited(office=office, role="head", rank="ambassador"), OfficeLeft(office=office)):
        node.say(each, by="press", about=About(subject=named.id))


def test_an_office_that_left_is_signed_out_and_told_why(alone: Web) -> None:
    device = Authenticator(HERE)
    link = alone.doors.link(Role.DELEGATE, "head")
    with alone.visitor() as head, alone.visitor(office="press") as press:
        made(head, device)
        set_phrase(head)
        leave(alone, "head")
        pages = [head.client.get(alone.home), head.client.get(f"{alone.home}sign/statements.made")]
        tried = [by_phrase(alone, "head", PHRASE), came(alone, device)]
        spent = alone.client.get(f"/in/{link}")
        again = alone.client.get(f"/in/{alone.doors.link(Role.DELEGATE, 'head')}")
        press.page()

    assert [(each.status_code, code_of(each)) for each in pages] == [(401, "entering.office_left")] * 2
    assert [code_of(each) for each in (*tried, again)] == ["entering.office_left"] * 3
    assert code_of(spent) == "server.link_spent"
    assert "us/" in pages[0].text


def test_an_office_whose_key_was_ended_is_signed_out_and_told_why(alone: Web) -> None:
    with alone.visitor() as head:
        head.page()
        alone.node.end_key(alone.node.ring.signer("delegate", "head").verifier().vkey(), "left_office")
        ended = head.client.get(alone.home)
        program = head.client.get("/api/state")

    assert [code_of(each) for each in (ended, program)] == ["entering.key_ended"] * 2
    assert alone.doors.sessions() == []


def test_an_objection_by_another_party_is_shown_and_ends_nothing(alone: Web) -> None:
    named = alone.node.say(DelegationNamed(name=(en("Delegation"),), forum="plenary"), by="press")
    alone.node.say(
        OfficeAccredited(office="head", role="head", rank="ambassador"), by="press", about=About(subject=named.id)
    )
    alone.parties.sync()
    alone.parties.nodes["ir"].say(HolderDeclaredNonGrata(office="head"), by="head", about=About(subject=named.id))
    alone.parties.sync()
    with alone.visitor() as head:
        page = head.page("account")
        signed = sign(head)

    assert "Accredited as head of delegation, ambassador" in page
    assert "Objected to" in page
    assert signed.status_code == 303


def told(visitor: Visitor, answer: Any) -> list[str]:
    """What the page says of an act, once it was done."""
    assert answer.status_code == 303, answer.text
    page = visitor.client.get(answer.headers["location"])
    return re.findall(r'<p class="notice" role="status">([^<]*)</p>', page.text.translate({0x2068: None, 0x2069: None}))


def test_the_account_says_of_each_act_what_it_did(us: Web) -> None:
    """Nothing that was ended or taken away is said to be kept."""
    with us.visitor() as head, us.visitor() as second, us.visitor() as third:
        sessions = [each.id for each in us.doors.sessions()]
        us.doors.link(Role.DELEGATE, "head")
        (link, *_) = [each.id for each in us.doors.links()]
        said = [
            told(head, head.send("account", end=link)),
            told(head, head.send("account", end=sessions[-1])),
            told(head, head.send("account", end=sessions[-1])),
        ]
        us.doors.link(Role.DELEGATE, "head")
        said.append(told(head, head.send("account", end_all="1")))
        said.append(told(head, set_phrase(head)))
        phrase = us.node.private.phrases.all()[0].id
        said += [
            told(head, head.send("account", lock_key="1", passphrase=PHRASE)),
            told(head, head.send("account", unlock_key="1")),
            told(head, head.send("account", forget=phrase)),
        ]
        out = [each.client.get(us.home).status_code for each in (second, third)]
        own = head.send("account", end=sessions[0])
        left = head.client.get(own.headers["location"])

    assert said == [
        ["1 link withdrawn."],
        ["1 session ended."],
        [],
        ["1 session ended.", "1 link withdrawn."],
        ["The passphrase is set. You come in by it from now on."],
        ["From now on the passphrase opens the key of this office."],
        ["The lock is off: the node opens the key of this office by itself."],
        ["Taken away: nobody comes in by it any more, and whoever had is signed out."],
    ]
    assert out == [401, 401]
    assert (left.status_code, code_of(left)) == (401, "entering.revoked")
    assert 'class="notice"' not in left.text


def test_an_address_that_says_more_than_can_be_is_not_believed(us: Web) -> None:
    with us.visitor() as head:
        page = head.page("account", ended="9" * 40, withdrawn="-3", done="everything")

    assert '<p class="notice" role="status">' not in page


def test_an_office_is_offered_what_its_key_may_sign_and_told_so(alone: Web) -> None:
    """By the entry that enrolled the key, and by no setting."""
    node = alone.node
    node.enrol(Wanted(Purpose.DELEGATE, key_name(node.origin, Purpose.DELEGATE, "liaison"), "liaison"), ("notices",))
    with alone.visitor(office="liaison") as liaison, alone.visitor() as head:
        page, kinds, every = liaison.page("account"), liaison.page("sign"), head.page("sign")
        beyond = sign(liaison)

    assert "Accredited to no delegation" in page
    assert re.search(r"Its key signs only:\s*<bdi>Notices</bdi>", page)
    assert "/sign/notices." in kinds
    assert "/sign/statements.made" not in kinds
    assert "/sign/statements.made" in every
    assert beyond.status_code == 422


def test_a_session_that_nobody_used_says_so(us: Web) -> None:
    with us.visitor() as head:
        head.page()
        later(us, IDLE_SECONDS)
        ended = head.client.get(us.home)
        again = head.client.get(us.home)

    assert [code_of(each) for each in (ended, again)] == ["entering.idle"] * 2


def test_what_a_live_page_asks_for_by_itself_does_not_keep_a_session_open(us: Web) -> None:
    by_itself = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
    with us.visitor() as left_open, us.visitor() as read:
        later(us, IDLE_SECONDS // 2)
        assert left_open.client.get(us.home, headers=by_itself).status_code == 200
        read.client.get(us.home, headers={"Sec-Fetch-Mode": "navigate"})
        later(us, IDLE_SECONDS // 2)
        fetched = left_open.client.get(us.home, headers=by_itself)
        still = read.client.get(us.home)

    assert code_of(fetched) == "entering.idle"
    assert still.status_code == 200


# --- the page of log-ins


def test_all_other_log_ins_of_an_office_end_at_once(us: Web) -> None:
    link = us.doors.link(Role.DELEGATE, "head")
    with us.visitor() as lost, us.visitor() as head, us.visitor(office="press") as press:
        head.send("account", end_all="1")
        out = lost.client.get(us.home)
        head.page()
        press.page()

    assert code_of(out) == "entering.revoked"
    assert us.client.get(f"/in/{link}").status_code == 422


def test_an_operator_gives_links_and_sees_how_each_office_signs_in(us: Web) -> None:
    with us.visitor() as head, us.visitor(Role.OPERATOR) as operator:
        set_phrase(head)
        foreign = head.send("account", give="press")
        given = operator.send("account", give="press")
        unknown = operator.send("account", give="nobody")
        page = operator.page("account")
        (phrase,) = us.node.private.phrases.all()
        operator.send("account", forget=phrase.id)
    found = re.search(r"http://testserver\.local(/in/[\w-]+)", given.text)
    assert found is not None
    us.client.cookies.clear()

    assert foreign.status_code == 403
    assert us.client.get(found[1], follow_redirects=False).status_code == 303
    assert code_of(unknown) == "private.no_such_office"
    assert phrase.id in page
    assert by_phrase(us, "head", PHRASE).status_code == 401


def test_no_address_of_anybody_is_kept_and_the_sort_of_browser_is(us: Web) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    us.client.get(f"/in/{us.doors.link(Role.DELEGATE, 'head')}", headers={"User-Agent": agent}, follow_redirects=False)
    us.client.cookies.clear()
    by_phrase(us, "head", OTHER)
    file = us.node.private.file

    kept = b"".join(value for shelf in ("session", "link", "failures") for _, value in file.all(shelf))
    assert b"Firefox, Linux" in kept
    assert b"testclient" not in kept
    assert b"Mozilla" not in kept


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
def test_signing_in_speaks_the_readers_language(us: Web, lang: str) -> None:
    us.client.cookies.clear()
    wrong = us.client.post(
        "/sign-in", data={"office": "head", "passphrase": OTHER}, headers={"Accept-Language": lang}
    ).text
    with us.visitor(lang=lang) as head:
        locked(head)
        pages = [us.client.get("/sign-in", headers={"Accept-Language": lang}).text, head.page("account"), wrong]

    for page in pages:
        assert f'<html lang="{lang}"' in page
        main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
        shown = re.sub(r"<(?:bdi|code)[^>]*>.*?</[a-z]+>|<[^>]*>|https://\S+|reader", " ", main, flags=re.DOTALL)
        if lang != "en":
            assert not re.search(r"[A-Za-z]{5,}", shown), re.findall(r"[A-Za-z ]{4,}", shown)
