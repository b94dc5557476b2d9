"""Which category gets which action. The presets stand in `_presets`, policies as text in `_policy_file`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..errors import PolicyError
from ..model import Action, Category, Decision, Finding
from . import _presets
from .category import HARM, by_harm

_VERBS: Mapping[Action, str] = MappingProxyType(
    {
        Action.KEEP: "keeps",
        Action.REMOVE: "removes",
        Action.NEUTRALISE: "neutralises",
        Action.REFUSE: "refuses",
    }
)

_UNWANTED = frozenset({Action.REMOVE, Action.REFUSE})

_WRITTEN_ANEW = frozenset({Category.RENDERING, Category.RIGHTS})
"""What can be written in a form that has the same effect: the values of the picture, and credits."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens to each category: a frozen value that can be compared, hashed and pickled.

    RENDERING is what the picture needs to look the same: a policy may keep it or have it written anew
    (NEUTRALISE), and `default` leaves it alone. Besides it only RIGHTS can be written anew.

    Attributes:
        name: how reports call it.
        actions: the action for each category; stored as a read-only copy.
        default: the action for the categories that `actions` does not name: KEEP, REMOVE or REFUSE.
        minimal: reduce what stays for the look to what every picture of its kind shares (a common colour
            profile, no resolution), and refuse files in which anything had to be repaired or guessed.
        base: the policy that `keep` and `remove` began with; None for one of its own. Comparisons pass
            over it.
        selective: True when more than what the picture needs is kept: blocks have to be read field by field.
        writes_credits: True when the credits are written anew.
        refuses: True when a finding can make it refuse the file.

    Raises:
        PolicyError: `name` is empty, a key or value is no `Category` or `Action`, or an action is none
            for its category.
    """

    name: str
    actions: Mapping[Category, Action]
    default: Action = Action.REMOVE
    minimal: bool = False
    base: Policy | None = field(default=None, repr=False, compare=False)
    selective: bool = field(init=False, repr=False, compare=False)
    writes_credits: bool = field(init=False, repr=False, compare=False)
    refuses: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.name:
            raise PolicyError("a policy needs a name", rule="policy-name")
        if not all(isinstance(category, Category) for category in self.actions):
            raise PolicyError("the keys of a policy's actions are categories", rule="policy-category")
        if not all(isinstance(action, Action) for action in (*self.actions.values(), self.default)):
            raise PolicyError("the values of a policy's actions are actions", rule="policy-action")
        _check_actions(self.actions, self.default)
        object.__setattr__(self, "actions", MappingProxyType(dict(self.actions)))
        says = {category: self.action(category) for category in Category}
        kept = {category for category, action in says.items() if action is Action.KEEP}
        object.__setattr__(self, "selective", bool(kept - {Category.RENDERING}))
        object.__setattr__(self, "writes_credits", says[Category.RIGHTS] is Action.NEUTRALISE)
        object.__setattr__(self, "refuses", Action.REFUSE in says.values())

    def __hash__(self) -> int:
        return hash((self.name, frozenset(self.actions.items()), self.default, self.minimal))

    def __reduce__(self) -> tuple[type[Policy], tuple[object, ...]]:
        # A read-only view can't be pickled; the constructor makes it anew.
        return (Policy, (self.name, dict(self.actions), self.default, self.minimal, self.base))

    # -- questions --------------------------------------------------------------------------------

    def action(self, category: Category) -> Action:
        """The action for `category`."""
        if category is Category.RENDERING and self.default in _UNWANTED:
            return self.actions.get(category, Action.NEUTRALISE)
        return self.actions.get(category, self.default)

    def decide(self, finding: Finding) -> Decision:
        """Decide what happens to `finding`; the rule says it in words.

        Its one category decides. But nothing is kept as it is that may hold what the policy does not let
        through: that goes, or is written anew if the picture needs it.
        """
        category, why = finding.category, ""
        action = says = self.action(category)
        unwanted = self._unwanted(finding.may_hold) if action is Action.KEEP else ()
        if unwanted:
            action = Action.NEUTRALISE if category is Category.RENDERING else Action.REMOVE
            category, why = unwanted[0], ", which it may hold"
            says = self.action(category)
        name = f"{self.name}," if "," in self.name else self.name
        return Decision(finding, action, f"{name} {_VERBS[says]} {category.value}{why}")

    def _unwanted(self, held: Iterable[Category]) -> list[Category]:
        return [category for category in by_harm(held) if self.action(category) in _UNWANTED]

    # -- other policies ---------------------------------------------------------------------------

    def keep(self, *categories: Category | str) -> Policy:
        """The same policy, except that it keeps these categories; its name says so.

        Args:
            categories: categories, or their names (``"rights"``).

        Raises:
            PolicyError: there is no category of that name; the message suggests the nearest one.
        """
        return self._except(Action.KEEP, categories)

    def remove(self, *categories: Category | str) -> Policy:
        """The same policy, except that it removes these categories; its name says so.

        Args:
            categories: categories, or their names (``"identity"``).

        Raises:
            PolicyError: there is no category of that name; or it is RENDERING, which is never removed.
        """
        return self._except(Action.REMOVE, categories)

    def _except(self, action: Action, categories: Iterable[Category | str]) -> Policy:
        # Counted from the base, so that neither the order nor a repetition makes another policy.
        base = self.base or self
        actions = {category: self.action(category) for category in HARM}
        actions.update((category_of(category), action) for category in categories)
        changed = {c: actions[c] for c in HARM if actions[c] is not base.action(c)}
        if not changed:
            return base
        name = ", ".join([base.name, *_in_words(changed)])
        return Policy(name, {**base.actions, **changed}, base.default, base.minimal, base)

    @staticmethod
    def from_toml(text: str) -> Policy:
        """A policy that is written as TOML.

        Keys, all of them optional: ``base`` (the name of a preset; ``"share"``), ``keep`` and ``remove``
        (lists of categories), ``name``, ``schema`` (1).

        Raises:
            PolicyError: it is no TOML or says anything else; the message names the line and the key.
        """
        from ._policy_file import policy_from_toml  # it needs this module

        return policy_from_toml(text)

    # -- presets ----------------------------------------------------------------------------------

    @staticmethod
    def share() -> Policy:
        """The default: what the picture needs to look the same stays, everything else goes."""
        return PRESETS["share"]

    @staticmethod
    def location() -> Policy:
        """The place goes, and everything that may hold one and cannot be looked into; the rest stays."""
        return PRESETS["location"]

    @staticmethod
    def publish() -> Policy:
        """As `share`; the credits are written anew."""
        return PRESETS["publish"]

    @staticmethod
    def strict() -> Policy:
        """As `share`, with as little as possible to tell pictures by; what is doubtful is refused."""
        return PRESETS["strict"]


def _check_actions(actions: Mapping[Category, Action], default: Action) -> None:
    if actions.get(Category.RENDERING) in _UNWANTED:
        raise PolicyError("without rendering the picture looks different: it stays", rule="policy-action")
    named = [category for category, action in actions.items() if action is Action.NEUTRALISE]
    if default is Action.NEUTRALISE or not _WRITTEN_ANEW.issuperset(named):
        raise PolicyError("only rendering and rights can be neutralised", rule="policy-action")


def _in_words(changed: Mapping[Category, Action]) -> Iterator[str]:
    """``"keeping rights, time and caption"``, ``"removing identity"``."""
    for action, verb in ((Action.KEEP, "keeping"), (Action.REMOVE, "removing")):
        *others, last = ["", *(category.value for category, says in changed.items() if says is action)]
        if last:
            yield f"{verb} {' and '.join(filter(None, (', '.join(others[1:]), last)))}"


# -- names ----------------------------------------------------------------------------------------

_SHOWN = 40  # characters of a wrong word that a message repeats


def shown(word: str, most: int = _SHOWN) -> str:
    """A wrong word for a message: in quotes, short, and without control characters."""
    return "'" + "".join(c if c.isprintable() else "?" for c in word[:most]) + "'"


def nearest(word: str, words: Iterable[str]) -> str:
    """``did you mean 'share'?``, or the list of `words` where none is near."""
    known = list(words)
    near = difflib.get_close_matches(word[:_SHOWN].lower(), known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there is {', '.join(map(repr, known))}"


def category_of(category: Category | str) -> Category:
    """The category itself, or the one of that name.

    Raises:
        PolicyError: there is no category of that name; the message suggests the nearest one.
    """
    if isinstance(category, Category):
        return category
    if not isinstance(category, str):
        kind = type(category).__name__
        raise PolicyError(f"a category is a Category or a name, not {kind}", rule="policy-category")
    words = {known.value: known for known in HARM}
    if category not in words:
        hint = nearest(category, words)
        raise PolicyError(f"no category is called {shown(category)}; {hint}", rule="policy-category")
    return words[category]


PRESETS: Mapping[str, Policy] = MappingProxyType(
    {
        name: Policy(name, {c: action for c, (action, _) in preset.rows.items()}, minimal=preset.minimal)
        for name, preset in _presets.PRESETS.items()
    }
)
"""The policies that go by a name."""

REASONS: Mapping[str, Mapping[Category, str]] = MappingProxyType(
    {
        name: MappingProxyType({category: reason for category, (_, reason) in preset.rows.items()})
        for name, preset in _presets.PRESETS.items()
    }
)
"""For each preset, why each category is treated as it is."""

SUMMARIES: Mapping[str, str] = MappingProxyType(
    {name: preset.summary for name, preset in _presets.PRESETS.items()}
)
"""For each preset, what it is for."""


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
    hint = nearest(policy, PRESETS)
    raise PolicyError(f"no policy is called {shown(policy)}; {hint}", rule="policy-name")
