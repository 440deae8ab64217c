"""What a person types: one file a command, no rules and no storage."""
