"""The original text cut into stretches, each knowing what covers it; pure, so that the page only prints."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True)
class Span:
    """Something found at `text[start:end]`: `kind` is its class on the page, `key` its anchor, `label` its short name."""

    start: int
    end: int
    kind: str
    key: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True)
class Stretch:
    """A run of characters under the same spans, the widest first; `opening` are the spans that begin here."""

    start: int
    text: str
    spans: tuple[Span, ...] = ()
    opening: tuple[Span, ...] = field(default=())

    @property
    def kinds(self) -> str:
        """The classes of the page, each once."""
        return " ".join(dict.fromkeys(f"is-{span.kind}" for span in self.spans))

    @property
    def keys(self) -> str:
        return " ".join(span.key for span in self.spans if span.key)

    @property
    def notes(self) -> str:
        return "；".join(span.note for span in self.spans if span.note)


def stretches(text: str, spans: Iterable[Span], start: int, end: int) -> list[Stretch]:
    """Cut `text[start:end]` wherever a span begins or ends. Together the stretches are exactly that text."""
    inside = sorted(
        (span for span in spans if span.start < end and span.end > start and span.start < span.end),
        key=lambda span: (span.start, -span.end),
    )
    cuts = sorted({start, end} | {at for span in inside for at in (span.start, span.end) if start < at < end})
    found: list[Stretch] = []
    waiting = 0
    running: list[Span] = []
    for here, there in pairwise(cuts):
        running = [span for span in running if span.end > here]
        opening = []
        while waiting < len(inside) and inside[waiting].start <= here:
            opening.append(inside[waiting])
            waiting += 1
        running += opening
        found.append(Stretch(here, text[here:there], tuple(running), tuple(opening)))
    return found
