"""Room for thinned points of vector tiles below zoom 10: a cache, rebuilt when data changes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("geo", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE geo_tilepyramid (
                layer text NOT NULL, z smallint NOT NULL,
                x integer NOT NULL, y integer NOT NULL,
                "column" integer NOT NULL, "row" integer NOT NULL,
                point geometry(Point, 3857) NOT NULL,
                count integer NOT NULL, sums double precision[] NOT NULL
            );
            CREATE INDEX geo_tilepyramid_tile ON geo_tilepyramid (layer, z, x, y);
            CREATE UNLOGGED TABLE geo_tilepyramidstate (
                layer text PRIMARY KEY, version text NOT NULL
            );
            """,
            "DROP TABLE geo_tilepyramid, geo_tilepyramidstate",
        )
    ]
