"""Every queryable filters and sorts by what is published, in each way of asking."""

import json

import pytest

from portal.api import SERVICE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "road_links", "indicator")]
EVERY = [
    (name, field.name) for name, one in SERVICE.by_id.items() for field in one.queryables.values()
]


def read(client, name, /, **query):
    answer = client.get(f"/api/collections/{name}/items", {"limit": 10_000} | query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_cql2(field, value):
    """Write a literal as CQL2 text and as CQL2 JSON."""
    if field.type in {"date", "datetime"}:
        kind = "DATE" if field.type == "date" else "TIMESTAMP"
        return f"{kind}('{value}')", {kind.lower(): value}
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'", value
    return as_text(value), value


@pytest.mark.parametrize(("name", "queryable"), EVERY)
def test_queryable_filters_by_what_is_published(client, name, queryable):
    field = SERVICE.by_id[name].queryables[queryable]
    every = read(client, name)["features"]
    held = {one["id"]: one["properties"][queryable] for one in every}
    known = [one for one in held.values() if one not in (None, [])]
    if not known:
        assert all(one in (None, []) for one in held.values())
        return
    value = known[len(known) // 2]
    value = value[0] if isinstance(value, list) else value
    expected = {
        key
        for key, one in held.items()
        if (value in one if isinstance(one, list) else one == value)
    }
    text, literal = in_cql2(field, value)
    same = {"op": "=", "args": [{"property": queryable}, literal]}
    for query in (
        {queryable: as_text(value)},
        {"filter": f"{queryable} = {text}"},
        {"filter": json.dumps(same), "filter-lang": "cql2-json"},
    ):
        answer = read(client, name, **query)
        assert {one["id"] for one in answer["features"]} == expected, query
        assert answer["numberMatched"] == len(expected)


@pytest.mark.parametrize(
    ("name", "queryable"),
    [pair for pair in EVERY if SERVICE.by_id[pair[0]].queryables[pair[1]].type != "array"],
)
def test_sorting_goes_by_what_is_published_and_the_unknown_last(client, name, queryable):
    kind = SERVICE.by_id[name].queryables[queryable].type
    for sign in ("", "-"):
        rows = read(client, name, sortby=f"{sign}{queryable}")["features"]
        values = [one["properties"][queryable] for one in rows]
        known = [one for one in values if one is not None]
        assert values[: len(known)] == known
        if kind != "string":  # text is in the order of the database's own language
            assert known == sorted(known, reverse=sign == "-")
