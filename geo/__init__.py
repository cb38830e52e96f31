"""Places and measures anyone may use: datasets, boundaries, localities, population, roads."""
