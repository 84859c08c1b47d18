"""Play the lives: every event is the real action, done by the person whose part it is, on its own day."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from reports.demo import papers, wording
from reports.demo.city import SeedTask
from reports.demo.story import Event
from tracker import actions
from tracker.amounts import read_amount
from tracker.models import Grade, Source, Standard, Task, Unit, User
from tracker.results import FIELDS_OF_KIND
from tracker.states import Action, Role
from tracker.uploads import Upload

_RULE, _HELD = re.compile("制度|办法|细则|规定|清单"), re.compile("追究|问责|约谈")
_WHOLE_YUAN = Decimal(1)
_TO_REPLY = dt.timedelta(days=14)


_PLAIN = {
    Action.ACCEPT: (actions.accept, "handler"),
    Action.DECLINE: (actions.decline, "handler"),
    Action.DROP: (actions.drop, "supervisor"),
    Action.RESTORE: (actions.restore, "supervisor"),
    Action.ENDORSE_CLOSURE: (actions.endorse_closure, "head"),
    Action.HAND_BACK_CLOSURE: (actions.hand_back_closure, "head"),
    Action.ENDORSE_EXTENSION: (actions.endorse_extension, "head"),
    Action.HAND_BACK_EXTENSION: (actions.hand_back_extension, "head"),
    Action.GRANT_EXTENSION: (actions.grant_extension, "supervisor"),
    Action.REFUSE_EXTENSION: (actions.refuse_extension, "supervisor"),
    Action.CLOSE_SPECIALLY: (actions.close_specially, "colleague"),
    Action.REFUSE_SPECIAL: (actions.refuse_special, "colleague"),
    Action.RAISE: (actions.raise_task, "supervisor"),
    Action.LOWER: (actions.lower_task, "supervisor"),
    Action.REINSPECT: (actions.reinspect, "supervisor"),
}
"""What needs no more than words, and whose part it is (a property of the player)."""


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
    heads: dict[int, User] = field(default_factory=dict)
    """by unit"""
    claims: dict[str, list[str]] = field(default_factory=dict)
    """what a unit says to each criterion of a standard, by its name; the usual words for one that is not there"""
    siblings: list["Player"] = field(default_factory=list)
    """the players of the other units, where the problem is shared"""

    @property
    def supervisor(self) -> User:
        return self.supervisors[0]

    @property
    def colleague(self) -> User:
        """Another supervisor of the office: nobody judges what they themselves proposed."""
        return self.supervisors[-1]

    @property
    def handler(self) -> User:
        return self.handlers[self.task.lead_unit_id]

    @property
    def head(self) -> User:
        return self.heads[self.task.lead_unit_id]

    def play(self, event: Event) -> None:
        note = wording.NOTES.get(event.action, "")
        if event.action in _PLAIN:
            action, part = _PLAIN[event.action]
            self._act(action, getattr(self, part), event, note=note)
            return
        match event.action:
            case Action.CREATE:
                self.task = self._create(event)
            case Action.EDIT:
                commitment = f"{self.seed.commitment}{wording.ADDED_COMMITMENT}"
                self._act(actions.edit_draft, self.supervisor, event, commitment=commitment)
            case Action.SPLIT:
                self._split(event)
            case Action.ASSIGN:
                self._act(actions.assign, self.supervisor, event, note=note, due_on=event.due_on)
                self._date_measures(event.on, event.due_on)
            case Action.TRANSFER:
                new_lead = self.units[self.seed.assists[0]]
                self._act(actions.transfer, self.supervisor, event, note=note, lead_unit=new_lead)
            case Action.REPORT_PROGRESS:
                self._report(event)
            case Action.WITHDRAW_EVIDENCE:
                given = self.task.evidence.current().last()
                self._act(actions.withdraw_evidence, self.handler, event, note=note, evidence=given)
            case Action.SUBMIT:
                self._submit(event)
            case Action.WITHDRAW_APPLICATION:
                waiting = self.task.applications.at_head().get()
                self._act(actions.withdraw_application, self.handler, event, note=note, application=waiting)
            case Action.ACCEPT_CLOSURE:
                self._judge(actions.accept_closure, event, Grade.Class.DONE, note, self._verdicts())
            case Action.SEND_BACK:
                reason = self.chance.choice(wording.SEND_BACK)
                short = self._verdicts(short_of=0)
                self._judge(actions.send_back, event, Grade.Class.PARTLY, reason, short)
            case Action.APPLY_EXTENSION:
                until = event.due_on
                self._act(
                    actions.apply_extension, self.handler, event, note=wording.EXTENSION, new_due_on=until
                )
            case Action.PROPOSE_SPECIAL:
                self._act(actions.propose_special, self.supervisor, event, note=note, basis=wording.BASIS)
            case Action.REOPEN:
                self._act(actions.reopen, self.colleague, event, note=note, due_on=event.due_on)
            case Action.INSTRUCT:
                reply_due_on = event.on + _TO_REPLY
                self._act(actions.instruct, self.leader, event, note=note, reply_due_on=reply_due_on)
            case Action.REPLY_INSTRUCTION:
                instruction = self.task.instructions.unanswered().get()
                self._act(actions.reply_instruction, self.handler, event, note=note, instruction=instruction)
            case unknown:
                raise ValueError(f"no demo task lives through {unknown}")

    def _split(self, event: Event) -> None:
        """Make the draft a task for each unit and give every other player the one of their unit."""
        players = [self, *self.siblings]
        units = [self.units[player.seed.lead] for player in players]
        shared = self._act(actions.split, self.supervisor, event, units=units)
        tasks = {task.lead_unit_id: task for task in shared.siblings.all()}
        for player, unit in zip(players, units, strict=True):
            player.task = tasks[unit.pk]

    def _act(self, action, by: User, event: Event, **details) -> object:
        return action(self.task, by=by, version=self.task.version, on=event.on, **details)

    def _judge(self, action, event: Event, counts_as: str, note: str, verdicts: list[dict]) -> None:
        grade = Grade.objects.current().of_class(counts_as)[0]
        self._act(action, self.colleague, event, note=note, verdicts=verdicts, grade=grade)

    def _create(self, event: Event) -> Task:
        seed = self.seed
        return actions.create_draft(
            source=self.source,
            by=self.supervisor,
            on=event.on,
            title=seed.title,
            problem=seed.problem,
            commitment=seed.commitment,
            category=seed.category,
            rectification_type=seed.type,
            lead_unit=self.units.get(seed.lead),
            standard=Standard.objects.current().filter(category=seed.category).first(),
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
            "已完成：" + "；".join(one.text for one in done) + "。"
            if done
            else self.chance.choice(wording.START)
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
            self.handler,
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
            told["callback"] = wording.CALLBACK
        asked = FIELDS_OF_KIND[self.source.kind]
        new = {
            name: value for name, value in told.items() if name in asked and getattr(self.task, name) != value
        }
        if new:
            self._act(actions.record_results, self.handler, event, **new)

    def _confirm_parts(self, event: Event) -> None:
        """Every assisting unit says that its part is done; the office for those that have no handler."""
        for assist in self.task.assists.filter(confirmed_on=None).select_related("unit"):
            by = self.handlers.get(assist.unit_id, self.supervisor)
            self._act(actions.confirm_part, by, event, note="配合事项已办理完毕。", assist=assist)

    def _submit(self, event: Event) -> None:
        self._confirm_parts(event)
        self._tell_results(event, 100)
        claims = self.claims.get(self.task.standard.name, wording.CLAIMS)
        done = "；".join(self.seed.measures)
        note = f"对照整改承诺，{done}等措施已全部落实，现申请销号。"
        self._act(
            actions.submit,
            self.handler,
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


def by_unit(users: Iterable[User], role: Role) -> dict[int, User]:
    """The first account of the role in each unit; a unit without one is left out."""
    found: dict[int, User] = {}
    for user in users:
        if user.role == role:
            found.setdefault(user.unit_id, user)
    return found
