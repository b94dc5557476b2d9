"""Everything that exifguard raises.

    ExifguardError
    ├─ FormatError(ValueError)        the input is at fault
    │  ├─ UnknownFormatError          no supported format begins like this
    │  ├─ TruncatedError              the file ends before it may
    │  └─ MalformedError              a rule of the format is broken
    ├─ UnsupportedError               valid, but cannot be rewritten safely: refused
    ├─ LimitExceededError             the file asks for more than a field of Limits allows
    ├─ PolicyError(ValueError)        the caller is at fault
    ├─ RefusedError                   the policy says that this file must not pass
    ├─ SourceChangedError             the input changed under the work
    └─ VerificationError              we are at fault: the output failed a law and was withheld

`OSError` from the caller's own file passes through untouched. Messages and attributes say where and
which rule; they never hold a metadata value.
"""

from __future__ import annotations


class ExifguardError(Exception):
    """The root of the family.

    Attributes:
        format: the format's short name (``"jpeg"``), or None while it is not known.
        offset: byte offset in the file (or in the named part) where the rule is broken, or None.
        part: the part concerned (``"APP1"``, ``"IDAT"``), or None.
        rule: a stable short name of the broken rule (``"segment-length"``), or None.
    """

    format: str | None
    offset: int | None
    part: str | None
    rule: str | None

    def __init__(
        self,
        message: str,
        *,
        format: str | None = None,  # noqa: A002 - the word that the API uses
        offset: int | None = None,
        part: str | None = None,
        rule: str | None = None,
    ) -> None:
        super().__init__(message)
        details = {"format": format, "offset": offset, "part": part, "rule": rule}
        self.__dict__.update(details)

    def __setattr__(self, name: str, value: object) -> None:
        if name in self.__dict__ and not name.startswith("__"):
            raise AttributeError(f"{name} of an exifguard error cannot be changed")
        super().__setattr__(name, value)

    def __setstate__(self, state: dict[str, object] | None) -> None:
        # Copies and unpickled errors get their details at once: afterwards they cannot be set.
        self.__dict__.update(state or {})

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.args == other.args and self._details() == other._details()

    def __hash__(self) -> int:
        return hash((type(self), self.args))

    def _details(self) -> tuple[object, ...]:
        return (self.format, self.offset, self.part, self.rule)

    def __str__(self) -> str:
        where = [f"{self.format}:"] if self.format else []
        text = [*where, str(self.args[0])]
        facts = [f"in {self.part}"] if self.part else []
        facts += [f"at byte {self.offset}"] if self.offset is not None else []
        facts += [f"rule {self.rule}"] if self.rule else []
        return " ".join(text) + (f" ({', '.join(facts)})" if facts else "")


class FormatError(ExifguardError, ValueError):
    """The input is at fault."""


class UnknownFormatError(FormatError):
    """No supported format begins like this input."""


class TruncatedError(FormatError):
    """The file ends, or a length runs past the end, before the picture is complete."""


class MalformedError(FormatError):
    """A rule of the format is broken in a way that cannot be repaired safely."""


class UnsupportedError(ExifguardError):
    """The file may be valid, but cannot be rewritten safely; nothing was written."""


class LimitExceededError(ExifguardError):
    """The file asks for more than a field of `Limits` allows.

    Attributes:
        limit: the name of that field.
    """

    limit: str

    def __init__(
        self,
        message: str,
        *,
        limit: str = "",
        format: str | None = None,  # noqa: A002 - the word that the API uses
        offset: int | None = None,
        part: str | None = None,
        rule: str | None = "limit",
    ) -> None:
        super().__init__(message, format=format, offset=offset, part=part, rule=rule)
        self.__dict__["limit"] = limit

    def _details(self) -> tuple[object, ...]:
        return (*super()._details(), self.limit)


class PolicyError(ExifguardError, ValueError):
    """The caller asked for a policy, a format or an option that does not exist."""


class RefusedError(ExifguardError):
    """The policy says that this file must not pass."""


class SourceChangedError(ExifguardError):
    """The input changed while it was being read; nothing was written."""


class VerificationError(ExifguardError):
    """The output failed one of exifguard's own checks and was withheld: please report it."""


class CrashedError(ExifguardError):
    """A worker process died over the file; nothing was written. Only `isolated` raises it."""
