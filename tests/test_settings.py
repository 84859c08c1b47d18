"""The first start: one secret key for all processes, in a folder that nobody else on the machine can open."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRINT = "from config import settings; print(settings.SECRET_KEY, settings.DEBUG)"


def test_processes_that_start_together_on_an_empty_folder_share_a_key_that_is_theirs_alone(tmp_path):
    folder = tmp_path / "new" / "data"
    environment = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DEBUG")}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT],
            cwd=ROOT,
            env=environment | {"DATA_DIR": str(folder)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in processes}

    assert len(said) == 1
    key, debug = said.pop().rsplit(maxsplit=1)
    assert len(key) >= 50
    assert debug == "False"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
