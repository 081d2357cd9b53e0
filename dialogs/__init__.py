"""What Kairos knows: pure functions and frozen data. No I/O, no clock, no dice, no platform word."""
