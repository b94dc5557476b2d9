"""The laws over real pictures, where ``EXIFGUARD_CORPUS`` names a folder of them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

import exifguard
import laws
from oracles import ExifTool, Shown, shown
from pictures import CORPUS_VARIABLE, REFUSALS, WHOLE, Picture, corpus

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not corpus(), reason=f"{CORPUS_VARIABLE} names no folder with pictures"),
]
PICTURE = pytest.mark.parametrize("picture", corpus(), ids=lambda picture: picture.label)

MOST_REFUSALS = 0.01
"""Share of the files that may be refused although Pillow decodes them."""
BY_DESIGN = "camera-raw"
"""The rule that refuses camera raws: what Pillow decodes of them is a preview."""


@pytest.fixture
def outcome(picture: Picture) -> exifguard.Scrubbed:
    try:
        return exifguard.scrub(picture.data)
    except exifguard.ExifguardError as error:
        pytest.skip(f"refused: {error.rule}")


@pytest.fixture
def scrubbed(outcome: exifguard.Scrubbed) -> bytes:
    assert outcome.data is not None
    return outcome.data


@pytest.fixture
def original(picture: Picture) -> Shown:
    seen = shown(picture.data)
    if seen is None:
        pytest.skip("Pillow does not decode the original")
    return seen


@PICTURE
def test_every_picture_that_decodes_is_accepted(picture: Picture, original: Shown) -> None:
    listed = json.loads(REFUSALS.read_text()).get(sha256(picture.data).hexdigest())
    if listed is None:
        exifguard.scrub(picture.data)
        return
    with pytest.raises(exifguard.ExifguardError) as caught:
        exifguard.scrub(picture.data)
    assert caught.value.rule == listed["rule"]


@WHOLE
def test_few_pictures_are_on_the_list_of_refusals() -> None:
    digests = {sha256(picture.data).hexdigest() for picture in corpus()}
    reasons = json.loads(REFUSALS.read_text())
    listed = {one for one in digests & set(reasons) if reasons[one]["rule"] != BY_DESIGN}
    assert len(listed) <= max(1, MOST_REFUSALS * len(digests))


@PICTURE
def test_parts_tile_the_file_and_keeping_all_gives_it_back(picture: Picture, scrubbed: bytes) -> None:
    assert scrubbed
    laws.tiling_and_identity(picture.data)


@PICTURE
def test_damaged_files_are_tiled_for_inspection(picture: Picture) -> None:
    laws.lenient_tiling(picture.data)


@PICTURE
def test_the_picture_shows_the_same(original: Shown, outcome: exifguard.Scrubbed) -> None:
    laws.same_picture(original, outcome)


@PICTURE
def test_scrubbing_again_changes_nothing(scrubbed: bytes) -> None:
    laws.idempotent(scrubbed)


@PICTURE
def test_exiftool_sees_only_the_picture(
    picture: Picture, scrubbed: bytes, exiftool: ExifTool, tmp_path: Path
) -> None:
    target = tmp_path / f"clean{picture.path.suffix}"
    target.write_bytes(scrubbed)
    laws.nothing_left(exiftool.tags(target))


@PICTURE
def test_every_way_in_and_out_gives_the_same_bytes(picture: Picture, scrubbed: bytes, tmp_path: Path) -> None:
    laws.same_by_every_path(picture.data, scrubbed, tmp_path)


@PICTURE
def test_what_a_clean_picture_reveals_is_nothing(scrubbed: bytes) -> None:
    report = exifguard.inspect(scrubbed)
    assert report.complete
    assert not report.categories, report.findings


@PICTURE
def test_one_family_of_errors(picture: Picture) -> None:
    for function in (exifguard.inspect, exifguard.scrub, exifguard.identify):
        try:
            function(picture.data)
        except exifguard.ExifguardError as error:
            rule = error.rule
            assert rule
