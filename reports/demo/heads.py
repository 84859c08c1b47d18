"""Lives where the head of the unit approves what leaves it, and the head's part in every other life of such a source."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.demo.story import DAY, Event, Story
from tracker.states import Action

_ENDORSED_BY = {
    Action.SUBMIT: Action.ENDORSE_CLOSURE,
    Action.APPLY_EXTENSION: Action.ENDORSE_EXTENSION,
}
_ANSWERS = (
    Action.ENDORSE_CLOSURE,
    Action.HAND_BACK_CLOSURE,
    Action.ENDORSE_EXTENSION,
    Action.HAND_BACK_EXTENSION,
    Action.WITHDRAW_APPLICATION,
)


def closure_at_head(story: Story) -> None:
    story.begin(story.today + story.days(9, 14))
    story.work(story.today - 9 * DAY, 90)
    day = story.add(Action.SUBMIT, story.today - 8 * DAY)
    story.add(Action.WITHDRAW_APPLICATION, day + DAY)
    story.work(story.today - 3 * DAY, 100)
    story.add(Action.SUBMIT, story.today - DAY)


def extension_at_head(story: Story) -> None:
    due_on = story.today + story.days(8, 14)
    story.begin(due_on)
    story.work(story.today - 12 * DAY, 60)
    day = story.add(Action.APPLY_EXTENSION, story.today - 8 * DAY, due_on=due_on + 90 * DAY)
    story.add(Action.HAND_BACK_EXTENSION, day + 2 * DAY)
    story.add(Action.APPLY_EXTENSION, story.today - 2 * DAY, due_on=due_on + 45 * DAY)


def handed_back(story: Story) -> None:
    story.begin(story.today + story.days(10, 20))
    story.work(story.today - 14 * DAY, 90)
    day = story.add(Action.SUBMIT, story.today - 13 * DAY)
    story.add(Action.HAND_BACK_CLOSURE, day + DAY)
    day = story.add(Action.SUBMIT, story.today - 6 * DAY)
    story.add(Action.ENDORSE_CLOSURE, day + DAY)


WAITING = (closure_at_head.__name__, extension_at_head.__name__)
"""Lives that end with an application that the head has not decided on."""


def through_the_head(name: str, events: Sequence[Event]) -> Iterator[Event]:
    """Let the head approve, on the same day, every application of a life that knows of no head."""
    for event, following in zip(events, [*events[1:], None], strict=True):
        yield event
        waits = following is None and name in WAITING
        answered = following is not None and following.action in _ANSWERS
        if event.action in _ENDORSED_BY and not waits and not answered:
            yield replace(event, action=_ENDORSED_BY[event.action], due_on=None)
