"""What authors of lessons use: make the students' files, and prove that the hidden tests are strong."""
