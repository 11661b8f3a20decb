"""A way in that is made locks the office's key in the same step, unless whoever makes it says that it shall not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.authenticator import Authenticator, b64
from tests.server.test_entering import HERE, OTHER, PHRASE, SECRET, asked, by_phrase, came, code_of, made, says, sign
from tests.server.web import Visitor, Web, web
from trilateral.i18n.languages import LANGUAGES
from trilateral.server.roles import Role
from trilateral.server.sessions import FRESH_SECONDS

MEANS = "if all that opens it is lost, the key is lost"
BOX = re.compile(r'<input type="checkbox" id="(lock-[a-z]+)" name="lock" value="1"( checked)?')


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path, addresses=(HERE,)) as made_here:
        yield made_here


def at_here(visitor: Visitor) -> str:
    """The account as it is shown where passkeys can be used."""
    answer = visitor.client.get(f"{visitor.web.home}account", headers={"Host": "us.example"})
    assert answer.status_code == 200
    return answer.text


def sent_as_shown(visitor: Visitor, phrase: str, **other: str) -> Any:
    """The form of a passphrase as it stands on the page: with its box, if that is ticked."""
    ticked = (
        {"lock": "1"} if "lock-phrase" in {name for name, checked in BOX.findall(at_here(visitor)) if checked} else {}
    )
    return visitor.send("account", passphrase=phrase, again=phrase, set_phrase="1", **ticked, **other)


def locked_with(visitor: Visitor, device: Authenticator, passkey: str, secret: bytes = SECRET) -> Any:
    """What the page's script does next, where the box is ticked."""
    begun = asked(visitor, "account/key/options", {"passkey": passkey}).json()
    credential = device.answer(begun["options"])
    return asked(
        visitor, "account/key/lock", {"ceremony": begun["ceremony"], "credential": credential, "prf": b64(secret)}
    )


def test_a_passphrase_that_is_set_locks_the_key_by_the_same_press(us: Web) -> None:
    with us.visitor() as head:
        boxes, page = BOX.findall(at_here(head)), head.page("account")
        kept = sent_as_shown(head, PHRASE)
        then, signed = head.page("account"), sign(head)
    with us.visitor() as by_link:
        closed = sign(by_link)

    assert sorted(boxes) == [("lock-passkey", " checked"), ("lock-phrase", " checked")]
    assert MEANS in page
    assert (kept.status_code, signed.status_code) == (303, 303)
    assert us.node.ring.is_locked("head")
    assert "Locked, and open in this session." in then
    assert code_of(closed) == "keys.locked"
    assert "signed=us%2F" in says(us, by_phrase(us, "head", PHRASE))


def test_without_the_tick_the_key_stays_as_it_is(us: Web) -> None:
    with us.visitor() as head:
        kept = head.send("account", passphrase=PHRASE, again=PHRASE, set_phrase="1")

    assert kept.status_code == 303
    assert not us.node.ring.is_locked("head")
    assert "signed=us%2F" in says(us, by_phrase(us, "head", PHRASE))


def test_a_form_that_comes_back_keeps_what_was_unticked(us: Web) -> None:
    with us.visitor() as head:
        ticked = head.send("account", passphrase=PHRASE, again=OTHER, set_phrase="1", lock="1").text
        bare = head.send("account", passphrase=PHRASE, again=OTHER, set_phrase="1").text

    assert [BOX.findall(each) for each in (ticked, bare)] == [[("lock-phrase", " checked")], [("lock-phrase", "")]]
    assert all("<details open>" in each for each in (ticked, bare))
    assert not us.node.ring.is_locked("head")


def test_a_locked_key_gains_a_new_passphrase_and_a_new_passkey(us: Web) -> None:
    """Where the session has opened it; elsewhere the page says that it must be opened first."""
    device = Authenticator(HERE)
    with us.visitor() as head:
        sent_as_shown(head, PHRASE)
        page = at_here(head)
        passkey = made(head, device, can_prf=True).json()
        opened = locked_with(head, device, passkey["id"])
        sent_as_shown(head, OTHER)
    with us.visitor() as by_link:
        closed = at_here(by_link)
        other = Authenticator(HERE)
        refused = locked_with(by_link, other, made(by_link, other, can_prf=True).json()["id"], bytes(32))

    assert "this will open it too" in page
    assert not BOX.findall(page)
    assert passkey["can_lock"]
    assert opened.status_code == 200
    assert "signed=us%2F" in says(us, by_phrase(us, "head", OTHER))
    assert "signed=us%2F" in says(us, came(us, device, prf=b64(SECRET)))
    assert "Open it first, below" in closed
    assert 'name="set_phrase"' not in closed
    assert code_of(refused) == "keys.locked"


