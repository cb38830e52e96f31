"""The costs of a run: one partition per run, indexed after it is filled."""

from django.db import migrations

CREATE = """
CREATE TABLE services_coveragecost (
    run_id bigint NOT NULL,
    category_id bigint NOT NULL,
    metric varchar(8) NOT NULL,
    cell_id bigint NOT NULL,
    cost double precision CHECK (cost >= 0),
    service_point_id bigint,
    second_cost double precision CHECK (second_cost >= cost),
    second_service_point_id bigint,
    join_m real NOT NULL,
    is_estimate boolean NOT NULL,
    CHECK ((cost IS NULL) = (service_point_id IS NULL)),
    CHECK ((second_cost IS NULL) = (second_service_point_id IS NULL))
) PARTITION BY LIST (run_id)
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP TABLE services_coveragecost")]
