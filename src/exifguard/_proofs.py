"""Proofs after the work: receipts, and the comparison of a file with its clean copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from . import _verify
from ._decide import Draft, decide
from ._engine import Job, Plan, draft_scrub
from ._inspect import find_container
from ._source import Source, windows
from .errors import ExifguardError
from .limits import Limits
from .model import Action, Check, Receipt, Report, Role, Span
from .privacy.policy import Policy
from .structures.blocks import block_data


def make_receipt(plan: Plan, report: Report, policy: Policy) -> Receipt:
    """Hashes of a planned scrub, and how many findings of each category it removes."""
    from . import __version__  # not at the top: the package's front door imports nothing of ours

    source = plan.recipe.source
    removed = Counter(f.category.value for f in report.findings if policy.decide(f).action is Action.REMOVE)
    return Receipt(
        __version__,
        policy.name,
        _digest(source, [Span(0, source.size)]),
        _digest(plan.recipe, [Span(0, plan.recipe.size)]),
        _digest(source, _verify.image_spans(plan.parts.parts)),
        tuple(sorted(removed.items())),
    )


def _digest(source: Source, spans: Iterable[Span]) -> str:
    from hashlib import sha256  # OpenSSL is slow to load and receipts are rare

    digest = sha256()
    for start, end in spans:
        for buffer in windows(source, start, end):
            digest.update(buffer)
    return digest.hexdigest()


def compare(before: Source, after: Source, policy: Policy, limits: Limits) -> tuple[Check, ...]:
    """The checks of `api.verify`.

    Both files are brought into the form in which exifguard would write them, so that only differences
    that matter count, whoever made the copy.
    """
    original = draft_scrub(find_container(before), before, Job(policy, limits))
    try:
        copy = draft_scrub(find_container(after), after, Job(policy, limits))
    except ExifguardError as error:
        return (Check("readable", passed=False, detail=str(error)),)
    settled = not copy.changed
    decisions = (*copy.decisions, *decide(copy, policy))
    left = [decision.finding.path for decision in decisions if decision.action is Action.REMOVE]
    format_name = copy.parts.format.name
    return (
        Check("readable", passed=True),
        Check("same format", original.parts.format == copy.parts.format, format_name),
        Check("same picture data", _image_digest(before, original) == _image_digest(after, copy)),
        Check("same orientation and colour", _needed(original, limits) == _needed(copy, limits)),
        Check("nothing left", settled, "" if settled else ", ".join(left)),
    )


def _image_digest(source: Source, draft: Draft) -> str:
    return _digest(source, _verify.image_spans(draft.parts.parts))


def _needed(draft: Draft, limits: Limits) -> tuple[object, ...]:
    """What a viewer needs besides the coded picture: tables, colour, timing, and which way is up."""
    recipe = draft.recipe
    parts = find_container(recipe).parse(recipe, limits, streams=False)
    profiles = [block for block in parts.blocks if block.kind == "icc"]
    in_profiles = {index for block in profiles for index in block.parts}
    others = [
        (part.name, recipe.read(part.start, part.size))
        for index, part in enumerate(parts.parts)
        if part.role in (Role.STRUCTURE, Role.RENDERING) and index not in in_profiles
    ]
    return draft.rendering, sorted(others), [block_data(recipe, block, limits) for block in profiles]
