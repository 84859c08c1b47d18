"""What is kept of reports and ledgers, one module per concept."""
