"""A document handed in: a file or pasted text, judged before anything is kept."""

import hashlib

from django import forms

from reports.intake.duplicates import same_files
from reports.reader import first_look
from reports.reading import MAX_BYTES, SUFFIXES, UnreadableFile
from tracker.models import User
from tracker.uploads import safe_name

MAX_PASTED = 1_000_000
"""characters; a book of reports has fewer"""


class IntakeForm(forms.Form):
    """Cleans to `data` (bytes), `name` (with the right extension), `title` and `seen`, the text as far as it is known."""

    file = forms.FileField(
        label="选择文件",
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=f"{'、'.join(SUFFIXES)}，不超过 {MAX_BYTES // 1024 // 1024} MB。一份文件里可以有多篇报告。",
    )
    text = forms.CharField(
        label="或者粘贴全文",
        required=False,
        strip=False,
        max_length=MAX_PASTED,
        widget=forms.Textarea(attrs={"rows": 9, "placeholder": "把报告全文粘贴在这里，保留分段和序号"}),
    )
    title = forms.CharField(
        label="名称", required=False, max_length=200, help_text="不填则用文件名或正文第一行。"
    )
    again = forms.BooleanField(label="仍然重新读取", required=False)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.earlier: list = []

    def clean(self) -> dict:
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text") or ""
        if self.errors:
            return cleaned
        if file and text.strip():
            raise forms.ValidationError("文件和粘贴的文字只能选一种，请去掉其中一种。")
        if not file and not text.strip():
            raise forms.ValidationError("请选择一个文件，或者粘贴报告全文。")
        if file and file.size > MAX_BYTES:
            self.add_error("file", f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后上传。")
            return cleaned
        cleaned["data"] = file.read() if file else text.encode()
        cleaned["name"] = safe_name(file.name) if file else "粘贴的文字.txt"
        self._judge("file" if file else "text", cleaned)
        return cleaned

    def _judge(self, field: str, cleaned: dict) -> None:
        """Refuse what cannot be read, and what was read before unless it is wanted again."""
        try:
            text = cleaned["seen"] = first_look(cleaned["data"], cleaned["name"])
        except UnreadableFile as refusal:
            self.add_error(field, str(refusal))
            return
        if field == "text" and not cleaned.get("title"):
            cleaned["title"] = text.strip().split("\n", 1)[0][:60]
        self.earlier = list(same_files(hashlib.sha256(cleaned["data"]).hexdigest(), self.user)[:3])
        if self.earlier and not cleaned.get("again"):
            self.add_error("again", "同样的内容已经导入过（见上）。确实要再读一遍的，请勾选这里。")
