from autograder.judge import graded


@graded("softmax")
def test_rows(compare, draw):
    """Each row of a batch is normalised on its own."""
    compare.call(draw.normal(5, 3))
    compare.call(draw.normal(3, 7))
