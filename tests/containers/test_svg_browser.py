"""A browser draws drawings the same before and after, as pictures in a page and opened by themselves."""

from __future__ import annotations

import base64
import shutil
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

import exifguard
from pictures import Picture, clean_fixtures

if TYPE_CHECKING:
    from playwright.sync_api import Page

DRAWINGS = [
    one
    for one in clean_fixtures()
    if one.path.suffix in (".svg", ".svgz") and one.path.name != "local-image.svg"
]
"""All but one in which Chromium draws the sign of a missing picture, which the clean copy does not name."""
ALONE = "data:image/svg+xml;base64,{}"
IN_A_PAGE = (
    'data:text/html,<body bgcolor="teal"><img src="data:image/svg+xml;base64,{}" width="160" height="120">'
)
AT_ONE_SECOND = "document.rootElement?.pauseAnimations?.(); document.rootElement?.setCurrentTime?.(1)"
MOVES = (b"<animate", b"<set", b"@keyframes")
UTF_8_ALONE = "Chromium opens it by itself, and takes it for broken UTF-8 in a page"
NOT_XML = "what follows the root element makes Chromium show an error"
BROKEN_BEFORE = {
    ("latin-1.svg", IN_A_PAGE): UTF_8_ALONE,
    ("windows-1252.svg", IN_A_PAGE): UTF_8_ALONE,
    **dict.fromkeys([("trailer.svg", ALONE), ("trailer.svg", IN_A_PAGE)], NOT_XML),
    **dict.fromkeys([("trailer-element.svg", ALONE), ("trailer-element.svg", IN_A_PAGE)], NOT_XML),
}
"""Originals that Chromium shows an error for, and the clean copy not."""
FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A tab of Chromium, without scripts and network."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, "--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 200, "height": 150}, java_script_enabled=False, offline=True
        )
        tab = context.new_page()
        yield tab
        browser.close()


TRIES = 4
NO_PICTURE = "Unable to capture screenshot"
"""What a browser on a busy machine says now and then: asked once more, it draws."""


def drawn(page: Page, data: bytes, how: str) -> bytes:
    from playwright.sync_api import Error

    text = zlib.decompressobj(31).decompress(data) if data.startswith(b"\x1f\x8b") else data
    for attempt in range(TRIES):
        page.goto(how.format(base64.b64encode(text).decode()))
        if how == ALONE:
            page.evaluate(AT_ONE_SECOND)
        try:
            return page.screenshot()
        except Error as error:
            if NO_PICTURE not in str(error) or attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


@pytest.mark.parametrize("how", [ALONE, IN_A_PAGE], ids=["alone", "in a page"])
@pytest.mark.parametrize("picture", DRAWINGS, ids=lambda picture: picture.label)
def test_chromium_draws_the_same(page: Page, picture: Picture, how: str) -> None:
    clean = exifguard.scrub(picture.data).data
    assert clean is not None
    if (picture.path.name, how) in BROKEN_BEFORE:
        assert drawn(page, clean, how) != drawn(page, picture.data, how)
        pytest.skip(BROKEN_BEFORE[picture.path.name, how])
    if how == IN_A_PAGE and any(word in picture.data for word in MOVES):
        pytest.skip("no two screenshots show the same moment of it")
    assert drawn(page, clean, how) == drawn(page, picture.data, how)


def test_chromium_draws_something(page: Page) -> None:
    """So that equal pictures are more than two empty ones."""
    by_label = {picture.path.name: picture.data for picture in DRAWINGS}
    views = [drawn(page, by_label[f"clean-{name}.svg"], ALONE) for name in ("minimal", "styles", "text")]
    assert len(set(views)) == len(views)
    assert drawn(page, b"<svg xmlns='http://www.w3.org/2000/svg'/>", ALONE) not in views
