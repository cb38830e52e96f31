"""The plan of an import, by laws: repeatable, undoable, and never over a correction by hand."""

from hypothesis import given
from hypothesis import strategies as st

from geo.imports.planning import (
    ADDED,
    CHANGED,
    DISAPPEARED,
    KEPT,
    UNCHANGED,
    Base,
    Item,
    Known,
    make_plan,
)

NAMES = st.sampled_from(["Bettna", "Vadsbro", "Flen", "Årdala"])
VALUES = st.fixed_dictionaries(
    {"name": NAMES, "residents": st.integers(0, 9), "note": st.sampled_from(["", "a", "b"])}
)
FILE = st.dictionaries(st.sampled_from("abcdef"), VALUES, max_size=6)


def items(file):
    return [
        Item(str(row), key, values["name"], None, values)
        for row, (key, values) in enumerate(file.items(), start=2)
    ]


class Register:
    """The simplest register that a plan can be carried out on."""

    def __init__(self):
        self.rows, self.bases, self.last = {}, {}, 0

    def plan(self, file):
        known = [Known(pk, row["name"], None, row) for pk, row in self.rows.items()]
        return make_plan(items(file), known, self.bases.values())

    def apply(self, plan):
        for change in plan:
            if change.kind == ADDED:
                self.last += 1
                change.pk = self.last
                self.rows[change.pk] = {}
            for name, (_old, new) in change.fields.items():
                self.rows[change.pk][name] = new
            self.bases[change.pk] = Base(
                change.pk, change.key, change.base, change.kind == DISAPPEARED
            )


@given(FILE, FILE)
def test_second_time_changes_nothing(first, second):
    register = Register()
    for file in (first, second):
        register.apply(register.plan(file))
    assert all(change.kind == UNCHANGED for change in register.plan(second))


@given(FILE, FILE)
def test_every_thing_is_what_the_file_says_or_is_kept_and_marked(first, second):
    register = Register()
    for file in (first, second):
        register.apply(register.plan(file))
    by_key = {base.key: base for base in register.bases.values()}
    for key, values in second.items():
        row = register.rows[by_key[key].pk]
        assert {name: row.get(name) or "" for name in values} == {
            name: value or "" for name, value in values.items()
        }
    for key in first.keys() - second.keys():
        assert by_key[key].is_missing
        assert by_key[key].pk in register.rows


@given(FILE.filter(bool), FILE, st.data())
def test_correction_by_hand_stays_whatever_comes(first, second, data):
    register = Register()
    register.apply(register.plan(first))
    pk = data.draw(st.sampled_from(sorted(register.rows)))
    register.rows[pk]["note"] = "by hand"
    for file in (second, first, second):
        register.apply(register.plan(file))
        assert register.rows[pk]["note"] == "by hand"


@given(FILE, FILE)
def test_fields_of_a_change_lead_back(first, second):
    register = Register()
    register.apply(register.plan(first))
    before = {pk: told(row) for pk, row in register.rows.items()}
    plan = register.plan(second)
    register.apply(plan)
    for change in plan:
        if change.kind == ADDED:
            del register.rows[change.pk]
        else:
            for name, (old, _new) in change.fields.items():
                register.rows[change.pk][name] = old
    assert {pk: told(row) for pk, row in register.rows.items()} == before


def told(row):
    return {name: value for name, value in row.items() if value is not None}


def test_kept_field_is_shown_beside_what_the_file_says():
    known = [Known(1, "Bättna", None, {"name": "Bättna", "residents": 375})]
    base = [Base(1, "a", {"name": "Bettna", "residents": 375})]
    file = [Item("2", "a", "Bettna", None, {"name": "Bettna", "residents": 375})]
    (change,) = make_plan(file, known, base)
    assert (change.kind, change.kept) == (KEPT, {"name": ["Bättna", "Bettna"]})
    (change,) = make_plan(file, known, base, prefer_file=True)
    assert (change.kind, change.fields) == (CHANGED, {"name": ["Bättna", "Bettna"]})


def test_row_that_comes_back_is_a_change():
    known = [Known(1, "Bettna", None, {"name": "Bettna"})]
    base = [Base(1, "a", {"name": "Bettna"}, is_missing=True)]
    (change,) = make_plan([Item("2", "a", "Bettna", None, {"name": "Bettna"})], known, base)
    assert (change.kind, change.reason) == (CHANGED, "is in the file again")


def test_without_id_near_and_alike_is_the_same_thing():
    known = [
        Known(1, "Coop Hälleforsnäs", (0.0, 0.0), {"name": "Coop Hälleforsnäs"}),
        Known(2, "Hälleforsnäs bibliotek", (10.0, 0.0), {"name": "Hälleforsnäs bibliotek"}),
    ]
    file = [
        Item("2", "", "Stora Coop Hälleforsnäs", (140.0, 0.0), {}),
        Item("3", "", "Coop Hälleforsnäs", (151.0, 0.0), {}),
    ]
    first, second = make_plan(file, known, [])
    assert (first.pk, first.reason) == (1, "found by name and place")
    assert second.kind == ADDED


def test_row_of_the_portal_itself_is_a_correction():
    known = [Known(7, "Bettna", None, {"name": "Bettna", "note": "old"})]
    (change,) = make_plan([Item("2", "", "Bettna", None, {"note": ""}, own_id=7)], known, [])
    assert change.fields == {"note": ["old", ""]}
    assert change.base is None
