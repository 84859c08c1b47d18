"""Who and what the generated tasks belong to: units, their people, sources, and the words of problems."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from django.contrib.auth.hashers import make_password

from tracker.generator.tables import count_on
from tracker.models import Grade, Policy, Source, Standard, Unit, User
from tracker.models.people import path_part
from tracker.states import Role

DAY = dt.timedelta(days=1)
YEARS = 3
TASKS_PER_SOURCE = 400
_AREAS = (
    "财政资金", "乡村道路", "农田水利", "校舍安全", "医疗耗材", "保障住房", "环境监测", "就业补助", "养老服务", "政务数据",
    "燃气管网", "河道治理", "公交运营", "招商项目", "国有房产", "应急物资",
)  # fmt: skip
_FAULTS = (
    "管理台账不完整", "支出进度缓慢", "验收程序倒置", "底数核对不清", "审批环节过多", "日常巡查不到位", "合同履约监督缺失",
    "信息公开不及时", "资金闲置超过一年", "整改措施没有落地", "设施建成后未投用", "补贴对象审核不严",
)  # fmt: skip
CATEGORIES = ("资金管理", "工程管理", "资产管理", "民生保障", "生态环境", "安全生产", "队伍建设", "政务服务")


@dataclass(frozen=True)
class CastSource:
    pk: int
    issued_on: dt.date
    supervisors: tuple[int, int]
    policy: Policy


@dataclass
class Cast:
    sources: list[CastSource]
    recent: list[CastSource]
    """the sources of tasks that are still open"""
    leads: list[int]
    """units that can be charged; the front ones are charged more often"""
    weights: list[float]
    handlers: dict[int, int]
    names: dict[int, str]
    standard: Standard
    done: Grade
    partly: Grade
    written: Counter[str] = field(default_factory=Counter)

    def lead(self, chance: Random) -> int:
        return chance.choices(self.leads, cum_weights=self.weights)[0]


def make_cast(root: str, batch: int, units: int, tasks: int, chance: Random, today: dt.date) -> Cast:
    city = _make_units(root, batch, units)
    offices = [unit for unit in city if unit.kind == Unit.Kind.OFFICE]
    charged = [unit for unit in city if unit.kind in (Unit.Kind.DEPARTMENT, Unit.Kind.SUBORDINATE)]
    people = _make_people(batch, city[0], offices, charged)
    supervisors = {unit.pk: [] for unit in offices}
    for person in people:
        if person.role == Role.SUPERVISOR:
            supervisors[person.unit_id].append(person.pk)
    sources = _make_sources(batch, offices, supervisors, max(8, tasks // TASKS_PER_SOURCE), chance, today)
    written = {Unit: len(city), User: len(people), Source: len(sources)}
    return Cast(
        sources=sources,
        recent=[source for source in sources if source.issued_on >= today - 200 * DAY] or sources[-1:],
        leads=[unit.pk for unit in charged],
        weights=list(accumulate((place + 1) ** -0.5 for place in range(len(charged)))),
        handlers={person.unit_id: person.pk for person in people if person.role == Role.HANDLER},
        names={unit.pk: unit.name for unit in charged},
        standard=Standard.objects.general(),
        done=Grade.objects.current().of_class(Grade.Class.DONE)[0],
        partly=Grade.objects.current().of_class(Grade.Class.PARTLY)[0],
        written=Counter({model._meta.verbose_name: count for model, count in written.items()}),
    )


def _make_units(root: str, batch: int, count: int) -> list[Unit]:
    """One government, up to four offices, then departments with two subordinates each."""
    first = (Unit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    offices = min(4, max(1, count // 20))
    city = [Unit(pk=first, name=root, kind=Unit.Kind.GOVERNMENT, path=path_part(first))]
    department = city[0]
    for place in range(1, count):
        parent, kind = city[0], Unit.Kind.DEPARTMENT
        if place <= offices:
            kind = Unit.Kind.OFFICE
        elif (place - offices) % 3 == 1:
            pass
        else:
            parent, kind = department, Unit.Kind.SUBORDINATE
        unit = Unit(
            pk=first + place, name=f"第{batch}批第{place:04d}{kind.label}", kind=kind, parent=parent,
            path=parent.path + path_part(first + place),
        )  # fmt: skip
        city.append(unit)
        if kind == Unit.Kind.DEPARTMENT:
            department = unit
    Unit.objects.bulk_create(city, batch_size=500)
    count_on(Unit)
    return city


def _make_people(batch: int, root: Unit, offices: list[Unit], charged: list[Unit]) -> list[User]:
    """Two supervisors per office, a handler per charged unit, one leader; nobody can sign in with a password."""
    parts = [(unit, Role.SUPERVISOR) for unit in offices for _ in range(2)]
    parts += [(unit, Role.HANDLER) for unit in charged] + [(root, Role.LEADER)]
    locked = make_password(None)
    people = [
        User(
            username=f"sc{batch}-{place:05d}",
            first_name=f"{unit.name}{role.label}",
            unit=unit,
            role=role,
            password=locked,
        )
        for place, (unit, role) in enumerate(parts, start=1)
    ]
    return User.objects.bulk_create(people, batch_size=500)


def _make_sources(
    batch: int,
    offices: list[Unit],
    supervisors: dict[int, list[int]],
    count: int,
    chance: Random,
    today: dt.date,
) -> list[CastSource]:
    policies = {kind: Policy.objects.for_kind(kind) for kind in Source.Kind.values}
    rows = []
    for place in range(count):
        office = offices[place % len(offices)]
        rows.append(
            Source(
                title=f"第{batch}批第{place + 1:04d}次专项检查",
                kind=chance.choice(Source.Kind.values),
                level=chance.choice(Source.Level.values),
                issued_on=today - ((count - place) * (YEARS * 365) // count + 12) * DAY,
                office=office,
                created_by_id=supervisors[office.pk][0],
            )
        )
    Source.objects.bulk_create(rows, batch_size=500)
    return [
        CastSource(row.pk, row.issued_on, tuple(supervisors[row.office_id]), policies[row.kind])
        for row in rows
    ]


def problem_words(chance: Random) -> tuple[str, str, str]:
    """Return a title, a problem and a commitment, many enough to make a search selective."""
    area, fault = chance.choice(_AREAS), chance.choice(_FAULTS)
    number = chance.randrange(1, 5000)
    return (
        f"{area}{fault}（{number}）",
        f"{area}方面{fault}，抽查发现{number % 97 + 2}处，涉及金额{number}万元，影响了年度目标的完成。",
        f"针对{area}{fault}的情况，逐项核实并限期改正，完善管理制度，按月开展检查。",
    )
