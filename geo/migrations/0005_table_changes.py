"""A line for every statement that writes to a table the open API reads: the base of validators."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("geo", "0004_imports_and_indicators")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE geo_tablechange (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name text NOT NULL,
                statements bigint NOT NULL DEFAULT 1,
                at timestamptz NOT NULL DEFAULT clock_timestamp()
            );
            CREATE INDEX geo_tablechange_name ON geo_tablechange (name);
            -- Lines are only added, so that writers never wait for each other; now and then one of
            -- them adds up the lines that stand, in its own transaction: their sum never goes down.
            CREATE FUNCTION geo_table_written() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO geo_tablechange (name) VALUES (TG_TABLE_NAME);
                IF random() < 0.02
                   AND current_setting('transaction_isolation') = 'read committed' THEN
                    WITH gone AS (
                        DELETE FROM geo_tablechange WHERE id IN (
                            SELECT id FROM geo_tablechange WHERE name = TG_TABLE_NAME
                            LIMIT 1000 FOR UPDATE SKIP LOCKED
                        ) RETURNING statements, at
                    )
                    INSERT INTO geo_tablechange (name, statements, at)
                    SELECT TG_TABLE_NAME, sum(statements), max(at) FROM gone HAVING count(*) > 0;
                END IF;
                RETURN NULL;
            END $$;
            """,
            "DROP FUNCTION geo_table_written CASCADE; DROP TABLE geo_tablechange",
        )
    ]
