"""Who may open which page of plans: every address stands here, or this fails.

The matrix of roles, addresses and verbs (tests/portal/test_access.py) asks each view whether it
does what its predicate says. Here stands what the predicates are to say, page by page.
"""

import pytest

from portal.demo.people import ROLES, demo_user
from portal.urls.plans import urlpatterns

pytestmark = pytest.mark.django_db

# Everyone reads; what anyone may send waits for confirmed mail, drafts are asked for in the view.
READ_BY_ALL = """
    plans goals-on-subject goals-on-subject-file village-group adopted-plan plan-changes plan-sheet
    programmes network meetings-ics meeting statement consultations consultation consultation-file
    housing plan-comment plan-follow consultation-answer wish-to-live poll
    progress comment-confirm follow-confirm follow-stop answer-confirm poll-confirm
"""
# The administrator may do all; who else, stands before each line of pages.
PAGES = {
    ("village",): """
        plan-tie plan-write plan-begin plan-vision plan-goal-new plan-goal plan-status
        plan-strategy-new plan-strategy plan-activity-new plan-activity plan-progress plan-link
        plan-unlink plan-sort plan-sort-one plan-take-old plan-revise plan-begin-year plan-choose
        plan-priorities plan-adopt plan-measure plan-comments plan-remove consultation-group-answer
    """,
    ("planner",): """
        consultation-new consultation-change consultation-preview consultation-reply
        statement-handle plan-handling plan-handling-correct plan-steering
    """,
    ("village", "planner"): """
        meeting-new meeting-write meeting-take-off agenda-propose life-situation
    """,
    ("village", "politician"): "statement-new",
    ("village", "planner", "politician"): "network-choice-new network-choice",
    ("planner", "coordinator"): "working-group-seat-new working-group-seat",
    ("region", "planner"): "designation-new designation",
}
GUARDED = {one.name: one.callback for one in urlpatterns if hasattr(one.callback, "predicate")}


def test_every_address_of_plans_has_its_expectation():
    expected = [name for names in PAGES.values() for name in names.split()]
    assert sorted(GUARDED) == sorted(expected)
    assert {one.name for one in urlpatterns} - set(GUARDED) == set(READ_BY_ALL.split())


@pytest.mark.usefixtures("group")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_open_what_is_expected_and_nothing_else(role):
    user = demo_user(role)
    user.refresh_from_db()
    allowed = {name for name, view in GUARDED.items() if view.predicate.test(user)}
    roles = [one for one in PAGES if role in one or role == "admin"]
    assert allowed == {name for one in roles for name in PAGES[one].split()}
