"""Where the private cluster keeps its data and its socket, recorded in var/cluster.json."""

import hashlib
import json
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from portal.cluster.errors import ClusterMissingError, NotOursError, PostgresMissingError

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
RECORD = VAR / "cluster.json"
DATABASE = "bygdekartan"
ROLE = "bygdekartan"
# A socket path over 107 bytes is fatal, so it never lies under the checkout.
SOCKETS = Path("/tmp")  # noqa: S108 - a directory of our own, 0700, is made below it


@dataclass(frozen=True)
class Location:
    """The cluster of one checkout."""

    checkout: str
    data: str
    socket: str
    owner: str

    @property
    def name(self) -> str:
        """Shown in the titles of the server's processes; tells our cluster from every other."""
        return f"bygdekartan-{hashlib.sha256(self.data.encode()).hexdigest()[:10]}"

    @property
    def user(self) -> pwd.struct_passwd:
        return pwd.getpwnam(self.owner)

    def is_initialised(self) -> bool:
        """Whether initdb has finished here; looked at as root or as the owner."""
        return (Path(self.data) / "PG_VERSION").exists()


def database_url() -> str:
    """The address of the private database, as recorded when it was last started."""
    record = _recorded()
    if record is None:
        raise ClusterMissingError(
            f"There is no database for {ROOT} yet.\n"
            "Run script/setup (or script/server), or set DATABASE_URL."
        )
    return f"postgresql://{ROLE}@/{DATABASE}?host={quote(record.socket, safe='')}"


def locate() -> Location:
    """Decide where the cluster is or shall be, with a socket directory that exists; record it."""
    record = _recorded()
    data = _data_directory(record)
    owner = _owner(data)
    old_socket = record.socket if record and record.data == str(data) else None
    location = Location(str(ROOT), str(data), _socket_directory(old_socket, owner), owner)
    if location != record:
        VAR.mkdir(exist_ok=True)
        draft = RECORD.with_suffix(".tmp")
        draft.write_text(json.dumps(asdict(location), indent=1))
        draft.replace(RECORD)
    return location


def recorded_location() -> Location | None:
    """The location as last recorded, or None."""
    return _recorded()


def _recorded() -> Location | None:
    try:
        return Location(**json.loads(RECORD.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None  # never made, or cut off by a power failure: locate() finds the data again


def _data_directory(record: Location | None) -> Path:
    beside = VAR / "postgres"
    if (beside / "PG_VERSION").exists():
        return beside
    # A checkout that was moved keeps its data; one that was copied gets its own.
    is_ours = record and (record.checkout == str(ROOT) or not Path(record.checkout).exists())
    if record and is_ours and (Path(record.data) / "PG_VERSION").exists():
        return Path(record.data)
    elsewhere = _outside_checkout()
    if (elsewhere / "PG_VERSION").exists():
        return elsewhere
    return beside if _reachable_by_owner(beside) else elsewhere


def _outside_checkout() -> Path:
    digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
    if os.geteuid() == 0:
        return Path(f"/var/lib/bygdekartan-{digest}/postgres")
    return Path.home() / ".local" / "share" / f"bygdekartan-{digest}" / "postgres"


def _owner(data: Path) -> str:
    """The system user that runs PostgreSQL: it refuses to run as root."""
    me = os.geteuid()
    if (data / "PG_VERSION").exists():
        uid = data.stat().st_uid
        if me not in (0, uid):
            raise NotOursError(_belongs_to_another(data, uid))
        return pwd.getpwuid(uid).pw_name
    if data.parent.exists() and me and not os.access(data.parent, os.W_OK):
        raise NotOursError(_belongs_to_another(data.parent, data.parent.stat().st_uid))
    if me:
        return pwd.getpwuid(me).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise PostgresMissingError(
            "Root must not run PostgreSQL, and there is no user named postgres.\n"
            "Install the distribution's PostgreSQL (script/setup does), or run as another user."
        ) from None


def _belongs_to_another(path: Path, uid: int) -> str:
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = str(uid)
    return (
        f"{path} belongs to the user {name}, so you cannot run this database.\n"
        f"Run the same command as root (sudo), or take a checkout of your own."
    )


def _reachable_by_owner(data: Path) -> bool:
    """Whether the user that will run PostgreSQL can write in a directory at this place."""
    if os.geteuid() != 0:
        return True
    user = pwd.getpwnam(_owner(data))
    data.mkdir(parents=True, exist_ok=True)
    try:
        os.chown(data, user.pw_uid, user.pw_gid)
    except OSError:
        return False  # a shared folder that knows no owners
    probe = subprocess.run(  # noqa: S603
        ["/usr/bin/test", "-w", str(data)],
        user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/", check=False,
    )  # fmt: skip
    if probe.returncode:
        data.rmdir()
    return probe.returncode == 0


def _socket_directory(old: str | None, owner: str) -> str:
    user = pwd.getpwnam(owner)
    if old and _is_private(Path(old), user.pw_uid):
        return old
    made = tempfile.mkdtemp(prefix="bygdekartan-", dir=SOCKETS)
    os.chown(made, user.pw_uid, user.pw_gid)
    return made


def _is_private(path: Path, uid: int) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == uid
        and stat.S_IMODE(status.st_mode) == 0o700
    )
