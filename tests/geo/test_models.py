"""What the database itself refuses, and what it takes."""

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError

from geo.models import Dataset, Locality, Population, PopulationCell


@pytest.mark.parametrize(
    ("point", "precision", "is_valid"),
    [
        (Point(1, 1, srid=3006), "exact", True),
        (Point(1, 1, srid=3006), "approximate", True),
        (None, "none", True),
        (None, "exact", False),
        (Point(1, 1, srid=3006), "none", False),
    ],
)
def test_locality_point_missing_exactly_when_not_known(municipality, point, precision, is_valid):
    locality = Locality(
        name="A", kind="village", municipality=municipality, point=point, precision=precision
    )
    if is_valid:
        locality.save()
    else:
        with pytest.raises(IntegrityError, match="locality_point_matches_precision"):
            locality.save()


def test_slug_taken_gets_the_municipality(locality, municipality):
    other = Locality.objects.create(
        name="Bettna", kind="village", municipality=municipality, precision="none"
    )
    assert (locality.slug, other.slug) == ("bettna", "bettna-flen")


def test_third_place_of_the_same_name_gets_a_slug_of_its_own(locality, municipality):
    slugs = {
        Locality.objects.create(
            name="Bettna", kind="village", municipality=municipality, precision="none"
        ).slug
        for _ in range(3)
    }
    assert len(slugs) == 3


def test_population_of_both_areas_is_refused(locality, municipality):
    Population.objects.create(locality=locality, year=2020, residents=375)
    with pytest.raises(IntegrityError, match="population_of_exactly_one_area"):
        Population.objects.create(
            locality=locality, municipality=municipality, year=2021, residents=1
        )


def test_population_twice_a_year_is_refused(locality):
    Population.objects.create(locality=locality, year=2020, residents=375)
    with pytest.raises(IntegrityError, match="population_once_a_year"):
        Population.objects.create(locality=locality, year=2020, residents=376)


def test_latest_population_is_annotated(locality):
    for year, residents in ((2010, 400), (2020, 375)):
        Population.objects.create(locality=locality, year=year, residents=residents)
    found = Locality.objects.with_latest_population().get()
    assert (found.residents, found.residents_year) == (375, 2020)


def test_second_active_version_of_a_dataset_is_refused(dataset):
    values = {"kind": "localities", "slug": "test", "title": "T", "publisher": "T"}
    Dataset.objects.create(is_active=False, **values)
    with pytest.raises(IntegrityError, match="dataset_one_active_version"):
        Dataset.objects.create(**values)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"residents": -1}, "cell_residents_positive"),
        (
            {"residents": 9, "residents_65_plus": 1, "residents_80_plus": 2},
            "cell_80_plus_within_65_plus",
        ),
    ],
)
def test_cell_that_cannot_be_is_refused(dataset, municipality, values, refusal):
    with pytest.raises(IntegrityError, match=refusal):
        PopulationCell.objects.create(
            dataset=dataset,
            grid_id="1",
            size_m=250,
            point=Point(1, 1, srid=3006),
            municipality=municipality,
            **values,
        )
