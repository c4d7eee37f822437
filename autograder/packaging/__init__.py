"""The zips that leave the kit: the students' bundle and the autograder for Gradescope."""
