"""The states of a business and every step between them: no other step exists."""

from collections.abc import Iterable
from dataclasses import dataclass

from route221.errors import NoSuchStep

OWNER, REVIEWER, CLOCK = "owner", "reviewer", "clock"


@dataclass(frozen=True)
class Step:
    verb: str
    sources: frozenset[str]
    target: str
    by: str


def _step(verb: str, sources: Iterable[str], target: str, by: str) -> Step:
    return Step(verb, frozenset(sources), target, by)


STATES = ("draft", "submitted", "changes_asked", "published", "paused", "closed", "rejected")

STEPS = (
    _step("submit", ["draft", "changes_asked"], "submitted", OWNER),
    _step("withdraw", ["submitted"], "draft", OWNER),
    _step("approve", ["submitted"], "published", REVIEWER),
    _step("ask_changes", ["submitted"], "changes_asked", REVIEWER),
    _step("reject", ["submitted"], "rejected", REVIEWER),
    _step("undo", ["published", "changes_asked", "rejected"], "submitted", REVIEWER),
    _step("pause", ["published"], "paused", OWNER),
    _step("resume", ["paused"], "published", OWNER),
    _step("close", ["published", "paused"], "closed", OWNER),
    _step("reopen", ["closed"], "draft", OWNER),
    _step("hide", ["published"], "paused", CLOCK),
    _step(
        "erase",
        ["submitted", "changes_asked", "published", "paused", "rejected"],
        "closed",
        OWNER,
    ),
)

_BY_VERB = {step.verb: step for step in STEPS}


def target_of(verb: str, state: str) -> str:
    """Return the state a step leads to, or raise that there is no such step from here."""
    step = _BY_VERB.get(verb)
    if step is None or state not in step.sources:
        raise NoSuchStep(verb, state)
    return step.target


def verbs_from(state: str, by: str) -> list[str]:
    """Return what somebody may do from a state."""
    return [step.verb for step in STEPS if step.by == by and state in step.sources]


def drawing() -> str:
    """Draw the table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for step in STEPS:
        for source in sorted(step.sources):
            lines.append(f"    {source} --> {step.target}: {step.verb} ({step.by})")
    return "\n".join(lines)
