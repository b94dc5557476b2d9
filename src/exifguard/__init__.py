"""exifguard takes the secrets out of pictures and leaves the picture alone.

    import exifguard

    report = exifguard.inspect("photo.jpg")
    clean = exifguard.scrub(upload).data

The names below are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # what typing.TYPE_CHECKING is, without the cost of importing typing
if TYPE_CHECKING:
    from .api import identify, inspect, scrub, scrub_in_place, verify
    from .batch.isolated import Isolated, isolated
    from .batch.scrubbing import Reported, Status, TreeItem, inspect_tree, scrub_tree
    from .errors import (
        CrashedError,
        ExifguardError,
        FormatError,
        LimitExceededError,
        MalformedError,
        PolicyError,
        RefusedError,
        SourceChangedError,
        TruncatedError,
        UnknownFormatError,
        UnsupportedError,
        VerificationError,
    )
    from .files import load_policy
    from .limits import Limits
    from .model import (
        Action,
        Category,
        Check,
        Decision,
        Finding,
        Format,
        Place,
        Receipt,
        Report,
        Scrubbed,
        Verification,
    )
    from .privacy.policy import Policy

_HOMES = {
    "api": ("identify", "inspect", "scrub", "scrub_in_place", "verify"),
    "batch.isolated": ("Isolated", "isolated"),
    "batch.scrubbing": ("Reported", "Status", "TreeItem", "inspect_tree", "scrub_tree"),
    "errors": (
        "CrashedError",
        "ExifguardError",
        "FormatError",
        "LimitExceededError",
        "MalformedError",
        "PolicyError",
        "RefusedError",
        "SourceChangedError",
        "TruncatedError",
        "UnknownFormatError",
        "UnsupportedError",
        "VerificationError",
    ),
    "files": ("load_policy",),
    "limits": ("Limits",),
    "model": (
        "Action",
        "Category",
        "Check",
        "Decision",
        "Finding",
        "Format",
        "Place",
        "Receipt",
        "Report",
        "Scrubbed",
        "Verification",
    ),
    "privacy.policy": ("Policy",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Action",
    "Category",
    "Check",
    "CrashedError",
    "Decision",
    "ExifguardError",
    "Finding",
    "Format",
    "FormatError",
    "Isolated",
    "LimitExceededError",
    "Limits",
    "MalformedError",
    "Place",
    "Policy",
    "PolicyError",
    "Receipt",
    "RefusedError",
    "Report",
    "Reported",
    "Scrubbed",
    "SourceChangedError",
    "Status",
    "TreeItem",
    "TruncatedError",
    "UnknownFormatError",
    "UnsupportedError",
    "Verification",
    "VerificationError",
    "identify",
    "inspect",
    "inspect_tree",
    "isolated",
    "load_policy",
    "scrub",
    "scrub_in_place",
    "scrub_tree",
    "verify",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'exifguard' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
