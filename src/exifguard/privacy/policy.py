"""Which category gets which action, and the presets as data with the reason for each choice."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import PolicyError
from ..model import Action, Category, Decision, Finding

_VERBS: Mapping[Action, str] = MappingProxyType(
    {
        Action.KEEP: "keeps",
        Action.REMOVE: "removes",
        Action.NEUTRALISE: "neutralises",
        Action.REFUSE: "refuses",
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens to each category: a frozen value that can be compared, hashed and pickled.

    Attributes:
        name: how reports call it.
        actions: the action for each category; stored as a read-only copy.
        default: the action for the categories that `actions` does not name.

    Raises:
        PolicyError: `name` is empty, or a key or value is no `Category` or `Action`.
    """

    name: str
    actions: Mapping[Category, Action]
    default: Action = Action.REMOVE

    def __post_init__(self) -> None:
        if not self.name:
            raise PolicyError("a policy needs a name", rule="policy-name")
        if not all(isinstance(category, Category) for category in self.actions):
            raise PolicyError("the keys of a policy's actions are categories", rule="policy-category")
        if not all(isinstance(action, Action) for action in (*self.actions.values(), self.default)):
            raise PolicyError("the values of a policy's actions are actions", rule="policy-action")
        object.__setattr__(self, "actions", MappingProxyType(dict(self.actions)))

    def __hash__(self) -> int:
        return hash((self.name, frozenset(self.actions.items()), self.default))

    def __reduce__(self) -> tuple[type[Policy], tuple[str, dict[Category, Action], Action]]:
        # A read-only view can't be pickled; the constructor makes it anew.
        return (Policy, (self.name, dict(self.actions), self.default))

    def action(self, category: Category) -> Action:
        """The action for `category`."""
        return self.actions.get(category, self.default)

    def decide(self, finding: Finding) -> Decision:
        """Decide what happens to `finding`, by its one category; the rule says it in words."""
        action = self.action(finding.category)
        return Decision(finding, action, f"{self.name} {_VERBS[action]} {finding.category.value}")

    @staticmethod
    def share() -> Policy:
        """The default: what the picture needs to look the same stays, everything else goes."""
        return PRESETS["share"]


# RENDERING is neutralised and not kept as it is: the values live on in fresh, minimal blocks, so that
# nothing else rides along (an EXIF block around an orientation, a serial number in a colour profile).
_SHARE: tuple[tuple[Category, Action, str], ...] = (
    (Category.LOCATION, Action.REMOVE, "a position is often a home, a school or a shelter"),
    (Category.DEVICE, Action.REMOVE, "a serial number links pictures that were meant to be apart"),
    (Category.IDENTITY, Action.REMOVE, "names and faces belong to people who were not asked"),
    (Category.TIME, Action.REMOVE, "times tell where somebody was, and when a home is empty"),
    (Category.CAPTION, Action.REMOVE, "words written for an archive are seldom meant for strangers"),
    (Category.PREVIEW, Action.REMOVE, "an embedded picture may show what was cropped or blacked out"),
    (Category.HISTORY, Action.REMOVE, "document ids and file paths lead back to accounts and originals"),
    (Category.AI, Action.REMOVE, "prompts and workflows are private words with private file names"),
    (Category.RIGHTS, Action.REMOVE, "a credit is a name too; who wants to be named asks for it"),
    (Category.CAPTURE, Action.REMOVE, "settings help to recognise a camera and no viewer needs them"),
    (Category.RENDERING, Action.NEUTRALISE, "without it the picture looks different"),
    (Category.UNKNOWN, Action.REMOVE, "what nobody can name, nobody can call harmless"),
    (Category.UNREADABLE, Action.REMOVE, "a damaged block can't be checked, but other readers may read it"),
    (Category.TRAILER, Action.REMOVE, "bytes after the end are no part of the picture"),
)

_PRESET_ROWS: Mapping[str, tuple[tuple[Category, Action, str], ...]] = MappingProxyType({"share": _SHARE})

PRESETS: Mapping[str, Policy] = MappingProxyType(
    {
        name: Policy(name, {category: action for category, action, _ in rows})
        for name, rows in _PRESET_ROWS.items()
    }
)
"""The policies that go by a name."""

REASONS: Mapping[str, Mapping[Category, str]] = MappingProxyType(
    {
        name: MappingProxyType({category: reason for category, _, reason in rows})
        for name, rows in _PRESET_ROWS.items()
    }
)
"""For each preset, why each category is treated as it is."""


def resolve(policy: Policy | str) -> Policy:
    """The policy itself, or the preset of that name.

    Raises:
        PolicyError: there is no preset of that name; the message suggests the nearest one.
    """
    if isinstance(policy, Policy):
        return policy
    if not isinstance(policy, str):
        raise PolicyError(f"a policy is a Policy or a name, not {type(policy).__name__}", rule="policy-type")
    if policy in PRESETS:
        return PRESETS[policy]
    near = difflib.get_close_matches(policy.lower(), PRESETS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there is {', '.join(map(repr, PRESETS))}"
    raise PolicyError(f"no policy is called {policy!r}; {hint}", rule="policy-name")
