"""Pages on which plans are written, handled and talked about."""
