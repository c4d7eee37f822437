"""The authors' tools: they make the students' files and prove that the hidden tests are strong."""
