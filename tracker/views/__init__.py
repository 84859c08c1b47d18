"""Pages of the register: fetch, check, form, act, message, redirect."""
