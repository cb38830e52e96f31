"""From files to rows: read, map, validate, match, plan, apply. Knows no app.

Roads come in pieces (`geo.imports.nvdb`, `geo.imports.osm`), which validate themselves; all else as
rows of a table (`geo.imports.tables`). Planning is pure (`geo.imports.planning`). `geo.tables` and,
of other apps, their `imports` tell which tables there are, and how they are written.
"""
