"""Words of the road for the templates."""
