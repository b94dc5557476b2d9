"""File names in the texts of picture generators: weights, pictures that went in, folders that name a user."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._generation_terms import FILES

_HOME = re.compile(
    r"(?:[A-Za-z]:)?[\\/]{1,4}(?:home|Users|Documents and Settings)[\\/]{1,4}"
    r"(?!(?:Public|Shared|Default)\b)[^\\/\s\"'<>|]",
    re.IGNORECASE,
)
_ROOT = re.compile(r"(?:file://)?(?:[A-Za-z]:[\\/]|\\\\[\w.-]|~[\\/]|/(?:[\w.@ -]{1,64}/){1,16}[\w.@-])")
_IN_TEXT = re.compile(
    r"(?<![\w./\\:-])(?:[A-Za-z]:[\\/]|~/|/(?:home|Users|mnt|media|root|opt|var|tmp|srv|data|workspace)/)"
    r"[^\s\"'<>|,;)\]}]{1,512}"
)
_WEIGHTS = re.compile(r"\.(?:safetensors|ckpt|pth?|gguf|bin|onnx|sft)\Z", re.IGNORECASE)
_PICTURE = re.compile(
    r"[^\n]\.(?:png|jpe?g|webp|avif|gif|bmp|tiff?|mp4|webm|exr|psd)(?: \[\w+\])?\Z", re.IGNORECASE
)
_LONGEST = 1024  # characters; longer texts are no path


def file_key(text: str, context: str = "") -> str | None:
    """The key of a value that is the name of a file, or None.

    Args:
        text: the whole value.
        context: what its neighbours are called, which tells a LoRA from a model.
    """
    if len(text) > _LONGEST or "\n" in text:
        return None
    if _HOME.search(text) and _ROOT.match(text):
        return "ai:HomePath"
    if _WEIGHTS.search(text):
        return next((key for pattern, key in FILES if pattern.search(context)), "ai:Model")
    if _ROOT.match(text) or _PICTURE.search(text):
        return "ai:Path"
    return None


def paths_in(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of a key and a path, for every absolute path inside a text of many words."""
    for match in _IN_TEXT.finditer(text):
        path = match[0].rstrip(".:")
        yield ("ai:HomePath" if _HOME.match(path) else "ai:Path"), path


def path_key(key: str, text: str) -> str:
    """``ai:HomePath`` instead of another key of file names, where the path names a user."""
    return "ai:HomePath" if len(text) <= _LONGEST and _HOME.search(text) else key
