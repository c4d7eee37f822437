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

flips_features = change(
    "The backward features are reversed too; reverse the steps only.",
    ("bwd(inputs.flip(0)).flip(0)", "bwd(inputs.flip(0)).flip(0, 2)"),
)

reads_detached = change(
    "bwd reads a copy that is cut off from the graph, so its gradient doesn't reach the inputs.",
    ("inputs.flip(0)", "inputs.detach().flip(0)"),
)

as_wide_as_forward = change(
    "The result has twice the width of fwd, but bwd may have another width.",
    (
        "return torch.cat([past, future], dim=-1)",
        "result = past.new_zeros(*past.shape[:2], 2 * past.shape[2])\n"
        "    result[:, :, : past.shape[2]] = past\n"
        "    result[:, :, past.shape[2] :] = future\n"
        "    return result",
    ),
)
