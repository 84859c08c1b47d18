"""How a demo task has lived up to today: its life by name, as dated events. Knows dates and chance, no database."""

import datetime as dt
from collections.abc import Callable
from random import Random

from reports.demo import heads
from reports.demo.story import DAY, Event, Story
from tracker.calendar import Window
from tracker.states import Action

WARNING = Window(share=15, least=3, most=30)
"""What the default policy says; a yellow life must stay inside it."""


# --- not yet under way ----------------------------------------------------------------------------------------------


def draft(story: Story) -> None:
    story.add(Action.CREATE, story.today - DAY)


def dropped(story: Story) -> None:
    story.add(Action.CREATE, story.today - 4 * DAY)
    story.add(Action.DROP, story.today - 2 * DAY)


def restored(story: Story) -> None:
    story.add(Action.CREATE, story.today - 5 * DAY)
    story.add(Action.DROP, story.today - 4 * DAY)
    story.add(Action.RESTORE, story.today - 2 * DAY)
    story.add(Action.EDIT, story.today - DAY)


def assigned(story: Story) -> None:
    story.start = max(story.start, story.today - 3 * DAY)
    story.begin(story.today + story.days(40, 90), accepted=False)


def declined(story: Story) -> None:
    story.start = story.today - 8 * DAY
    story.begin(story.today + story.days(40, 60), accepted=False)
    story.add(Action.DECLINE, story.today - 5 * DAY)


# --- under way ------------------------------------------------------------------------------------------------------


def green(story: Story) -> None:
    story.begin(story.today + story.days(45, 150))
    story.work(story.today - story.days(1, 9), story.chance.randint(3, 6) * 10)


def yellow(story: Story) -> None:
    window = (story.today - WARNING.begins_on(story.start, story.today)).days
    story.begin(story.today + story.days(1, min(window, 14)))
    story.work(story.today - story.days(2, 12), story.chance.randint(5, 8) * 10)


