"""Play the lives: every event is the real action, done by the person whose part it is, on its own day."""

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from reports.demo import papers
from reports.demo.city import SeedTask
from reports.demo.lives import Event
from tracker import actions
from tracker.amounts import read_amount
from tracker.models import Grade, Source, Task, Unit, User
from tracker.results import FIELDS_OF_KIND
from tracker.states import Action, Role
from tracker.uploads import Upload

_START = (
    "已召开专题会议，明确分管负责人和具体经办人。",
    "已制定整改方案，倒排时间节点。",
    "已完成现场摸排，建立问题清单。",
)
_CLAIMS = (
    "问题事实已经纠正，经本单位自查和现场核对，原有情形不再存在。",
    "佐证材料已随本次申请上传，内容与问题逐项对应。",
    "已形成长效管理要求并印发执行，落实情况纳入日常检查。",
)
_SEND_BACK = (
    "材料以会议记录为主，看不出实际效果。请补充整改前后对比照片和检查记录后再报。",
    "仍有部分点位没有整改到位，请逐个列明完成情况，完成后重新申请。",
)
_EXTENSION = "前期手续办理时间超出预期，目前主体工作已完成过半，剩余部分需要延长时间，到期前一定办结。"
_NOTES = {
    Action.ASSIGN: "请按时限整改，每月报送进展。",
    Action.WITHDRAW_EVIDENCE: "上传的是初稿，缺少验收数据，撤回后重新提交。",
    Action.DECLINE: "该事项的数据接口由业务主管部门统一管理，建议改由主管部门牵头，我单位配合。",
    Action.ACCEPT_CLOSURE: "经核对佐证材料，同意销号，纳入回头看范围。",
    Action.GRANT_EXTENSION: "情况属实，同意延期，延期后不再受理第二次申请。",
    Action.REFUSE_EXTENSION: "所列理由不充分，现有时限可以完成，不予延期。",
    Action.PROPOSE_SPECIAL: "客观情况已经改变，依法依规无法继续整改，相关责任已另案处理，提请特殊销号。",
    Action.CLOSE_SPECIALLY: "经核对文件原件，情况属实，同意特殊销号。",
    Action.REFUSE_SPECIAL: "所附文件不全，请补充后再提请。",
    Action.RAISE: "进度明显落后，群众反映集中，提级督办。",
    Action.TRANSFER: "根据职责分工，调整牵头单位，原承办资料一并移交。",
    Action.REINSPECT: "现场核查，各项措施持续执行，未发现反弹。",
    Action.REOPEN: "回头看发现整改效果出现反弹，重新整改，完善长效管理后再申请销号。",
    Action.INSTRUCT: "此事拖得太久，请牵头单位主要负责人亲自抓，两周内拿出结果，督办机构盯到底。",
    Action.REPLY_INSTRUCTION: "主要负责人已到现场督办，人员和资金落实到位，余下工作按旬推进，进展随时报告。",
}

_CALLBACK = "已向提出建议的代表、委员当面反馈办理情况，对方表示认可。"
_RULE, _HELD = re.compile("制度|办法|细则|规定|清单"), re.compile("追究|问责|约谈")
_WHOLE_YUAN = Decimal(1)
_TO_REPLY = dt.timedelta(days=14)
_BASIS = "云川市人民政府专题会议纪要第9号（演示）"


