"""The checks that a recipe must pass before a byte of it is handed over.

The verifier knows spans and parts. What parses the output and what would be removed from it are handed to
it, so that it shares no state with the work that it checks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from ._recipe import Recipe
from .errors import ExifguardError, LimitExceededError, VerificationError
from .model import Action, Part, Parts, Role, Span

Replan = Callable[[Recipe], tuple[Parts, Recipe]]
"""Parse an output as if it were an input and plan its scrub."""


def merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans that touch."""
    last: Span | None = None
    for span in spans:
        if last is not None and last.end == span.start:
            last = Span(last.start, span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def image_spans(parts: Iterable[Part]) -> Iterator[Span]:
    """The spans of coded picture data, without framing and without empty pieces."""
    for part in parts:
        if part.role is Role.IMAGE:
            spans = part.pieces if part.pieces is not None else (Span(part.start, part.end),)
            yield from (span for span in spans if span.end > span.start)


def check_tiling(parts: Parts) -> None:
    """Law 1: the parts cover every byte exactly once."""
    at = 0
    for part in parts.parts:
        if part.start != at or part.end <= part.start:
            raise VerificationError(
                "the parts do not cover the file", format=parts.format.name, offset=at, rule="tiling"
            )
        at = part.end
    if at != parts.size:
        raise VerificationError(
            "the parts do not cover the file", format=parts.format.name, offset=at, rule="tiling"
        )


def check_removed(parts: Parts, actions: Sequence[Action], recipe: Recipe) -> None:
    """No copied span touches a part that had to go."""
    pairs = zip(parts.parts, actions, strict=True)
    removed = list(merged(Span(p.start, p.end) for p, action in pairs if action is Action.REMOVE))
    starts = [span.start for span in removed]
    for _, span in recipe.copies():
        index = bisect_right(starts, span.end - 1) - 1
        if index >= 0 and removed[index].end > span.start:
            raise VerificationError(
                "a removed part would be copied", format=parts.format.name, offset=span.start, rule="gone"
            )


def check_image(parts: Parts, out: Parts, recipe: Recipe) -> None:
    """The coded picture lies in the output in the same order and length, copied and not written."""

    def copied() -> Iterator[Span]:
        for start, end in image_spans(out.parts):
            spans = recipe.to_source(start, end)
            if spans is None:
                raise VerificationError(
                    "picture data would be written anew",
                    format=out.format.name,
                    offset=start,
                    rule="same-picture",
                )
            yield from spans

    if list(merged(copied())) != list(merged(image_spans(parts.parts))):
        raise VerificationError("picture data would change", format=out.format.name, rule="same-picture")


def check_kept(parts: Parts, actions: Sequence[Action], out: Parts, recipe: Recipe) -> None:
    """What decoders need besides the coded picture is copied, or written anew where that is allowed."""
    copies = sorted(span for _, span in recipe.copies())
    starts = [span.start for span in copies]
    for part, action in zip(parts.parts, actions, strict=True):
        if action is Action.REMOVE or part.role is Role.IMAGE or part.name in parts.rewritten:
            continue
        index = bisect_right(starts, part.start) - 1
        if index < 0 or copies[index].end < part.end:
            raise VerificationError(
                "a part that the picture needs would change",
                format=parts.format.name,
                offset=part.start,
                part=part.name,
                rule="same-picture",
            )
    if _rendering(parts, actions) != _rendering(out, None) or parts.shown != out.shown:
        raise VerificationError(
            "a part that the picture needs would be lost", format=parts.format.name, rule="same-picture"
        )


def _rendering(parts: Parts, actions: Sequence[Action] | None) -> list[str]:
    """The RENDERING parts that stay, by the first word of their names: the rest says how they are framed.

    A block that is split over several parts counts once.
    """
    continued = {index for block in parts.blocks for index in block.parts[1:]}
    return [
        part.name.partition(" ")[0]
        for index, part in enumerate(parts.parts)
        if part.role is Role.RENDERING
        and index not in continued
        and (actions is None or actions[index] is not Action.REMOVE)
    ]


def check_recipe(parts: Parts, actions: Sequence[Action], recipe: Recipe, replan: Replan) -> None:
    """Check a planned output.

    Its parts are parsed again, and its own scrub is planned: an output of which anything would still be
    removed or written differently is not clean.

    Raises:
        VerificationError: the output would not be clean, or not the same picture.
        LimitExceededError: reading it back needs more than `replan` may use.
    """
    check_tiling(parts)
    check_removed(parts, actions, recipe)
    try:
        out, again = replan(recipe)
    except (VerificationError, LimitExceededError):
        raise
    except ExifguardError as error:
        raise VerificationError(
            f"the output cannot be read back: {error}", format=parts.format.name, rule="settled"
        ) from error
    check_tiling(out)
    if out.format != parts.format or not again.gives_back_its_source():
        raise VerificationError("the output is not clean", format=parts.format.name, rule="settled")
    check_image(parts, out, recipe)
    check_kept(parts, actions, out, recipe)
