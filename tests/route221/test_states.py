"""The table of states is the whole truth: every step in it works, every other is refused."""

import itertools
from pathlib import Path

import pytest

from route221.errors import NoSuchStep
from route221.models import Business
from route221.states import STATES, STEPS, drawing, target_of

LEGAL = {(step.verb, source): step.target for step in STEPS for source in step.sources}
DOC = Path(__file__).parents[2] / "docs" / "business-states.md"


def test_states_are_those_of_the_database():
    assert set(STATES) == set(Business.State.values)


@pytest.mark.parametrize("verb", [*(step.verb for step in STEPS), "none"])
def test_only_steps_in_the_table_exist(verb):
    for state in STATES:
        if (verb, state) in LEGAL:
            assert target_of(verb, state) == LEGAL[verb, state]
        else:
            with pytest.raises(NoSuchStep):
                target_of(verb, state)


def test_every_state_can_be_reached_and_left():
    reached = {"draft"}
    for _ in STATES:
        reached |= {LEGAL[verb, state] for verb, state in LEGAL if state in reached}
    assert reached == set(STATES)
    assert {state for _, state in LEGAL} == set(STATES)


def test_verbs_are_named_once():
    assert len({step.verb for step in STEPS}) == len(STEPS)


def test_drawing_in_the_docs_is_the_tables():
    assert drawing() in DOC.read_text()
    assert len(list(itertools.chain(*(step.sources for step in STEPS)))) == len(LEGAL)
