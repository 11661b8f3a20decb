"""What a first visit costs somebody on a slow line: a page with all that it loads, as it travels."""

from typing import Any

import pytest

from tests.stories.delegates import Delegate

MOST_BYTES = 200_000


@pytest.mark.parametrize("path", ["", "offline"])
def test_a_first_visit_is_light(us: Delegate, path: str) -> None:
    """With the fonts of both scripts, which a page has where parties name themselves in their own."""
    took: dict[str, int] = {}
    network = us.page.context.new_cdp_session(us.page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def ended(event: dict[str, Any]) -> None:
        took[event["requestId"]] = event["encodedDataLength"]

    network.on("Network.loadingFinished", ended)
    us.opens(path)
    us.page.evaluate("document.fonts.ready.then(() => null)")

    assert len(took) > 8, "a page comes with style sheets, scripts and fonts"
    assert sum(took.values()) < MOST_BYTES
