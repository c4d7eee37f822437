"""Wrong versions of `causal_mask` that students write."""

from autograder.judge import change

strictly_before = change(
    "A step must see itself too: the diagonal is True.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) > steps"),
)

upside_down = change(
    "The mask is upside down: True means that a step may attend, not that it is hidden.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) < steps"),
)

future_only = change(
    "Rows and columns are exchanged: step i sees what comes after it, not what comes before.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) <= steps"),
)

one_step_ahead = change(
    "Each step sees one step too far: the one after it.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) + 1 >= steps"),
)

only_itself = change(
    "Each step sees itself alone: it may see all before it too.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) == steps"),
)

on_the_cpu = change(
    "The mask is always made on the CPU: it belongs on the device that is asked for.",
    ("device=device)", "device='cpu')"),
)

numbers = change(
    "The mask holds numbers: bool is asked for.",
    ("steps.unsqueeze(1) >= steps", "(steps.unsqueeze(1) >= steps).float()"),
)

added_to_scores = change(
    "The mask holds 0 and -inf, to be added to scores: bool is asked for.",
    ("steps.unsqueeze(1) >= steps", "(steps.unsqueeze(1) >= steps).float().log()"),
)
