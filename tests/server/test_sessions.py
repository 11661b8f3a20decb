"""Links that work once, sessions that end, and forms that only our own pages can send."""

from collections.abc import Iterator

import pytest

from tests.node.parties import START
from tests.server.web import Web, web
from trilateral.node.kept import KeptWord
from trilateral.server.roles import Role
from trilateral.server.sessions import IDLE_SECONDS, LINK_SECONDS, MOST, SESSION_SECONDS, Doors


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("sessions")) as made:
        yield made


class Now:
    def __init__(self) -> None:
        self.at = int(START.timestamp())

    def __call__(self) -> int:
        return self.at


def test_a_link_works_once(us: Web) -> None:
    word = us.doors.link(Role.READER)

    first = us.client.get(f"/in/{word}", follow_redirects=False)
    us.client.cookies.clear()
    second = us.client.get(f"/in/{word}", follow_redirects=False)

    assert first.status_code == 303
    assert second.status_code == 422
    assert "This link was used before" in second.text
    assert "set-cookie" not in second.headers


def test_the_cookie_is_for_this_node_alone(us: Web) -> None:
    answer = us.client.get(f"/in/{us.doors.link(Role.READER)}", follow_redirects=False)
    us.client.cookies.clear()
    cookie = answer.headers["set-cookie"].lower()

    assert cookie.startswith(f"trilateral-us-{us.node.record.mechanism[:8]}=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie


def test_fetching_ahead_does_not_spend_a_link(us: Web) -> None:
    word = us.doors.link(Role.READER)

    ahead = us.client.get(f"/in/{word}", headers={"Sec-Purpose": "prefetch"}, follow_redirects=False)
    later = us.client.get(f"/in/{word}", follow_redirects=False)
    us.client.cookies.clear()

    assert (ahead.status_code, later.status_code) == (401, 303)


def test_a_link_on_another_site_leads_in_by_a_page_of_ours(us: Web) -> None:
    """Followed as a redirect, the first page would come without the cookie, and look as if the link had been spent."""
    answer = us.client.get(f"/in/{us.doors.link(Role.READER)}", headers={"Sec-Fetch-Site": "cross-site"})
    us.client.cookies.clear()

    assert answer.status_code == 200
    assert answer.headers["refresh"] == f"0; url={us.home}"
    assert "set-cookie" in answer.headers
    assert f'href="{us.home}"' in answer.text


def test_links_and_sessions_end() -> None:
    now = Now()
    doors = Doors(now)
    late, used = doors.link(Role.READER), doors.link(Role.DELEGATE, "head")
    opened = doors.enter(used)
    assert opened is not None

    for _ in range(SESSION_SECONDS // 3600 - 1):
        now.at += 3600
        assert doors.find(opened[0]) == opened[1]
    now.at += 3600
    assert doors.find(opened[0]) is None
    now.at += LINK_SECONDS
    assert doors.enter(late) is None


def test_a_session_that_nobody_uses_ends_and_says_so() -> None:
    now = Now()
    doors = Doors(now)
    gone: list[str] = []
    doors.on_end.append(gone.append)
    opened = doors.enter(doors.link(Role.READER))
    assert opened is not None

    now.at += IDLE_SECONDS - 1
    assert doors.find(opened[0]) is not None
    now.at += IDLE_SECONDS
    assert doors.find(opened[0]) is None

    why = doors.ended(opened[0])
    assert why is not None
    assert why.code == "entering.idle"
    assert gone == [opened[1].id]
    assert doors.sessions() == []


def test_there_are_never_more_sessions_than_a_delegation_has_people() -> None:
    doors = Doors(Now())
    first = doors.enter(doors.link(Role.READER))
    assert first is not None

    for _ in range(MOST):
        doors.enter(doors.link(Role.READER))

    assert doors.find(first[0]) is None


def test_of_two_who_spend_a_link_at_once_one_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    doors = Doors(Now())
    word = doors.link(Role.DELEGATE, "head")
    links = doors._links
    found = links.find
    second: list[object] = []

    def find(sought: str) -> KeptWord | None:
        seen = found(sought)
        monkeypatch.setattr(links, "find", found)
        second.append(doors.enter(sought))  # between the first one's look and its spending
        return seen

    monkeypatch.setattr(links, "find", find)

    assert doors.enter(word) is None
    assert len(second) == len(doors.sessions()) == 1


def test_a_session_that_is_ended_while_somebody_uses_it_stays_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    now = Now()
    doors = Doors(now)
    opened = doors.enter(doors.link(Role.READER))
    assert opened is not None
    now.at += 61
    words = doors._sessions
    found = words.find

    def find(sought: str) -> KeptWord | None:
        seen = found(sought)
        monkeypatch.setattr(words, "find", found)
        doors.revoke(opened[1].id)
        return seen

    monkeypatch.setattr(words, "find", find)
    doors.find(opened[0])

    assert doors.find(opened[0]) is None
    assert doors.ended(opened[0]) is not None


def test_a_form_needs_the_word_of_its_session(us: Web) -> None:
    fields = {"sort": "declaration", "text": "Hello", "text.lang": "en", "sign": "1"}
    with us.visitor() as one, us.visitor() as other:
        size = us.node.record.size(us.node.origin)
        without = one.client.post(f"{us.home}sign/statements.made", data=fields)
        foreign = one.client.post(f"{us.home}sign/statements.made", data={**fields, "csrf": other.csrf()})
        elsewhere = one.client.post(
            f"{us.home}sign/statements.made",
            data={**fields, "csrf": one.csrf()},
            headers={"Origin": "https://evil.example"},
        )

        assert [each.status_code for each in (without, foreign, elsewhere)] == [403, 403, 403]
        assert us.node.record.size(us.node.origin) == size
        assert one.send("sign/statements.made", **fields).status_code == 303


def test_a_program_sends_its_word_itself_and_needs_no_other(us: Web) -> None:
    entered = us.client.post(
        "/api/sign-in", json={"link": f"http://node/in/{us.doors.link(Role.DELEGATE, 'head')}"}
    ).json()
    body = {"kind": "statements.made/1", "body": {"sort": "declaration", "text": {"lang": "en", "text": "Hello"}}}

    with_bearer = us.client.post("/api/prepare", json=body, headers={"Authorization": f"Bearer {entered['bearer']}"})
    with us.visitor() as browser:
        with_cookie_alone = browser.client.post("/api/prepare", json=body)

    assert entered["office"] == "head"
    assert with_bearer.status_code == 200
    assert (with_cookie_alone.status_code, with_cookie_alone.json()["code"]) == (403, "server.not_sent_from_here")


def test_going_out_closes_the_session(us: Web) -> None:
    with us.visitor() as somebody:
        cookie = dict(somebody.client.cookies)
        assert somebody.client.post("/out", data={"csrf": somebody.csrf()}, follow_redirects=False).status_code == 303
        somebody.client.cookies.update(cookie)

        assert somebody.client.get(us.home).status_code == 401
