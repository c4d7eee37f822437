"""Wrong versions of `Flatten` that students write."""

from torch import Tensor, nn

from autograder.judge import change, mistake

flattens_all = change(
    "The first dimension is flattened too, so a batch becomes one long sample.",
    ("start_dim=1", "start_dim=0"),
)
keeps_channels = change(
    "It flattens from the third dimension on, so the channels keep a dimension of their own.",
    ("x.flatten(start_dim=1)", "x.flatten(start_dim=min(2, x.dim() - 1))"),
)
needs_contiguous = change(
    "It fails for inputs that are not contiguous, as `view` does. `flatten` and `reshape` copy these.",
    ("x.flatten(start_dim=1)", "x.view(x.shape[0], x.shape[1:].numel())"),
)
guesses_size = change(
    "Without samples it fails, as reshape(N, -1) does: from no numbers nobody can tell how long a row is.",
    ("x.flatten(start_dim=1)", "x.reshape(x.shape[0], -1)"),
)
squeezes = change(
    "A size of 1 loses its dimension: the result should be [N, P], also if N or P is 1.",
    ("start_dim=1)", "start_dim=1).squeeze()"),
)
squeezes_sample = change(
    "A single sample loses its dimension: the result should be [1, P].",
    ("start_dim=1)", "start_dim=1).squeeze(0)"),
)
of_images_only = change(
    "It flattens inputs with four dimensions only.",
    ("x.flatten(start_dim=1)", "x.flatten(start_dim=1) if x.dim() == 4 else x"),
)
channels_last = change(
    "The numbers of a row are in another order: the channels run fastest.",
    ("x.flatten(start_dim=1)", "(x.movedim(1, -1) if x.dim() > 2 else x).flatten(start_dim=1)"),
)
in_memory_order = change(
    "It reads the numbers in the order of their memory. Inputs that are not contiguous come out permuted.",
    (
        "x.flatten(start_dim=1)",
        "x.as_strided((x.shape[0], x.shape[1:].numel()), (x.shape[1:].numel(), 1))",
    ),
)
as_numbers = change(
    "Whole numbers become floating-point ones; the result should keep the dtype.",
    ("start_dim=1)", "start_dim=1) * 1.0"),
)


@mistake("It has a parameter; flattening needs none.", hidden=True)
class Flatten(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Parameter(Tensor([1.0]))

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(1)
