"""What each format says of itself is what happens to its files."""

from __future__ import annotations

import io
import itertools
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest
from PIL import Image

import exifguard
from exifguard import Action, Category, Policy
from exifguard.containers import CONTAINERS, Container, container_for
from exifguard.containers._about import About, Frames
from exifguard.privacy.policy import PRESETS
from oracles import shown
from pictures import Picture, clean_fixtures
from tooling import tool

FORMS = tuple({container.about: container for container in CONTAINERS}.values())
"""One container for each of the forms that are treated alike."""
ALIKE = pytest.mark.parametrize("container", FORMS, ids=lambda container: container.format.name)
EVERYTHING = Policy("everything", dict.fromkeys(Category, Action.KEEP))
STANDARDS = {
    "exif": "exif",
    "xmp": "xmp",
    "XML:com.adobe.xmp": "xmp",
    "iptc": "iptc",
    "8BIM:0x0404": "iptc",
    "photoshop": "photoshop",
}
"""Steps of paths that name a standard."""


@cache
def pictures() -> dict[About, list[Picture]]:
    found = defaultdict(list)
    for picture in clean_fixtures():
        if picture.label.startswith("hostile"):
            continue
        container = container_for(picture.data[:32])
        assert container is not None
        found[container.about].append(picture)
    return found


def of(container: Container) -> list[Picture]:
    return pictures()[container.about]


def chosen_from(picture: Picture, policy: Policy | str) -> Iterator[str]:
    """The standards of blocks of which some fields went and others stayed."""
    actions = defaultdict(set)
    for decision in exifguard.scrub(picture.data, policy=policy).decisions:
        if decision.finding.category is Category.RENDERING:
            continue
        steps = decision.finding.path.split("/")
        known = [number for number, step in enumerate(steps) if step in STANDARDS]
        for number in known:
            actions[tuple(steps[: number + 1])].add(decision.action)
        if steps[0] in ("element", "attribute"):
            actions[("svg",)].add(decision.action)
        if steps[0] == "moov":
            actions[("quicktime",)].add(decision.action)
    for path, taken in actions.items():
        if {Action.KEEP, Action.REMOVE} <= taken:
            yield STANDARDS.get(path[-1], path[-1])


@ALIKE
def test_single_fields_stay_in_what_is_called_selective(container: Container) -> None:
    for kind in container.about.selective:
        assert any(
            kind in chosen_from(picture, EVERYTHING.remove(category))
            for picture in of(container)
            for category in (Category.LOCATION, Category.DEVICE, Category.TIME, Category.CAPTION)
        ), kind


@ALIKE
def test_other_blocks_stay_or_go_whole(container: Container) -> None:
    for picture in of(container):
        assert set(chosen_from(picture, "location")) <= {*container.about.selective}, picture.label


@ALIKE
def test_the_policies_it_names_are_followed(container: Container) -> None:
    for picture, name in itertools.product(of(container)[:20], PRESETS):
        try:
            exifguard.scrub(picture.data, policy=name)
        except exifguard.RefusedError:
            assert name == "strict"
        except exifguard.UnsupportedError:
            assert name not in container.about.policies
        else:
            assert name in container.about.policies


def frames(data: bytes | None) -> int:
    """How many pictures Pillow (libjxl) finds in a file; none where it does not read the format."""
    assert data is not None
    if data.startswith((b"\xff\x0a", b"\0\0\0\x0cJXL ")):
        return len(found.frames) if (found := shown(data)) else 0
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format == "PSD":  # these are layers
                return 1
            return max(getattr(image, "n_frames", 1), len(image.info.get("sizes", ())))
    except (OSError, ValueError, TypeError, SyntaxError):
        return 0


@ALIKE
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_further_pictures(container: Container) -> None:
    several = [picture for picture in of(container) if frames(picture.data) > 1]
    assert bool(several) == (container.about.frames is not Frames.ONE)
    left = {picture.label: frames(exifguard.scrub(picture.data).data) for picture in several}
    if container.about.frames is Frames.KEPT:
        assert left == {picture.label: frames(picture.data) for picture in several}
    elif container.about.frames is Frames.PAGES:
        pages = {picture.label: frames(picture.data) for picture in several}
        assert all(1 <= left[label] <= pages[label] for label in pages)
        assert {1, *pages.values()} & {*left.values()} > {1}
    else:
        assert not several or min(left.values()) == 1


def test_the_page_has_the_table_that_the_containers_write() -> None:
    page = tool("formats_page")
    text = page.PAGE.read_text("utf-8")
    assert f"{page.START}\n{page.formats()}\n{page.END}" in text
    assert all(container.format.name.upper() in page.formats() for container in CONTAINERS)
