"""What a mutant changes: sites.py finds the places, table.py lists what can stand there instead."""
