"""The commands of `kairos`, one module each."""
