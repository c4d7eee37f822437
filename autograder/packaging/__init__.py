"""The zips that the kit makes: the students' bundle and the autograder for Gradescope."""
