"""The demo: an invented city whose tasks have lived a year of real actions. Only `manage.py seed` loads it."""

from reports.demo.loading import Loaded, NotEmpty, load_demo

__all__ = ["Loaded", "NotEmpty", "load_demo"]
