"""Places and measures anyone may use."""
