"""OGC API Features over any queryset; it knows no app, apps declare their collections."""
