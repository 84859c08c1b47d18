from __future__ import annotations
def units_in(*a, **k): return []
def reporting_unit(title, text): return ""
