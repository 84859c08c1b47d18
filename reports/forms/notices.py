"""Forms of a notice: the words of a draft, the answer of the unit, the reason of a voiding."""

from django import forms

from reports.letters import day_words
from tracker.forms.fields import date_field, note_field, version_field
from tracker.models import Notice


class NoticeForm(forms.Form):
    """Cleans to the keyword arguments of `edit_notice`."""

    opening = note_field("缘由", rows=3, max_length=2000, help_text="放在事项前面。")
    demand = note_field("有关要求", rows=5, max_length=4000)
    reply_by = date_field("回复期限", required=False, help_text="不填则不要求回复。")
    contact = forms.CharField(label="联系人及电话", max_length=100, required=False)
    document_number = forms.CharField(
        label="发文字号",
        max_length=100,
        required=False,
        help_text="本机关的发文字号；没有可不填，系统另有编号。",
    )
    version = version_field()

    def __init__(self, *args, notice: Notice, **kwargs) -> None:
        begin = {name: getattr(notice, name) for name in self.base_fields}
        super().__init__(*args, initial=begin, **kwargs)
        if notice.kind == Notice.Kind.CLEAR:
            del self.fields["reply_by"]


class ReplyForm(forms.Form):
    text = note_field("回复内容", rows=5, help_text="写明办理情况、原因和完成时间；回复后不能修改。")

    def __init__(self, *args, notice: Notice, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if notice.reply_by:
            self.fields["text"].label = f"回复内容（{day_words(notice.reply_by)}前）"


class VoidForm(forms.Form):
    reason = note_field(
        "作废理由", rows=2, max_length=500, help_text="编号和文件保留，任务可以重新起草函件。"
    )
