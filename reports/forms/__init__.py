"""What people type about reports and ledgers, one module per concept."""
