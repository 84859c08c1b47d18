"""The lead unit applies for closure, criterion by criterion, with the files that prove it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.db import transaction

from tracker.actions.attaching import attach, named
from tracker.actions.writing import Refused, write
from tracker.models import Application, Evidence, Proof, Task, User
from tracker.permissions import has_head, needs_head, require, unconfirmed
from tracker.states import Action
from tracker.uploads import Upload

Files = Sequence[Upload | Evidence]
"""new files, and evidence that the task has already"""


@transaction.atomic
def submit(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    note: str,
    claims: Sequence[str] = (),
    proofs: Mapping[int, Files] = MappingProxyType({}),
    evidence: Sequence[Upload] = (),
) -> Application:
    """Apply for closure. The clock stands from the day on which the application reaches the office until the verdict.

    Where the policy of the source asks for it, the head of the unit approves first, and till then the clock runs on.

    `claims` answers the standard's criteria in their order, `proofs` gives the files of a criterion by its place there.
    `evidence` are files for the whole.
    """
    require(by, task, Action.SUBMIT)
    criteria = task.standard.criteria
    if waiting := unconfirmed(task):
        raise Refused(
            f"{'、'.join(map(str, waiting))}还没有确认配合事项，不能申请销号。请先请这些单位在任务页面确认；"
            "没有账号的，请督办机构代为确认。"
        )
    if len(claims) != len(criteria) or not all(claim.strip() for claim in claims):
        raise Refused("请逐条对照认定标准填写说明，一条都不能空。")
    _refuse_foreign(task, proofs)
    inside = goes_to_head(task, by)
    uploads = _each_once([*evidence, *(file for files in proofs.values() for file in files)])
    write(
        task,
        Action.SUBMIT,
        by=by,
        version=version,
        on=on,
        note=note,
        data=named(uploads) | _named_by_criterion(proofs),
        stays=inside,
        submitted_on=None if inside else on,
        returned_on=None,
    )
    application = Application.objects.create(
        task=task,
        kind=Application.Kind.CLOSURE,
        by=by,
        on=on,
        text=note.strip(),
        waits_for_head=inside,
        claims=[
            {"criterion": criterion, "text": claim.strip()}
            for criterion, claim in zip(criteria, claims, strict=True)
        ],
    )
    kept = attach(task, uploads, by=by, application=application)
    _prove(application, proofs, kept)
    return application


def goes_to_head(task: Task, by: User) -> bool:
    """Whether the application waits for the head of the unit first. One that nobody could approve is refused."""
    if not needs_head(by, task):
        return False
    if not has_head(task.lead_unit):
        raise Refused(
            f"按规则，申请须先经单位负责人审核，但{task.lead_unit}还没有单位负责人的账号。请联系管理员开通。"
        )
    return True


def _refuse_foreign(task: Task, proofs: Mapping[int, Files]) -> None:
    """Only what the task has and nobody took back proves anything; and only criteria that there are are proved."""
    chosen = {file.pk for files in proofs.values() for file in files if isinstance(file, Evidence)}
    if task.evidence.current().filter(pk__in=chosen).count() != len(chosen):
        raise Refused("选用的佐证材料有的刚被撤回，或者不属于这项任务。请刷新页面重新选择。")
    if not set(proofs) <= set(range(len(task.standard.criteria))):
        raise Refused("认定标准没有这一条，请刷新页面核对。")


def _each_once(files: Files) -> list[Upload]:
    """The new files, one given for several criteria only once."""
    return list({file.sha256: file for file in files if isinstance(file, Upload)}.values())


def _named_by_criterion(proofs: Mapping[int, Files]) -> dict[str, dict[str, list[str]]]:
    """The hashes of the files per criterion, for the trail."""
    named_ = {str(place): [file.sha256 for file in files] for place, files in proofs.items() if files}
    return {"proofs": named_} if named_ else {}


def _prove(application: Application, proofs: Mapping[int, Files], kept: Sequence[Evidence]) -> None:
    by_hash = {evidence.sha256: evidence for evidence in kept}
    Proof.objects.bulk_create(
        Proof(application=application, position=place, evidence=evidence)
        for place, files in proofs.items()
        for evidence in dict.fromkeys(
            file if isinstance(file, Evidence) else by_hash[file.sha256] for file in files
        )
    )
