"""What every answer tells the browser, and that pages keep to it."""

import re
from collections.abc import Iterator

import pytest

from tests.server.web import Web, web
from trilateral.server.headers import CONTENT_POLICY
from trilateral.server.pages import PACKAGES
from trilateral.ui.assets import read_assets
from trilateral.ui.templating import UI


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("headers")) as made:
        yield made


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/charter", "/api/state", "/static/ui/frame.css", "/mirror/x/checkpoint"]
)
def test_every_answer_allows_nothing_from_elsewhere(us: Web, path: str) -> None:
    answer = us.client.get(path)

    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "unsafe" not in CONTENT_POLICY


def test_pages_are_not_kept_and_static_files_are(us: Web) -> None:
    with us.visitor() as reader:
        page = reader.client.get(us.home)
        sheet = reader.client.get(re.findall(r'href="(/static/[0-9a-f]{12}/ui/tokens\.css)"', page.text)[0])

    assert page.headers["cache-control"] == "no-store"
    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"


def test_pages_and_their_sheets_travel_compressed_and_other_things_do_not(us: Web) -> None:
    with us.visitor() as reader:
        page = reader.client.get(us.home)
        sheet, font = (
            reader.client.get(f"/static/{read_assets((UI, *PACKAGES)).version}/ui/{name}")
            for name in ("tokens.css", "vendor/vazirmatn-arabic-wght-normal.woff2")
        )
        plain = reader.client.get(us.home, headers={"Accept-Encoding": "identity"})

    assert page.headers["content-encoding"] == sheet.headers["content-encoding"] == "gzip"
    assert int(page.headers["content-length"]) * 3 < len(page.content)
    assert {each.strip() for each in page.headers["vary"].split(",")} == {
        "Accept-Encoding",
        "Cookie",
        "Accept-Language",
    }
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in font.headers
    assert "content-encoding" not in us.client.get("/charter").headers


@pytest.mark.parametrize(
    ("site", "dest", "shown"),
    [
        ("same-origin", "empty", True),
        ("same-site", "document", True),
        ("cross-site", "document", True),
        ("same-site", "image", False),
        ("same-site", "iframe", False),
        ("same-site", "empty", False),
        ("cross-site", "script", False),
    ],
)
def test_what_another_sites_page_asks_for_by_itself_is_answered_as_to_a_stranger(
    us: Web, site: str, dest: str, shown: bool
) -> None:
    """Whoever follows a link is at their desk; a picture in the page of another party's node is not."""
    with us.visitor() as reader:
        page = reader.client.get(us.home, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Dest": dest})

    assert ("We wait for" in page.text) is shown


@pytest.mark.parametrize(
    "path", ["", "meetings", "charter", "consistency", "entry/us/0", "log/us", "sign/meetings.proposed"]
)
def test_pages_have_nothing_that_the_policy_would_stop(us: Web, path: str) -> None:
    """No script or style inside a page, and nothing fetched from another host."""
    with us.visitor() as delegate:
        page = delegate.page(path)

    assert not re.findall(r"<script(?![^>]*\bsrc=\"/)|<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", page)


@pytest.mark.parametrize(
    "path", ["ui/../../errors.py", "ui/%2e%2e/frame.css", "ui/templates/base.html", "server/app.py", "ui/"]
)
def test_only_static_files_are_static(us: Web, path: str) -> None:
    version = read_assets((UI, *PACKAGES)).version

    assert us.client.get(f"/static/{version}/{path}").status_code == 404


def test_no_page_gets_a_file_of_another_version(us: Web) -> None:
    """A page of before an upgrade must not run one module of then and one of now."""
    address = read_assets((UI, *PACKAGES)).address("ui/tokens.css")
    other = re.sub("/static/[0-9a-f]{12}/", "/static/000000000000/", address)

    assert us.client.get(address).status_code == 200
    assert us.client.get(other).status_code == 404
    assert us.client.get("/static/ui/tokens.css").status_code == 404