def test_a_passkey_that_was_just_made_is_the_one_that_is_asked_to_lock(us: Web) -> None:
    old, new = Authenticator(HERE), Authenticator(HERE)
    with us.visitor() as head:
        made(head, old, can_prf=True)
        passkey = made(head, new, can_prf=True).json()
        asks = asked(head, "account/key/options", {"passkey": passkey["id"]}).json()["options"]["allowCredentials"]
        any_of = asked(head, "account/key/options").json()["options"]["allowCredentials"]
        done = locked_with(head, new, passkey["id"])

    assert [each["id"] for each in asks] == [b64(new.id)]
    assert {each["id"] for each in any_of} == {b64(old.id), b64(new.id)}
    assert done.status_code == 200
    assert us.node.ring.is_locked("head")


def test_a_passkey_that_computes_nothing_says_that_it_cannot_lock(us: Web) -> None:
    with us.visitor() as head:
        passkey = made(head, Authenticator(HERE)).json()
        page = head.page("account", made="bare")
        stopped = head.page("account", made="unlocked")
        other = head.page("account", made="<b>")

    assert not passkey["can_lock"]
    assert "computes no secret" in page.partition("<h2")[0]
    assert "The passkey is made. The key of this office is not locked with it" in stopped
    assert "<b>" not in other


def test_a_reader_has_no_key_to_lock(us: Web) -> None:
    with us.visitor(Role.READER) as reader:
        page = at_here(reader)
        passkey = made(reader, Authenticator(HERE), can_prf=True).json()
        kept = reader.send("account", passphrase=PHRASE, again=PHRASE, set_phrase="1", lock="1")

    assert not BOX.findall(page)
    assert not passkey["can_lock"]
    assert kept.status_code == 303
    assert not any(us.node.ring.is_locked(each) for each in ("head", "press"))


# --- the first time


def first_page(us: Web, role: Role = Role.DELEGATE) -> str:
    us.client.cookies.clear()
    word = us.doors.link(role, "head" if role is Role.DELEGATE else "")
    return str(us.client.get(f"/in/{word}", follow_redirects=False).headers["location"])


def test_the_first_link_leads_to_making_a_way_in_of_ones_own(us: Web) -> None:
    first = first_page(us)
    with us.visitor() as head:
        page = head.page("account")
        sent_as_shown(head, PHRASE)
        after = head.page("account")
    asks = "Before you go on"

    assert first == f"{us.home}account"
    assert asks in page
    assert f'<a class="go-on" href="{us.home}">Go on without one</a>' in page
    assert "<details open>" in page
    assert asks not in after
    assert first_page(us) == us.home
    assert by_phrase(us, "head", PHRASE).headers["location"] == us.home


def test_who_has_not_just_signed_in_is_not_asked_for_what_they_may_not_do(us: Web) -> None:
    with us.visitor() as head:
        head.csrf()
        us.parties.clock.advance(FRESH_SECONDS + 1)

        assert "Before you go on" not in head.page("account")


def test_readers_and_whoever_looks_at_a_reconstruction_come_home_by_a_link(us: Web, tmp_path: Path) -> None:
    assert first_page(us, Role.READER) == us.home
    with web(tmp_path / "case", addresses=(HERE,), reconstruction=True) as case:
        assert first_page(case) == case.home


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_box_and_what_it_means_stand_in_the_readers_language(us: Web, lang: str) -> None:
    with us.visitor(lang=lang) as head:
        page = at_here(head)
    main = page.partition("<main")[2].partition("</main>")[0]
    box = main.partition('id="lock-phrase"')[2].partition("</div>")[0]

    assert (MEANS in box) == (lang == "en")
    assert lang == "en" or not re.search("[A-Za-z]{5,}", re.sub("<[^>]*>", " ", box.partition(">")[2]))
