"""What was said before: earlier problems that recur, one problem of several sources, last year's commitments."""
