"""The paper says what the program does: commands, variables, figures and links in README and docs are real ones."""

import re
from pathlib import Path

import pytest

from reports.demo.city import read_city
from tracker.states import TRANSITIONS

ROOT = Path(__file__).parent.parent
PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_names_every_command_and_no_other():
    commands = {path.stem for path in ROOT.glob("*/management/commands/[a-z]*.py")}
    table = re.search(r"## 命令\n(.*?)\n开发用", text("README.md"), re.DOTALL).group(1)
    named = {
        name for row in re.findall(r"^\| (`.*?) \|", table, re.M) for name in re.findall(r"`([a-z_]+)", row)
    }

    assert named == commands


def test_the_readme_counts_the_demo_right():
    city = read_city()
    reports = sum(len(source.reports) for source in city.sources)

    tasks = sum(1 + len(task.shared_by) for task in city.tasks)

    figures = f"{len(city.units)} 个单位、{tasks} 项任务、{reports} 份报告"
    assert figures in text("README.md")
    assert f"`{city.password}`" in text("README.md")


def test_the_deployment_page_names_every_variable_of_the_settings():
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', text("config/settings.py")))
    named = set(re.findall(r"`([A-Z_]+)`", text("docs/deployment.md")))

    assert read - named == {"DEBUG"}


def test_the_glossary_names_every_action():
    assert [action for action in TRANSITIONS if f"`{action}`" not in text("docs/glossary.md")] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_links_lead_somewhere(paper):
    targets = re.findall(r"\]\(([^)#]+)\)", paper.read_text(encoding="utf-8"))

    assert [name for name in targets if "://" not in name and not (paper.parent / name).exists()] == []


def test_each_decision_record_has_a_number_of_its_own_and_says_it():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    said = [int(path.read_text(encoding="utf-8").split(".")[0].removeprefix("# ")) for path in records]

    assert said == [int(path.name[:4]) for path in records]
    assert said == list(range(1, len(records) + 1))
