"""Keeps a handful of child processes running: start, watch, restart, stop together. Knows nothing of Django."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PAUSE = 0.2  # seconds between two looks at the children
GRACE = 20  # seconds that a child has to finish its work after SIGTERM
DEATHS = 5  # so many deaths …
WINDOW = 60  # … within so many seconds mean that a restart does not help
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS))

    def start(self) -> None:
        # A session of its own: Ctrl-C in a terminal reaches the supervisor alone, which then stops all in order.
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def kill(self, signum: int) -> None:
        """Send to the child; SIGKILL goes to everything it started too, since it cannot clean up itself."""
        if self.process is None:
            return
        try:
            if signum == signal.SIGKILL:
                os.killpg(self.process.pid, signum)
            elif self.process.poll() is None:
                os.kill(self.process.pid, signum)
        except ProcessLookupError:
            pass

    def keeps_dying(self) -> bool:
        return len(self.deaths) == DEATHS and self.deaths[-1] - self.deaths[0] < WINDOW


def _die_with_parent() -> None:
    """Linux: a supervisor killed with -9 must not leave children behind that hold the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs the children until a signal asks to stop (0) or one of them cannot be kept alive (1)."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.signals = 0

    def run(self, *, ready: Callable[[], bool], announce: Callable[[], None]) -> int:
        """`announce` is called once, as soon as `ready` says yes."""
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._on_signal)
        announced = False
        try:
            for child in self.children:
                child.start()
            while not self.signals:
                for child in self.children:
                    if child.exit_code() is not None and not self._revive(child):
                        return 1
                if not announced and ready():
                    announced = True
                    announce()
                time.sleep(PAUSE)
            return 0
        finally:
            self._stop()

    def _on_signal(self, *_args: object) -> None:
        self.signals += 1

    def _revive(self, child: Child) -> bool:
        code = child.exit_code()
        child.kill(signal.SIGKILL)  # what a dead parent left behind would hold the port
        child.deaths.append(time.monotonic())
        if child.keeps_dying():
            self.say(
                f"{child.name}在 {WINDOW} 秒内 {DEATHS} 次退出（代码 {code}），系统停止运行。原因见上面的输出。"
            )
            return False
        self.say(f"{child.name}意外退出（代码 {code}），正在重新启动。")
        time.sleep(min(len(child.deaths), 3) * PAUSE)
        child.start()
        return True

    def _stop(self) -> None:
        """Let everybody finish at the same time; a second signal, or the end of the grace, kills."""
        asked = self.signals
        for child in self.children:
            child.kill(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while any(child.process and child.exit_code() is None for child in self.children):
            if time.monotonic() > deadline or self.signals > max(asked, 1):
                break
            time.sleep(PAUSE)
        for child in self.children:
            child.kill(signal.SIGKILL)
