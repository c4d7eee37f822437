"""Wrong versions of `bidirectional` that students write."""

from autograder.judge import change

not_turned_back = change(
    "The backward outputs are not reversed again, so step 0 has the output of the last step.",
    ("bwd(inputs.flip(0)).flip(0)", "bwd(inputs.flip(0))"),
)

reads_forward_twice = change(
    "bwd gets the steps in their order, but it must read from the last step to the first.",
    ("bwd(inputs.flip(0)).flip(0)", "bwd(inputs)"),
)

turns_outputs_only = change(
    "bwd reads the steps in their order, and only its outputs are reversed. Reverse its inputs too.",
    ("bwd(inputs.flip(0)).flip(0)", "bwd(inputs).flip(0)"),
)

backward_first = change(
    "The features of bwd come first; those of fwd should.", ("[past, future]", "[future, past]")
)

flips_batch = change(
    "It reverses the sequences of the batch, not the steps; time is dimension 0.", ("flip(0)", "flip(1)")
)

concatenated_in_time = change(
    "The directions are concatenated along time; they belong side by side in the last dimension.",
    ("dim=-1", "dim=0"),
)

sum_of_directions = change(
    "The directions are added; they belong side by side in the last dimension.",
    ("torch.cat([past, future], dim=-1)", "past + future"),
)

interleaved = change(
    "The features of both directions alternate; all of fwd should come first, then all of bwd.",
    ("torch.cat([past, future], dim=-1)", "torch.stack([past, future], dim=-1).flatten(2)"),
)

forward_for_both = change(
    "fwd reads both directions; the backward direction has its own function, bwd.", ("= bwd(", "= fwd(")
)

backward_reads_forward = change(
    "bwd reads the outputs of fwd; both should read the inputs.", ("bwd(inputs.flip(0))", "bwd(past.flip(0))")
)

step_by_step = change(
    "fwd and bwd are called once per step; call each once, for all steps.",
    ("= fwd(inputs)", "= torch.cat([fwd(x) for x in inputs.split(1)])"),
    ("= bwd(inputs.flip(0)).flip(0)", "= torch.cat([bwd(x) for x in inputs.split(1)])"),
)

detached_backward = change(
    "The backward half is detached, so nothing is learned in that direction.",
    ("[past, future]", "[past, future.detach()]"),
)
