"""How good the reading is in real use: what the machine suggested beside what people made of it."""
