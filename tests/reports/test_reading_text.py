"""Plain text: the encodings of offices in, anything else refused with one sentence."""

import pytest

from reports.reading import MAX_BYTES, UnreadableFile, read_source

TEXT = "河湾县水务局工作总结\n一、主要工作\n\n平稳。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_gives_the_same_text(encoding):
    source = read_source(TEXT.encode(encoding), "总结.txt")

    assert source.text == TEXT


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_become_line_feeds(line_end):
    assert read_source(TEXT.replace("\n", line_end).encode(), "总结.txt").text == TEXT


def test_lines_point_at_their_text():
    source = read_source(TEXT.encode(), "总结.txt")

    assert [source.text[line.start : line.end] for line in source.lines] == [
        "河湾县水务局工作总结",
        "一、主要工作",
        "平稳。",
    ]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.txt", "空的"),
        (b" \n\t", "a.txt", "空的"),
        (b"\x00\x00", "a.txt", "空的"),
        (b"%PDF-1.7 ...", "a.pdf", "PDF"),
        (b"%PDF-1.7 ...", "a.txt", "PDF"),
        (b"{\\rtf1 x}", "a.txt", "RTF"),
        (b"\x89PNG\r\n", "a.txt", "图片"),
        (b"BM\x36\x00\x03\x00\x00\x00\x00\x00", "a.txt", "图片"),
        (b"Rar!\x1a", "a.docx", "压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 600, "a.doc", "旧版"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "加密"),
        (b"abc\x00\x01\x02def", "a.txt", "不是文字"),
        (b"\x01\x02\x03\x04\x05abc", "a.txt", "不是文字"),
        ((TEXT * 9 + "\0").encode("utf-16"), "a.txt", "不是文字"),
        (b"\x81\xff\xff\xff", "a.txt", "编码"),
        ("文字".encode(), "a.docx", "不是 Word"),
        ("文字".encode(), "a.md", "不支持 .md"),
        ("文字".encode(), "报告", "没有扩展名"),
        (b"x" * (MAX_BYTES + 1), "a.txt", "超过"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_one_sentence(content, name, says):
    with pytest.raises(UnreadableFile) as refusal:
        read_source(content, name)

    assert says in str(refusal.value) and str(refusal.value).count("。") == 1


@pytest.mark.parametrize("text", ["BMI偏高的人多。", "所附 %PDF-1.7 文件打不开。", "Rarely used."])
def test_a_text_that_begins_like_another_format_is_a_text(text):
    assert read_source(text.encode(), "总结.txt").text == text


@pytest.mark.parametrize("name", ["..\\..\\汇报.TXT", "../汇报.txt", "a" * 300 + ".txt"])
def test_an_odd_name_does_not_matter(name):
    assert read_source(TEXT.encode(), name).text == TEXT
