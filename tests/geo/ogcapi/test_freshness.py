"""The state of tables moves with every commit that wrote to them, for everyone at once."""

import pytest
from django.db import connection, transaction

from geo.models import Dataset
from geo.ogcapi.freshness import state, unwatched, watch

TABLES = ("geo_dataset",)


def named(slug):
    return Dataset(kind="services", slug=slug, title="A list", publisher="Somebody")


def make():
    dataset = named("one")
    dataset.save()
    return dataset


@pytest.mark.django_db
def test_state_moves_with_each_kind_of_writing():
    seen = [state(TABLES).version]

    def moved():
        seen.append(state(TABLES).version)
        return seen[-1] not in seen[:-1]

    dataset = make()
    assert moved()
    dataset.title = "Another list"
    dataset.save()
    assert moved()
    Dataset.objects.bulk_create([named("two")])
    assert moved()
    Dataset.objects.filter(pk=dataset.pk).delete()
    assert moved()
    assert state(TABLES).version == seen[-1]


@pytest.mark.django_db
def test_state_of_other_tables_stands_still():
    before = state(("services_offer",))
    make()
    assert state(("services_offer",)) == before


@pytest.mark.django_db
def test_state_never_repeats_while_lines_are_added_up():
    seen = set()
    for number in range(300):
        Dataset.objects.filter(slug="one").update(title=str(number))
        seen.add(state(TABLES).version)
    assert len(seen) == 300
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(statements) FROM geo_tablechange")
        lines, statements = cursor.fetchone()
    assert lines < 300 <= statements


@pytest.mark.django_db(transaction=True)
def test_state_moves_for_others_when_a_change_is_committed_and_not_before():
    other = connection.copy()
    try:

        def seen_by_the_other():
            with other.cursor() as cursor:
                cursor.execute(
                    "SELECT sum(statements) FROM geo_tablechange WHERE name = ANY(%s)",
                    [list(TABLES)],
                )
                return cursor.fetchone()

        before = seen_by_the_other()
        with transaction.atomic():
            make()
            assert seen_by_the_other() == before
        assert seen_by_the_other() != before
    finally:
        other.close()


@pytest.mark.django_db
def test_watching_twice_leaves_one_line_for_a_statement():
    watch([*TABLES, "no_such_table"])
    assert unwatched([*TABLES, "no_such_table"]) == {"no_such_table"}
    before = int(float(state(TABLES).version.split(".")[0]))
    make()
    assert int(float(state(TABLES).version.split(".")[0])) == before + 1
