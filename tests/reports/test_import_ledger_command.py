"""The command does what the pages do, and says what it did."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.models import LedgerImport
from tests.factories import SourceFactory, UnitFactory, UserFactory
from tests.reports.workbooks import HEADER, book
from tracker.models import Task
from tracker.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    UnitFactory(name="市财政局")
    return SourceFactory(title="年度审计")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(
        book(
            HEADER,
            [1, "账目不清", "清理", "市财政局", "", "", "2026-12-31"],
            [2, "超标准列支", "", "没有的局", "", "", ""],
        )
    )
    return path


def run(file, source, *options: str) -> str:
    out = StringIO()
    call_command("import_ledger", str(file), "--by", source.created_by.username, *options, stdout=out)
    return out.getvalue()


def test_a_dry_run_lists_and_writes_nothing(file, source):
    said = run(file, source, "--source", "年度审计", "--dry-run")

    assert "新增 1，修改 0，相同 0，未通过 1" in said
    assert "台账 第 3 行 牵头单位“没有的局”：没有这个单位" in said
    assert not Task.objects.exists()
    assert LedgerImport.objects.get().discarded_at


def test_refused_rows_stop_it_unless_left_out(file, source):
    with pytest.raises(CommandError, match="有 1 行未通过"):
        run(file, source, "--source", str(source.pk))
    assert not Task.objects.exists()

    assert "新增 1 项（其中交办 1 项）" in run(
        file, source, "--source", str(source.pk), "--leave-out-refused", "--assign"
    )
    assert Task.objects.get().status == Status.ASSIGNED


@pytest.mark.parametrize(
    ("by", "source_name", "name", "sentence"),
    [
        ("nobody", "年度审计", "台账.xlsx", "没有用户 nobody"),
        ("handler", "年度审计", "台账.xlsx", "不是督办人员"),
        ("officer", "别处的来源", "台账.xlsx", "没有名为“别处的来源”"),
        ("officer", "年度审计", "没有.xlsx", "读不到文件"),
        ("officer", "年度审计", "坏.xlsx", "坏.xlsx：文件是空的"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, file, source, by, source_name, name, sentence):
    UserFactory(username="handler")
    UserFactory(username="officer", unit=source.office, role="supervisor")
    SourceFactory(title="别处的来源")
    (tmp_path / "坏.xlsx").write_bytes(b"")

    with pytest.raises(CommandError, match=sentence):
        call_command("import_ledger", str(tmp_path / name), "--by", by, "--source", source_name)
