"""`manage.py read_report`: JSON and nothing else, or one sentence and exit code 1."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

SAMPLE = Path(__file__).parent / "samples" / "town_reports.txt"


def test_one_file_gives_one_object_in_the_agreed_form(capsys):
    call_command("read_report", str(SAMPLE))
    out, err = capsys.readouterr()
    reading = json.loads(out)

    assert err == "" and "\\u" not in out
    assert set(reading) == {"file", "reports"}
    report = reading["reports"][0]
    assert set(report) == {
        "title", "unit", "year", "start", "end", "problems", "commitments", "matches", "deadlines", "units",
    }  # fmt: skip
    assert set(report["problems"][0]) == {"id", "mark", "title", "text", "start", "end", "points"}
    assert set(report["commitments"][0]) == {
        "id",
        "mark",
        "title",
        "text",
        "start",
        "end",
        "plan_kind",
        "measures",
    }
    assert set(report["problems"][0]["points"][0]) == {"id", "mark", "text", "start", "end"}
    assert set(report["matches"][0]) == {"problem", "commitment", "score", "reason"}
    assert set(report["deadlines"][0]) == {"in", "phrase", "start", "end", "date", "kind", "rule"}
    assert set(report["units"][0]) == {"in", "phrase", "start", "end", "role"}
    assert [match["problem"] + match["commitment"] for match in report["matches"]] == [
        "p1c1.1",
        "p1c1.2",
        "p2c2",
        "p3c3",
    ]
    assert [deadline["date"] for deadline in report["deadlines"]] == [
        "2024-06-30",
        "2026-12-31",
        "2024-12-31",
    ]


def test_several_files_give_a_list_and_text_comes_on_request(capsys):
    call_command("read_report", str(SAMPLE), str(SAMPLE), "--text")
    readings = json.loads(capsys.readouterr().out)

    assert [reading["text"] == SAMPLE.read_text(encoding="utf-8") for reading in readings] == [True, True]


@pytest.mark.parametrize(
    ("name", "content"), [("空.txt", b""), ("假.docx", b"abc"), ("没有这个文件.txt", None)]
)
def test_a_file_that_cannot_be_read_gives_one_sentence_and_code_1(tmp_path, capsys, name, content):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SystemExit) as stopped:
        call_command("read_report", str(SAMPLE), str(path))
    out, err = capsys.readouterr()

    assert stopped.value.code == 1
    assert out == "" and name in err and len(err.strip().splitlines()) == 1
