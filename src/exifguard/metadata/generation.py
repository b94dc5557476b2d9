"""What picture generators write about a picture: prompts, models, seeds, and names of files and folders.

The text stands in PNG text chunks, in Exif's UserComment, ImageDescription, Make and Model, in comments of
JPEG and in properties of XMP, always the same: the lines of AUTOMATIC1111's web UI and Forge, ComfyUI's
graphs, the JSON of InvokeAI, NovelAI, Fooocus, SwarmUI, Easy Diffusion and Draw Things, Midjourney's prompt
with its job number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..errors import LimitExceededError, MalformedError
from ..limits import Limits
from ..model import Field
from ._generation_json import Found, is_generation, read_node
from ._generation_paths import path_key, paths_in
from ._generation_terms import ALONE, CARRIERS, SETTINGS, plain, term
from ._json import parse_json

LONGEST: Final = 1 << 22
"""Characters that are looked at; the largest graphs of ComfyUI have a tenth of that."""
MOST: Final = 1000
"""Fields that are given for one text; the rest says nothing new of its kind."""

_JSON = re.compile(r"\s*(?:(?:prompt|workflow|parameters)\s*:\s*)?(?=[{\[])", re.IGNORECASE)
_STEPS = re.compile(r"(?:\A|\n)[ \t]*(?=Steps: \d{1,6}(?:,|\s|\Z))")
_NEGATIVE = re.compile(r"(?:\A|\n)Negative prompt: ?", re.IGNORECASE)
_SETTING = re.compile(
    r'(\w[\w /().+-]{0,60}?): ?("(?:[^"\\]++|\\.)*+"(?=\s*(?:,|\n|\Z))|[^,\n]*+)(?:,|\n|\Z)', re.DOTALL
)
_SETTINGS_SIZE = 1 << 16  # characters
_NETWORK = re.compile(r"<(?:lora|lyco|hypernet):([^:<>\n]{1,200})")
_MIDJOURNEY = re.compile(r"\bJob ID: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_OPTIONS = re.compile(r"\s--[a-z]")
_DREAM = re.compile(r'\s*"((?:[^"\\]++|\\.)*+)"(.*)', re.DOTALL)
_DREAM_OPTION = re.compile(r"-([sSCAWH])\s?(\S{1,40})")
_DREAM_KEYS = {
    "s": "ai:Steps",
    "S": "ai:Seed",
    "C": "ai:CFGScale",
    "A": "ai:Sampler",
    "W": "ai:Size",
    "H": "ai:Size",
}
HISTORY_PARAMETERS: Final = "stEvt:parameters"
"""What an editor did (XMP part 2, clause 1.2.4.5): called like the text of a generator, and none."""

_FILES = frozenset({"ai:Path", "ai:Model", "ai:LoRA", "ai:VAE"})


def read_generation(key: str, text: str, limits: Limits) -> tuple[Field, ...]:
    """Take the text of a picture generator apart.

    Fields: ``ai:Prompt``, ``ai:NegativePrompt``, ``ai:Model``, ``ai:ModelHash``, ``ai:LoRA``, ``ai:Seed``,
    ``ai:Sampler``, ``ai:Steps``, ``ai:Software``, ``ai:Path`` (names of files), ``ai:HomePath`` (paths that
    name a user) and so on: the keys of `_generation_terms`. Each value once, in the order of the text; values
    are `str`. None for any other text; a text that is cut short gives what can be told without its end.

    Never raises; the work is linear in the text, of which `LONGEST` characters are read.

    Args:
        key: the key of the field that holds it (``"parameters"``, ``"ExifIFD:UserComment"``).
        text: the field's value.
        limits: a text with more values than `limits.fields` is not read.
    """
    name = "" if key.endswith(HISTORY_PARAMETERS) else plain(key.rpartition(":")[2])
    return _fields(_read(name, text[:LONGEST], limits))


def _fields(found: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    fields: dict[tuple[str, str], Field] = {}
    for key, value in found:
        value = value.strip()
        if value:
            fields.setdefault((key, value), Field(key, value, len(value.encode("utf-8", "replace"))))
        if len(fields) >= MOST:
            break
    return tuple(fields.values())


def _read(name: str, text: str, limits: Limits) -> Found:
    """Whichever form it has; the forms exclude each other."""
    if _JSON.match(text):
        yield from _read_json(name, text, limits)
    elif _STEPS.search(text) or _NEGATIVE.search(text):
        yield from _read_lines(text)
    elif job := _MIDJOURNEY.search(text):
        yield from _read_midjourney(text, job)
    elif name == "dream" and (dream := _DREAM.match(text)):
        yield from _read_dream(dream)
    elif name in SETTINGS:
        yield from _read_settings(text[:_SETTINGS_SIZE])
    elif name in ALONE or name == "parameters":
        yield from _one(term(name) or "ai:Prompt", text)


def _one(key: str, text: str) -> Found:
    """A value that stands alone, and the files that it names."""
    yield (path_key(key, text) if key in _FILES else key), text
    if key in ("ai:Prompt", "ai:NegativePrompt"):
        for match in _NETWORK.finditer(text):
            yield "ai:LoRA", match[1]
    yield from paths_in(text)


def _read_json(name: str, text: str, limits: Limits) -> Found:
    prefix = _JSON.match(text)
    body = text[prefix.end() :] if prefix else text
    expected = name in CARRIERS or bool(prefix and prefix[0].strip())
    try:
        node = parse_json(body.encode("utf-8", "replace"), limits)
    except (MalformedError, LimitExceededError):
        if expected:
            yield from paths_in(text)
        return
    if is_generation(node, expected=expected):
        yield from read_node(node)


def _read_lines(text: str) -> Found:
    """AUTOMATIC1111, Forge and who writes like them: the prompt, the negative prompt, a line of settings."""
    starts = [match.end() for match in _STEPS.finditer(text)]
    words, settings = (text[: starts[-1]], text[starts[-1] :]) if starts else (text, "")
    prompt, *negative = _NEGATIVE.split(words, maxsplit=1)
    yield from _one("ai:Prompt", prompt)
    for part in negative:
        yield from _one("ai:NegativePrompt", part)
    yield from _read_settings(settings[:_SETTINGS_SIZE])


def _read_settings(settings: str) -> Found:
    for match in _SETTING.finditer(settings):
        key, value = term(match[1]), match[2].strip()
        if value.startswith('"') and value.endswith('"') and len(value) > 1:
            value = value[1:-1]
        if key:
            yield from _one(key, value)
        if key == "ai:LoRAHash":
            for entry in value.split(","):
                yield "ai:LoRA", entry.partition(":")[0]


def _read_midjourney(text: str, job: re.Match[str]) -> Found:
    words = text[: job.start()]
    options = _OPTIONS.search(words)
    yield from _one("ai:Prompt", words[: options.start()] if options else words)
    if options:
        yield "ai:Setting", words[options.start() :]
    yield "ai:JobID", job[1]


def _read_dream(dream: re.Match[str]) -> Iterator[tuple[str, str]]:
    """InvokeAI's first form: the prompt in quotation marks, and options as on a command line."""
    yield from _one("ai:Prompt", dream[1])
    for match in _DREAM_OPTION.finditer(dream[2]):
        yield _DREAM_KEYS[match[1]], match[2]
