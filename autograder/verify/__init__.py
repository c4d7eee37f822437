"""The proof that a lesson's tests are strong and fair: right solutions pass, wrong ones and mutants don't."""