def red(story: Story) -> None:
    story.begin(story.today - story.days(2, min(32, story.age // 2)))
    story.work(story.today - story.days(8, 30), story.chance.randint(4, 7) * 10)


def red_long(story: Story) -> None:
    due_on = story.today - story.days(52, 78)
    story.begin(due_on)
    story.work(due_on, 60)
    story.add(Action.INSTRUCT, due_on + 20 * DAY)


def raised(story: Story) -> None:
    story.begin(story.today + story.days(20, 60))
    story.work(story.today - 15 * DAY, 30)
    story.add(Action.RAISE, story.today - 11 * DAY)
    story.add(Action.INSTRUCT, story.today - 9 * DAY)
    story.work(story.today - DAY, 40)
    story.add(Action.REPLY_INSTRUCTION, story.today - DAY)


def lowered(story: Story) -> None:
    story.begin(story.today + story.days(30, 60))
    story.work(story.today - 30 * DAY, 20)
    story.add(Action.RAISE, story.today - 24 * DAY)
    story.work(story.today - 9 * DAY, 60)
    story.add(Action.LOWER, story.today - 6 * DAY)


def transferred(story: Story) -> None:
    story.begin(story.today + story.days(50, 70))
    story.work(story.part(0.6, 0.8), 20)
    story.add(Action.TRANSFER, story.today - 3 * DAY)


def transferred_open(story: Story) -> None:
    story.begin(story.today + story.days(45, 60), accepted=False)
    day = story.add(Action.TRANSFER, story.part(0.2, 0.3))
    story.add(Action.ACCEPT, day + 2 * DAY)
    story.work(story.today - 3 * DAY, 40)


# --- extensions -----------------------------------------------------------------------------------------------------


def _extend(story: Story, new_due_on: dt.date) -> None:
    due_on = story.part(0.45, 0.6)
    story.begin(due_on)
    day = story.add(Action.APPLY_EXTENSION, due_on - story.days(6, 9), due_on=new_due_on)
    story.add(Action.GRANT_EXTENSION, min(day + 3 * DAY, due_on))


def extended(story: Story) -> None:
    _extend(story, story.today + story.days(28, 70))
    story.work(story.today - story.days(2, 10), 70)


def extended_red(story: Story) -> None:
    _extend(story, story.today - story.days(9, 20))
    story.work(story.today - story.days(22, 30), 70)


def extension_waiting(story: Story) -> None:
    due_on = story.today + story.days(6, 12)
    story.begin(due_on)
    story.work(story.today - 12 * DAY, 70)
    story.add(Action.APPLY_EXTENSION, story.today - 3 * DAY, due_on=due_on + 45 * DAY)


def extension_refused(story: Story) -> None:
    due_on = story.today + story.days(7, 12)
    story.begin(due_on)
    story.work(story.today - 16 * DAY, 50)
    day = story.add(Action.APPLY_EXTENSION, story.today - 10 * DAY, due_on=due_on + 60 * DAY)
    story.add(Action.REFUSE_EXTENSION, day + 3 * DAY)


# --- before the verdict and after it --------------------------------------------------------------------------------


def submitted(story: Story) -> None:
    day = story.today - story.days(2, 13)
    story.begin(day + story.days(3, 14))
    story.work(day, 100)
    story.add(Action.SUBMIT, day)


def submitted_late(story: Story) -> None:
    day = story.today - story.days(3, 5)
    story.begin(day - story.days(6, 12))
    story.work(day, 100)
    story.add(Action.SUBMIT, day)


def sent_back(story: Story) -> None:
    story.begin(story.today + story.days(4, 20))
    day = story.today - story.days(13, 17)
    story.work(day, 90)
    day = story.add(Action.SUBMIT, day)
    story.add(Action.SEND_BACK, day + story.days(3, 6))


def closed(story: Story) -> None:
    due_on = story.part(0.25, 0.85)
    story.begin(due_on)
    story.close(due_on - story.days(3, 12))


def closed_late(story: Story) -> None:
    due_on = story.part(0.2, 0.65)
    story.begin(due_on)
    story.close(due_on + story.days(8, min(60, story.age // 4)))


def closed_second(story: Story) -> None:
    due_on = story.part(0.5, 0.8)
    story.begin(due_on)
    day = due_on - story.days(20, 28)
    story.work(day, 90)
    day = story.add(Action.SUBMIT, day)
    day = story.add(Action.SEND_BACK, day + 4 * DAY)
    story.add(Action.WITHDRAW_EVIDENCE, day + DAY)
    story.close(day + story.days(8, 12))


def closed_specially(story: Story) -> None:
    due_on = story.part(0.5, 0.7)
    story.begin(due_on)
    story.work(due_on - story.days(12, 20), 30)
    day = story.add(Action.PROPOSE_SPECIAL, due_on - story.days(6, 9))
    story.add(Action.CLOSE_SPECIALLY, day + 3 * DAY)


def special_waiting(story: Story) -> None:
    story.begin(story.today + story.days(12, 20))
    story.work(story.today - 20 * DAY, 20)
    day = story.add(Action.PROPOSE_SPECIAL, story.today - 16 * DAY)
    story.add(Action.REFUSE_SPECIAL, day + 4 * DAY)
    story.add(Action.PROPOSE_SPECIAL, story.today - 2 * DAY)


def reinspected(story: Story) -> None:
    due_on = story.part(0.2, 0.35)
    story.begin(due_on)
    story.close(due_on - story.days(3, 9))
    story.add(Action.REINSPECT, story.part(0.8, 0.95))


def reopened(story: Story) -> None:
    due_on = story.part(0.3, 0.45)
    story.begin(due_on)
    story.close(due_on - story.days(3, 9))
    day = story.part(0.8, 0.85)
    story.add(Action.REOPEN, day, due_on=story.today + story.days(25, 60))
    story.work(story.today - 4 * DAY, 100)


LIVES: dict[str, Callable[[Story], None]] = {
    life.__name__: life
    for life in (
        draft, dropped, restored, assigned, declined, green, yellow, red, red_long, raised, lowered, transferred, transferred_open, extended,
        extended_red, extension_waiting, extension_refused, submitted, submitted_late, sent_back, closed, closed_late,
        closed_second, closed_specially, special_waiting, reinspected,
        reopened, heads.closure_at_head, heads.extension_at_head, heads.handed_back,
    )
}  # fmt: skip


def live(name: str, *, issued_on: dt.date, today: dt.date, chance: Random) -> list[Event]:
    """Return the events of a life that began within some days of its source's issue, none later than today."""
    start = min(issued_on + chance.randint(3, 10) * DAY, today - DAY)
    story = Story(today, start, chance)
    LIVES[name](story)
    return story.events
