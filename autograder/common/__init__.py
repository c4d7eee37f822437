"""What every part of the kit may use: files, text, the console."""
