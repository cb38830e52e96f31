"""A business's own pages."""
