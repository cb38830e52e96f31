"""Tags for the portal's own templates."""
