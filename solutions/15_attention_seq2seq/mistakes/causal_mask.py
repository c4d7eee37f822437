"""Wrong versions of `causal_mask` that students write."""

from autograder.judge import change

strictly_before = change(
    "The diagonal is False, but a step should see itself too.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) > steps"),
)

upside_down = change(
    "The mask is inverted: True should mean that a step may attend, not that it is hidden.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) < steps"),
)

future_only = change(
    "Rows and columns are swapped: step i sees later steps, not earlier ones.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) <= steps"),
)

one_step_ahead = change(
    "Each step sees one step too many: the next one.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) + 1 >= steps"),
)

only_itself = change(
    "Each step sees only itself; it should see all earlier steps too.",
    ("unsqueeze(1) >= steps", "unsqueeze(1) == steps"),
)

on_the_cpu = change(
    "The mask is always on the CPU; it should be on the given device.",
    ("device=device)", "device='cpu')"),
)

numbers = change(
    "The mask holds numbers; it should be bool.",
    ("steps.unsqueeze(1) >= steps", "(steps.unsqueeze(1) >= steps).float()"),
)

added_to_scores = change(
    "The mask holds 0 and -inf, for adding to scores; it should be bool.",
    ("steps.unsqueeze(1) >= steps", "(steps.unsqueeze(1) >= steps).float().log()"),
)

unsigned = change(
    "The mask is uint8; it should be bool.",
    ("steps.unsqueeze(1) >= steps", "(steps.unsqueeze(1) >= steps).to(torch.uint8)"),
)

counted_in_float16 = change(
    "The steps are counted in float16, which can't tell 2048 from 2049. Count in int64.",
    ("device=device)", "device=device).half()"),
)
