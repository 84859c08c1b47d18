"""The repository itself: what its files may say, how big they may grow, and that none is left over."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
# Django looks these up by name.
FOUND_BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "django/forms/attrs.html"}
LOCKS = ["requirements.txt", "requirements-dev.txt", "package-lock.json"]
ADDRESS_IN_LOCK = {"txt": r"https?://|index-url|find-links", "json": r'"resolved"'}
TEXTS = {".py", ".html", ".md", ".sh", ".toml", ".txt", ".json", ".js", ".css", ".yml", ".service", ""}


def files(*folders: str, ending: str = "") -> list[Path]:
    """Our own files below the folders, without what tools leave there."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{ending}"))
    return sorted(
        path for path in found if path.is_file() and not {"vendor", "__pycache__"} & set(path.parts)
    )


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert re.findall(ADDRESS_IN_LOCK[name.rsplit(".")[-1]], text) == []


def test_every_python_requirement_is_locked_with_hashes():
    for name in LOCKS[:2]:
        blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8"))
        assert [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    written = {line.strip() for line in text.splitlines()}

    for requirement in (requirement for group in groups for requirement in group):
        assert any(re.match(rf'"{re.escape(requirement)}",\s+# \S', line) for line in written), requirement


def test_no_module_outgrows_a_reader():
    written = [path for path in files("tracker", "reports", ending=".py") if path.parent.name != "migrations"]

    assert {str(path): lines(path) for path in written if lines(path) > 500} == {}


def test_no_template_outgrows_a_screen_or_three():
    assert {str(path): lines(path) for path in files("templates", ending=".html") if lines(path) > 150} == {}


def test_every_template_is_used():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in files("config", "tracker", "reports", "templates")
        if path.suffix in {".py", ".html"}
    )
    names = [path.relative_to(TEMPLATES).as_posix() for path in files("templates", ending=".html")]

    assert [name for name in names if f'"{name}"' not in code and name not in FOUND_BY_NAME] == []


def test_no_comment_of_a_template_runs_over_its_line():
    """Django knows `{# … #}` within one line only; over two it stands on the page."""
    open_ones = [
        f"{path}: {line}"
        for path in files("templates", ending=".html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.count("{#") != line.count("#}")
    ]
    assert open_ones == []


def test_includes_start_with_an_underscore():
    for path in files("templates", ending=".html"):
        for name in re.findall(r'{% include "([^"]+)"', path.read_text(encoding="utf-8")):
            assert name.rsplit("/", 1)[-1].startswith("_"), f"{path.name} includes {name}"


def test_no_file_names_a_folder_of_one_machine():
    folders = (
        "config",
        "tracker",
        "reports",
        "templates",
        "tests",
        "scripts",
        "docs",
        "static",
        "seeds",
        ".ci",
    )
    own = [*files(*folders), *(path for path in ROOT.iterdir() if path.is_file())]
    place = re.compile(r"/(?:home|Users|root|work)/\w+")

    for path in own:
        if path.suffix in TEXTS and path.name not in {".env", Path(__file__).name}:
            found = place.findall(path.read_text(encoding="utf-8", errors="replace"))
            assert found == [], f"{path}: {found}"


def test_migrations_are_named_by_content():
    names = [path.stem for path in ROOT.glob("*/migrations/[0-9]*.py")]

    assert names
    assert [name for name in names if "_auto_" in name or re.fullmatch(r"\d{4}(_initial)?", name)] == []


def test_no_drawer_for_odds_and_ends():
    names = {path.stem for path in files("config", "tracker", "reports", ending=".py")}

    assert names & {"utils", "helpers", "common", "misc", "signals"} == set()


def test_only_edges_ask_what_day_it_is():
    """Views, jobs and commands ask once and pass the day down; nobody asks the clock of the server."""
    edges = ("/views/", "/jobs.py", "/management/", "/navigation.py", "/admin.py")
    for path in files("config", "tracker", "reports", ending=".py"):
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"date\.today\(|datetime\.(?:now|utcnow|today)\(", code), path
        asks = re.search(r"localdate\(\)", code)
        assert not asks or any(edge in path.as_posix() for edge in edges), path
