from __future__ import annotations
def deadlines_in(*a, **k): return []
