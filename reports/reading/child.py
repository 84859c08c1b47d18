"""Work on strangers' bytes in a process of its own: what it eats is limited, and its end is certain."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class ChildFailed(Exception):
    """The process crashed, met a limit or did not end in time."""


@dataclass(frozen=True)
class Limits:
    """What a child may use: wall-clock seconds, seconds of computing, bytes of address space, bytes of any one file."""

    seconds: int
    cpu_seconds: int
    memory: int
    file_size: int


def run(
    command: Sequence[str], *, limits: Limits, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> bytes:
    """What the command writes to standard output. Raises ChildFailed; no process of its group outlives the call."""
    # The shell sets the limits and becomes the command: code between fork and exec is not safe with threads.
    limiting = f"ulimit -t {limits.cpu_seconds}; ulimit -v {limits.memory // 1024}; ulimit -f {limits.file_size // 512}"
    try:
        process = subprocess.Popen(
            ["/bin/sh", "-c", f'{limiting}; exec "$@"', "sh", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
            start_new_session=True,
        )
    except OSError as error:
        raise ChildFailed from error
    with process:
        try:
            output, _ = process.communicate(stdin, timeout=limits.seconds)
        except (subprocess.TimeoutExpired, OSError) as error:
            raise ChildFailed from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode != 0:
        raise ChildFailed(f"exit code {process.returncode}")
    return output
