"""The register, one module per concept."""

from .applications import Application, Evidence, Proof
from .channels import Channel
from .holidays import Holiday
from .instructions import Instruction
from .links import Matter, MatterTask, Recurrence, ToldApart
from .notices import Notice, NoticeTask
from .people import Notified, Unit, User
from .reinspections import Reinspection
from .reminders import Digest, Planning, Pulse, Reminder
from .rounds import Decision, Round, RoundTask
from .rules import Grade, Policy, Standard
from .search import SearchText
from .shared import SharedProblem
from .sources import Source
from .tasks import Assist, Counter, Measure, Satisfaction, Task
from .trail import Period, Progress, Step, TrailSeal

__all__ = [
    "Application",
    "Assist",
    "Channel",
    "Counter",
    "Decision",
    "Digest",
    "Evidence",
    "Grade",
    "Holiday",
    "Instruction",
    "Matter",
    "MatterTask",
    "Measure",
    "Notice",
    "NoticeTask",
    "Notified",
    "Period",
    "Planning",
    "Policy",
    "Progress",
    "Proof",
    "Pulse",
    "Recurrence",
    "Reinspection",
    "Reminder",
    "Round",
    "RoundTask",
    "Satisfaction",
    "SearchText",
    "SharedProblem",
    "Source",
    "Standard",
    "Step",
    "Task",
    "ToldApart",
    "TrailSeal",
    "Unit",
    "User",
]