@dataclass
class Player:
    """One task on its way through its events."""

    seed: SeedTask
    source: Source
    supervisors: list[User]
    """of the owning office; the first registered the source"""
    units: dict[str, Unit]
    leader: User
    chance: Random
    task: Task | None = None
    handlers: dict[int, User] = field(default_factory=dict)
    """by unit"""

    def play(self, event: Event) -> None:
        if event.action == Action.CREATE:
            self.task = self._create(event)
            return
        note = _NOTES.get(event.action, "")
        match event.action:
            case Action.ASSIGN:
                self._act(actions.assign, self.supervisors[0], event, note=note, due_on=event.due_on)
                self._date_measures(event.on, event.due_on)
            case Action.ACCEPT:
                self._act(actions.accept, self._handler(), event)
            case Action.DECLINE:
                self._act(actions.decline, self._handler(), event, note=note)
            case Action.TRANSFER:
                new_lead = self.units[self.seed.assists[0]]
                self._act(actions.transfer, self.supervisors[0], event, note=note, lead_unit=new_lead)
            case Action.REPORT_PROGRESS:
                self._report(event)
            case Action.WITHDRAW_EVIDENCE:
                given = self.task.evidence.current().last()
                self._act(actions.withdraw_evidence, self._handler(), event, note=note, evidence=given)
            case Action.SUBMIT:
                self._submit(event)
            case Action.ACCEPT_CLOSURE:
                self._judge(actions.accept_closure, event, Grade.Class.DONE, note, self._verdicts())
            case Action.SEND_BACK:
                reason = self.chance.choice(_SEND_BACK)
                short = self._verdicts(short_of=0)
                self._judge(actions.send_back, event, Grade.Class.PARTLY, reason, short)
            case Action.APPLY_EXTENSION:
                self._act(
                    actions.apply_extension, self._handler(), event, note=_EXTENSION, new_due_on=event.due_on
                )
            case Action.GRANT_EXTENSION:
                self._act(actions.grant_extension, self.supervisors[0], event, note=note)
            case Action.REFUSE_EXTENSION:
                self._act(actions.refuse_extension, self.supervisors[0], event, note=note)
            case Action.PROPOSE_SPECIAL:
                self._act(actions.propose_special, self.supervisors[0], event, note=note, basis=_BASIS)
            case Action.CLOSE_SPECIALLY:
                self._act(actions.close_specially, self.supervisors[-1], event, note=note)
            case Action.REFUSE_SPECIAL:
                self._act(actions.refuse_special, self.supervisors[-1], event, note=note)
            case Action.RAISE:
                self._act(actions.raise_task, self.supervisors[0], event, note=note)
            case Action.REINSPECT:
                self._act(actions.reinspect, self.supervisors[0], event, note=note)
            case Action.REOPEN:
                self._act(actions.reopen, self.supervisors[-1], event, note=note, due_on=event.due_on)
            case Action.INSTRUCT:
                reply_due_on = event.on + _TO_REPLY
                self._act(actions.instruct, self.leader, event, note=note, reply_due_on=reply_due_on)
            case Action.REPLY_INSTRUCTION:
                instruction = self.task.instructions.unanswered().get()
                self._act(
                    actions.reply_instruction, self._handler(), event, note=note, instruction=instruction
                )
            case unknown:
                raise ValueError(f"no demo task lives through {unknown}")

    def _act(self, action, by: User, event: Event, **details) -> object:
        return action(self.task, by=by, version=self.task.version, on=event.on, **details)

    def _judge(self, action, event: Event, counts_as: str, note: str, verdicts: list[dict]) -> None:
        grade = Grade.objects.current().of_class(counts_as)[0]
        self._act(action, self.supervisors[-1], event, note=note, verdicts=verdicts, grade=grade)

    def _handler(self) -> User:
        return self.handlers[self.task.lead_unit_id]

    def _create(self, event: Event) -> Task:
        seed = self.seed
        return actions.create_draft(
            source=self.source,
            by=self.supervisors[0],
            on=event.on,
            title=seed.title,
            problem=seed.problem,
            commitment=seed.commitment,
            category=seed.category,
            rectification_type=seed.type,
            lead_unit=self.units.get(seed.lead),
            amount_involved=read_amount(seed.amount) if seed.amount else None,
            assisting_units=[self.units[name] for name in seed.assists],
            measures=[{"text": text} for text in seed.measures],
        )

    def _date_measures(self, start: dt.date, due_on: dt.date) -> None:
        """Spread the measures evenly up to the deadline, as the office does when it hands the task over."""
        measures = list(self.task.measures.all())
        for place, measure in enumerate(measures, start=1):
            measure.due_on = start + (due_on - start) * place // len(measures)
            measure.save(update_fields=["due_on"])

    def _report(self, event: Event) -> None:
        measures = list(self.task.measures.all())
        done = measures[: len(measures) * event.percent // 100]
        parts = [
            "已完成：" + "；".join(one.text for one in done) + "。" if done else self.chance.choice(_START)
        ]
        if len(done) < len(measures):
            parts.append(f"正在推进：{measures[len(done)].text}，总体完成{event.percent}%。")
        evidence = []
        if self.chance.random() < 0.35:
            evidence = [papers.picture(f"现场照片-{event.on:%m%d}.png", self.chance.randrange(200))]
        elif self.chance.random() < 0.3:
            lines = [f"{self.task.number} 工作记录", f"日期：{event.on}", *parts]
            evidence = [papers.note(f"工作记录-{event.on:%m%d}.txt", lines)]
        self._act(
            actions.report_progress,
            self._handler(),
            event,
            note="".join(parts),
            percent=event.percent,
            measures_done=done,
            evidence=evidence,
        )
        self._tell_results(event, event.percent)

    def _tell_results(self, event: Event, percent: int) -> None:
        """The lead unit tells what came of it so far: money by the share done, the rest when all is done."""
        told: dict[str, object] = {}
        if self.task.amount_involved:
            told["amount_settled"] = (self.task.amount_involved * percent / 100).quantize(_WHOLE_YUAN)
        if percent == 100:
            done = [self.seed.commitment, *self.seed.measures]
            told["rules_made"] = sum(bool(_RULE.search(text)) for text in self.seed.measures)
            told["people_held"] = int(any(_HELD.search(text) for text in done))
            told["satisfaction"] = "satisfied" if len(self.seed.title) % 3 else "basically"
            told["callback"] = _CALLBACK
        asked = FIELDS_OF_KIND[self.source.kind]
        new = {
            name: value for name, value in told.items() if name in asked and getattr(self.task, name) != value
        }
        if new:
            self._act(actions.record_results, self._handler(), event, **new)

    def _confirm_parts(self, event: Event) -> None:
        """Every assisting unit says that its part is done; the office for those that have no handler."""
        for assist in self.task.assists.filter(confirmed_on=None).select_related("unit"):
            by = self.handlers.get(assist.unit_id, self.supervisors[0])
            self._act(actions.confirm_part, by, event, note="配合事项已办理完毕。", assist=assist)

    def _submit(self, event: Event) -> None:
        self._confirm_parts(event)
        self._tell_results(event, 100)
        claims = [_CLAIMS[place % len(_CLAIMS)] for place in range(len(self.task.standard.criteria))]
        done = "；".join(self.seed.measures)
        note = f"对照整改承诺，{done}等措施已全部落实，现申请销号。"
        self._act(
            actions.submit,
            self._handler(),
            event,
            note=note,
            claims=claims,
            proofs=self._proofs(event),
        )

    def _proofs(self, event: Event) -> dict[int, list]:
        """The statement proves the first criterion and the second, what was uploaded before the second as well."""
        statement = self._statement(event)
        given = {0: [statement], 1: [statement, *self.task.evidence.current()[:2]]}
        return {place: files for place, files in given.items() if place < len(self.task.standard.criteria)}

    def _statement(self, event: Event) -> Upload:
        lines = [
            f"整改情况说明　{self.task.number}",
            f"事项：{self.task.title}",
            f"牵头单位：{self.task.lead_unit}",
            *(f"措施{place}：{text}（已落实）" for place, text in enumerate(self.seed.measures, start=1)),
            f"报送日期：{event.on}",
            "（演示材料，内容为虚构）",
        ]
        return papers.statement(f"整改情况说明-{event.on:%m%d}.pdf", lines)

    def _verdicts(self, *, short_of: int | None = None) -> list[dict]:
        return [
            {"criterion": criterion, "verdict": "not_met" if place == short_of else "met", "remark": ""}
            for place, criterion in enumerate(self.task.standard.criteria)
        ]


def handlers_by_unit() -> dict[int, User]:
    """The handler of each unit; a unit without one is left out."""
    return {
        user.unit_id: user
        for user in User.objects.filter(role=Role.HANDLER).select_related("unit").order_by("-pk")
    }
