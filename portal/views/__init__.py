"""One request in, one query or action, one response out: a module for each part of the portal."""
