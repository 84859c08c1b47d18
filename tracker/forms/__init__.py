"""What the user typed: forms clean and keep it, actions act."""
