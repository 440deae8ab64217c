"""What things mean: records, rules and dates, without clock, disk, git or terminal."""
