"""Build the virtual environment from the lock: `python3 .ci/env.py FOLDER`. Nothing to do when up to date.

Standard library only, and kept to what Python 3.9 understands, because any `python3` may start it.
`PYTHON=...` in the environment names the one interpreter to use. Exit 2 with a sentence if it cannot be done.
"""

from __future__ import annotations

import configparser
import glob
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.txt"
STAMP = "rainmaker-lock"
PIP_WHEELS = (
    "/usr/share/python-wheels/pip-*.whl",
    f"{sys.base_prefix}/lib/python3.*/ensurepip/_bundled/pip-*.whl",
)
PIP_CONFIGS = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf")
PROBE = """
import sqlite3, sys
print(int((3, 11) <= sys.version_info < (3, 15)), int(hasattr(sqlite3.Connection, "enable_load_extension")))
"""


def main(folder: Path) -> None:
    """Bring the environment in `folder` to the state the lock describes."""
    stamp, wanted = folder / STAMP, fingerprint()
    python = folder / "bin" / "python"
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    refuse_foreign(folder)
    with tempfile.TemporaryDirectory() as scratch:
        uv = Path(scratch) / "uv"  # a copy that clearing the environment cannot take away
        shutil.copy(find_uv(folder) or fetch_uv(Path(scratch)), uv)
        if not (python.exists() and probe(str(python))):
            run([uv], "venv --quiet --clear --python", interpreter(), folder)
        stamp.unlink(missing_ok=True)
        run([uv], "pip sync --quiet --require-hashes --python", python, LOCK)
        run([uv], "pip install --quiet --no-deps --no-build-isolation --python", python, "--editable", ROOT)
    stamp.write_text(wanted)


def fingerprint() -> str:
    """Change of the lock or of the project's own entry means that the environment is stale."""
    project = (ROOT / "pyproject.toml").read_text().split("[tool.ruff", 1)[0]
    return hashlib.sha256((LOCK.read_text() + project).encode()).hexdigest()


def refuse_foreign(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        stop(f"{folder} is not a virtual environment and is not empty: choose another folder with VENV=.")


def interpreter() -> str:
    """The first Python that can load SQLite extensions, or one for which pysqlite3-binary exists."""
    named = os.environ.get("PYTHON")
    usual = [
        "/usr/bin/python3",
        *(f"python3.{minor}" for minor in (14, 13, 12, 11)),
        "python3",
        sys.executable,
    ]
    found = {path: probe(path) for path in filter(None, map(shutil.which, [named] if named else usual))}
    best = [path for path, answer in found.items() if answer == "1 1"]
    spare = [path for path, answer in found.items() if answer == "1 0"]
    if not best and (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        spare = []
    if not best + spare:
        stop(
            "Rainmaker needs a Python from 3.11 to 3.14 whose sqlite3 can load extensions: install the one "
            "of your Linux system, or on a Mac Homebrew's python or the one from python.org, and try again."
        )
    return (best + spare)[0]


def probe(python: str) -> str:
    """'1 1': a Python of the right age that loads SQLite extensions; '1 0': one that cannot; else ''."""
    done = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.stdout.startswith("1") else ""


def find_uv(folder: Path) -> str | None:
    return shutil.which("uv", path=str(folder / "bin")) or shutil.which("uv")


def fetch_uv(scratch: Path) -> str:
    """Let pip download the locked uv, checked against the lock's hashes, and unpack it."""
    wanted = scratch / "uv.txt"
    wanted.write_text(locked("uv"))
    pip = find_pip() or pip_from_debian(scratch)
    flags = "download -qq --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes"
    run(pip, flags, "--dest", scratch, "--requirement", wanted)
    wheel = next(scratch.glob("uv-*.whl"))
    shutil.unpack_archive(wheel, scratch / "wheel", "zip")
    uv = next((scratch / "wheel").glob("*.data/scripts/uv"))
    uv.chmod(0o755)
    return str(uv)


def locked(name: str) -> str:
    """The lines of one package in the lock: its pin and its hashes."""
    lines = LOCK.read_text().splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next(at for at in range(start, len(lines)) if not lines[at].endswith("\\"))
    return "\n".join(lines[start : end + 1]) + "\n"


def find_pip() -> list[str] | None:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    wheel = next((path for pattern in PIP_WHEELS for path in sorted(glob.glob(pattern))), None)
    return [sys.executable, f"{wheel}/pip"] if wheel else None


def pip_from_debian(scratch: Path) -> list[str]:
    """Debian's python3 comes without pip: unpack Debian's own pip wheel, which needs no rights."""
    fetch = ["apt-get", "download", "--quiet", "python3-pip-whl"]
    if shutil.which("apt-get"):
        if not quietly(fetch, scratch) and os.geteuid() == 0:
            quietly(["apt-get", "update"], scratch) and quietly(fetch, scratch)
        for package in scratch.glob("python3-pip-whl_*.deb"):
            quietly(["dpkg-deb", "--extract", package.name, "debian"], scratch)
    wheel = next(scratch.glob("debian/usr/share/python-wheels/pip-*.whl"), None)
    if not wheel:
        stop(
            "Rainmaker needs uv or pip to set itself up: please install one of them "
            "(Debian, Ubuntu: sudo apt-get install --no-install-recommends python3-pip-whl)."
        )
    return [sys.executable, f"{wheel}/pip"]


def quietly(command: list[str], where: Path) -> bool:
    return subprocess.run(command, cwd=where, capture_output=True, check=False).returncode == 0


def run(program: list, words: str, *rest: str | Path) -> None:
    command = [str(word) for word in (*program, *words.split(), *rest)]
    if subprocess.run(command, env={**os.environ, **uv_settings()}, check=False).returncode:
        stop("The environment could not be built; the lines above say why.")


def uv_settings() -> dict[str, str]:
    """What pip is told about the package index and certificates, in uv's words, where uv was told nothing."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(os.path.expanduser(path) for path in (*PIP_CONFIGS, os.environ.get("PIP_CONFIG_FILE", "")))
    said = {
        "UV_DEFAULT_INDEX": os.environ.get("PIP_INDEX_URL") or config.get("global", "index-url", fallback=""),
        "SSL_CERT_FILE": os.environ.get("PIP_CERT") or config.get("global", "cert", fallback=""),
        "UV_SYSTEM_CERTS": "1",
    }
    if "UV_INDEX_URL" in os.environ:
        del said["UV_DEFAULT_INDEX"]
    return {key: value for key, value in said.items() if value and key not in os.environ}


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
