"""When each published feature last changed, and which are gone: what `changed-since` goes by."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("geo", "0007_observation_point")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE geo_publishedfeature (
                collection text NOT NULL,
                feature_id text NOT NULL,
                digest text NOT NULL,
                changed_at timestamptz NOT NULL,
                is_deleted boolean NOT NULL DEFAULT false,
                PRIMARY KEY (collection, feature_id)
            );
            CREATE INDEX geo_publishedfeature_changed
                ON geo_publishedfeature (collection, changed_at);
            CREATE TABLE geo_publishedstate (
                collection text PRIMARY KEY,
                version text NOT NULL,
                noted_at timestamptz NOT NULL,
                began_at timestamptz NOT NULL
            );
            """,
            "DROP TABLE geo_publishedfeature, geo_publishedstate",
        )
    ]
