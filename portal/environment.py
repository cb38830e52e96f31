"""Read settings from the environment; a missing or malformed one raises with a hint."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class SettingError(Exception):
    """A setting is missing or cannot be understood; the message says what to do."""


def text(name: str, default: str | None = None, hint: str = "") -> str:
    """Return the environment's value, else the default, else say what is missing."""
    value = os.environ.get(name, default)
    if value is None:
        raise SettingError(f"{name} is not set. {hint}".strip())
    return value


def flag(name: str, default: bool = False) -> bool:
    """Return a yes/no setting written as 1/0, true/false, yes/no or on/off."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    try:
        return known[value.lower()]
    except KeyError:
        raise SettingError(f"{name}={value!r} is neither yes nor no. Write 1 or 0.") from None


def integer(name: str, default: int, minimum: int = 0) -> int:
    """Return a whole number no smaller than the minimum."""
    value = os.environ.get(name, str(default))
    if not value.isdecimal() or int(value) < minimum:
        raise SettingError(f"{name}={value!r} must be a whole number of at least {minimum}.")
    return int(value)


def database(url: str) -> dict[str, object]:
    """Turn ``postgresql://user:password@host:port/name?host=/socket`` into Django's settings."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres", "postgis"} or len(parts.path) < 2:
        raise SettingError(
            "DATABASE_URL must read postgresql://user:password@host:port/name "
            "(PostGIS is the only engine); unset it to use the private database."
        )
    query = parse_qs(parts.query)
    host = query["host"][0] if "host" in query else unquote(parts.hostname or "")
    port = query["port"][0] if "port" in query else str(parts.port or "")
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": {"sslmode": query["sslmode"][0]} if "sslmode" in query else {},
    }


def secret_key(file: Path) -> str:
    """Return SECRET_KEY, or the one that set-up wrote beside the private database."""
    if "SECRET_KEY" in os.environ:
        return os.environ["SECRET_KEY"]
    if file.exists():
        return file.read_text().strip()
    raise SettingError(
        f"SECRET_KEY is not set and {file} does not exist. "
        "Run script/setup, or set SECRET_KEY to a long random text."
    )
