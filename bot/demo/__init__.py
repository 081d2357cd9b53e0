"""The playground's made-up team and its eight weeks of made-up history."""
