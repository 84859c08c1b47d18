"""The project's settings, writing only into a folder of this test process and hashing passwords cheaply."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Before the import below: the settings make the data folder as they load. One per process, so xdist workers differ.
TEST_DATA_DIR = Path(tempfile.mkdtemp(prefix="zhenggai-test-"))
atexit.register(shutil.rmtree, TEST_DATA_DIR, ignore_errors=True)
# Set rather than removed, so that neither a developer's shell nor a .env file changes what the tests see.
os.environ |= {
    "DATA_DIR": str(TEST_DATA_DIR),
    "MEDIA_ROOT": str(TEST_DATA_DIR / "media"),
    "EMAIL_URL": f"filemail:///{TEST_DATA_DIR / 'mail'}",
    "REDIS_URL": "",
    "SEND_HOURS": "00:00-23:59",
    "SITE_URL": "http://127.0.0.1:8000",
    "LOG_LEVEL": "WARNING",
}

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is missing, and warnings are errors here

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: with threads and other processes it locks as the real one does.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
