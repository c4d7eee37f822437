"""Wrong versions of `bidirectional` that students write."""

from autograder.judge import change

not_turned_back = change(
    "The backward outputs are not put back into order: at step 0 stands what was said of the last step.",
    ("bwd(inputs.flip(0)).flip(0)", "bwd(inputs.flip(0))"),
)

reads_forward_twice = change(
    "bwd is given the steps in their order: it must read from the last to the first.",
    ("bwd(inputs.flip(0)).flip(0)", "bwd(inputs)"),
)

turns_outputs_only = change(
    "bwd reads the steps in their order, and its outputs are reversed: the inputs must be reversed too.",
    ("bwd(inputs.flip(0)).flip(0)", "bwd(inputs).flip(0)"),
)

backward_first = change(
    "The features of bwd come first: those of fwd must.", ("[past, future]", "[future, past]")
)

flips_batch = change(
    "The sequences of the batch are reversed, not the steps: time is dimension 0.", ("flip(0)", "flip(1)")
)

concatenated_in_time = change(
    "The directions are concatenated along time: they belong side by side in the last dimension.",
    ("dim=-1", "dim=0"),
)

sum_of_directions = change(
    "The directions are added up: they belong side by side in the last dimension.",
    ("torch.cat([past, future], dim=-1)", "past + future"),
)

interleaved = change(
    "The directions are interleaved feature by feature: all of fwd come first, then all of bwd.",
    ("torch.cat([past, future], dim=-1)", "torch.stack([past, future], dim=-1).flatten(2)"),
)

forward_for_both = change(
    "fwd reads both directions: the way back has a function of its own, bwd.", ("= bwd(", "= fwd(")
)

backward_reads_forward = change(
    "bwd reads what fwd says: both must read the inputs.", ("bwd(inputs.flip(0))", "bwd(past.flip(0))")
)

step_by_step = change(
    "The directions are asked step by step: each must be asked once, for all steps.",
    ("= fwd(inputs)", "= torch.cat([fwd(x) for x in inputs.split(1)])"),
    ("= bwd(inputs.flip(0)).flip(0)", "= torch.cat([bwd(x) for x in inputs.split(1)])"),
)

detached_backward = change(
    "The backward half is detached: nothing is learned in that direction.",
    ("[past, future]", "[past, future.detach()]"),
)
