import torch

from autograder.judge import graded

pytestmark = graded("conjugate_gradient")


def system(draw, eigenvalues, shares=None, scale=1.0, **options):
    """A with these eigenvalues and random axes, and b with these shares along them.

    Turning a system turns the steps as well, so the length of each residual depends on the numbers alone.
    """
    D = len(eigenvalues)
    axes = torch.linalg.qr(draw.normal(D, D).double()).Q
    A = (axes * torch.tensor(eigenvalues, dtype=torch.float64)) @ axes.T
    A = ((A + A.T) / 2).float()
    b = draw.normal(D) if shares is None else (axes @ torch.tensor(shares, dtype=torch.float64)).float()
    return {"A": A, "b": scale * b, **options}


def test_solution(compare, draw):
    """After D steps x solves A x = b, for few unknowns and for many."""
    compare.detached.call(**system(draw, [1.0, 2.0, 4.0, 5.0, 7.0]))
    compare.detached.call(**system(draw, [0.5, 3.0]))
    compare.detached.call(**system(draw, [1.0 + 0.1 * i for i in range(30)]))


def test_single_steps(compare, draw):
    """x after one step, two steps and three is right too, long before the solution is reached."""
    for max_iter in (1, 2, 3):
        compare.detached.call(**system(draw, [1.0, 2.0, 4.0, 6.0, 9.0, 10.0], max_iter=max_iter))


def test_max_iter(compare, draw):
    """max_iter limits the number of steps. It may be 0, and larger than D."""
    compare.detached.call(**system(draw, [1.0, 3.0, 4.0], max_iter=0))
    compare.detached.call(**system(draw, [1.0, 3.0, 4.0], max_iter=9))
    compare.detached.call(**system(draw, [1.0, 3.0, 4.0], max_iter=2))


def test_tolerance(compare, draw):
    """It stops as soon as the residual is at most tol times as long as b, whatever the scale of b is."""
    for tol in (0.4, 0.15, 0.03):
        for scale in (0.01, 1.0, 100.0):
            drawn = system(draw, [1.0, 2.0, 4.0, 8.0, 16.0], [1.0, 1.0, 1.0, 1.0, 1.0], scale, tol=tol)
            compare.detached.call(**drawn)


def test_tolerance_met_at_once(compare, draw):
    """With a tolerance of 1 or more, no step is needed. Without reaching it, all steps are made."""
    for tol in (1.5, 1e-3):
        compare.detached.call(**system(draw, [1.0, 2.0, 5.0], [2.0, 2.0, 1.0], tol=tol))


def test_zero(compare, draw):
    """b = 0 gives zeros without NaN, and a b with zeros is like any other."""
    A = system(draw, [1.0, 2.0, 3.0])["A"]
    compare.detached.call(A, torch.zeros(3))
    compare.detached.call(A, torch.tensor([0.0, 1.0 + draw.integer(1, 4), 0.0]))


def test_fewer_steps(compare, draw):
    """With equal eigenvalues, or a b along one axis, the residual is 0 early. Nothing becomes NaN."""
    compare.detached.call((2.0 ** draw.integer(1, 3)) * torch.eye(4), draw.normal(4))
    compare.detached.call(**system(draw, [1.0, 1.0, 3.0, 3.0, 3.0]))
    compare.detached.call(torch.diag(torch.tensor([1.0, 4.0, 2.0])), torch.tensor([0.0, 3.0, 0.0]))


def test_scale(compare, draw):
    """Small and large numbers in A and b don't matter."""
    for factor, scale in ((1e-3, 1e3), (1e3, 1e-3)):
        drawn = system(draw, [1.0, 2.5, 4.0], scale=scale)
        compare.detached.call(factor * drawn["A"], drawn["b"])


def test_one_unknown(compare, draw):
    """One unknown needs one step."""
    for b in (draw.normal(1), torch.zeros(1)):
        compare.detached.call(draw.uniform(1, 1, low=0.5, high=3.0), b)


def test_whole_matrices(compare, draw):
    """A step computes with the whole matrix, without a Python loop over its rows."""
    compare.detached.vectorised(lambda unknowns: system(draw, [1.0, 2.0] * (unknowns // 2), max_iter=2))
