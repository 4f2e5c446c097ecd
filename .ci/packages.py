"""Make sure that Qt's system libraries are there: `python3 .ci/packages.py offscreen|window|ci`.

As root on Debian or Ubuntu the missing ones are installed; anybody else gets one sentence and exit 2.
Newer releases call some of them ...t64 and still answer to the names below. Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-shape.so.0": "libxcb-shape0",
}
PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}


def main(need: str) -> None:
    """Install or name what is missing for `need`; say nothing when all is there."""
    if not sys.platform.startswith("linux"):
        return
    lacking = missing(need)
    if not lacking:
        return
    install = ["apt-get", "install", "--no-install-recommends", *lacking.values()]
    if not shutil.which("apt-get"):
        stop(f"Qt needs these libraries, which your system does not have yet: {' '.join(lacking)}.")
    if os.geteuid() != 0:
        stop(f"Some system packages are missing. Please run: sudo {' '.join(install)}")
    print(f"Installing {' '.join(lacking.values())}", flush=True)
    apt("update")  # a list that cannot be refreshed matters only when the next line fails
    done = apt(*install[1:], "--yes")
    if done.returncode:
        stop(f"{done.stdout}{done.stderr}\nThe packages could not be installed; the lines above say why.")


def missing(need: str) -> dict[str, str]:
    """What is not there, with the Debian package that brings it."""
    libraries = OFFSCREEN if need == "offscreen" else {**OFFSCREEN, **WINDOW}
    programs = PROGRAMS if need == "ci" else {}
    return {
        **{name: package for name, package in libraries.items() if not loads(name)},
        **{name: package for name, package in programs.items() if not shutil.which(name)},
    }


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt(*words: str) -> subprocess.CompletedProcess[str]:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", "-q", *words], env=quiet, capture_output=True, text=True, check=False)


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main(sys.argv[1])
