"""What a person wants: one function each, load → decide → save."""
