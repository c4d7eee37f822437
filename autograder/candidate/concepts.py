"""The concepts that an exercise may ask students to write: words of grading.yml, and the forbidden calls."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Concept(NamedTuple):
    """The calls that one word of grading.yml forbids."""

    # The dispatcher's names. An operator that is made of one of these counts as well, unless it is innocent.
    operators: frozenset[str]
    # PyTorch's code in Python: a module with those in it, or "module:name" for a function, class or method.
    python: frozenset[str] = frozenset()
    # The operators that compute something else, although they are made of forbidden ones.
    innocent: frozenset[str] = frozenset()

    @property
    def forbidden(self) -> frozenset[str]:
        """Return the operators and the Python code."""
        return self.operators | self.python


def _concept(operators: str, python: str = "", innocent: str = "") -> Concept:
    return Concept(frozenset(operators.split()), frozenset(python.split()), frozenset(innocent.split()))


_RECURRENT_OPERATORS = (
    "rnn_tanh rnn_relu rnn_tanh_cell rnn_relu_cell gru gru_cell lstm lstm_cell mkldnn_rnn_layer _cudnn_rnn "
    "miopen_rnn _thnn_fused_gru_cell _thnn_fused_lstm_cell"
)

_GELU_OPERATORS = "gelu gelu_ gelu_backward infinitely_differentiable_gelu_backward"

CONCEPTS: dict[str, Concept] = {
    "softmax": _concept(
        "softmax _softmax _softmax_backward_data _safe_softmax _sparse_softmax scaled_dot_product_attention "
        "_scaled_dot_product_flash_attention_for_cpu"
    ),
    "log_softmax": _concept("log_softmax _log_softmax _log_softmax_backward_data _sparse_log_softmax"),
    "logsumexp": _concept("logsumexp _logcumsumexp logcumsumexp logaddexp logaddexp2"),
    "cross_entropy": _concept("cross_entropy_loss nll_loss nll_loss2d nll_loss_nd kl_div"),
    "autograd": _concept(
        "_make_dual",  # of forward mode, which makes no backward pass
        "torch.autograd:backward torch.autograd:grad torch.autograd.functional torch.autograd.gradcheck "
        "torch:Tensor.backward torch._functorch.apis:grad torch._functorch.apis:grad_and_value "
        "torch._functorch.eager_transforms:vjp torch._functorch.eager_transforms:jvp "
        "torch._functorch.eager_transforms:jacrev torch._functorch.eager_transforms:jacfwd "
        "torch._functorch.eager_transforms:hessian torch._functorch.eager_transforms:linearize",
    ),
    "convolution": _concept(
        "conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d convolution _convolution "
        "_convolution_mode convolution_overrideable convolution_backward conv_tbc mkldnn_convolution "
        "cudnn_convolution cudnn_convolution_relu cudnn_convolution_transpose miopen_convolution thnn_conv2d "
        "_slow_conv2d_forward _conv_depthwise2d conv_depthwise3d slow_conv3d slow_conv3d_forward "
        "slow_conv_dilated2d slow_conv_dilated3d slow_conv_transpose2d slow_conv_transpose3d"
    ),
    "pooling": _concept(
        "max_pool1d max_pool1d_with_indices max_pool2d max_pool2d_with_indices max_pool3d "
        "max_pool3d_with_indices mkldnn_max_pool2d mkldnn_max_pool3d quantized_max_pool1d "
        "quantized_max_pool2d avg_pool1d avg_pool2d avg_pool3d adaptive_max_pool1d adaptive_max_pool2d "
        "adaptive_max_pool3d adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d "
        "_adaptive_avg_pool2d _adaptive_avg_pool3d mkldnn_adaptive_avg_pool2d fractional_max_pool2d "
        "fractional_max_pool3d"
    ),
    "unfold": _concept("im2col col2im unfold unfold_copy unfold_backward", innocent="repeat"),
    "padding": _concept(
        "pad _pad_enum _pad_circular constant_pad_nd reflection_pad1d reflection_pad2d reflection_pad3d "
        "replication_pad1d replication_pad2d replication_pad3d",
        innocent="conv1d conv2d conv3d",
    ),
    "recurrent": _concept(_RECURRENT_OPERATORS, "torch.nn.modules.rnn torch.ao.nn.quantizable.modules.rnn"),
    "optim": _concept(
        "_fused_sgd_ _fused_adam_ _fused_adamw_ _fused_adagrad_ _fused_sgd _fused_adam _fused_adamw "
        "_fused_adagrad",
        "torch.optim",
    ),
    "cond": _concept("linalg_cond"),
    "binary_cross_entropy": _concept(
        "binary_cross_entropy binary_cross_entropy_with_logits binary_cross_entropy_backward soft_margin_loss"
    ),
    "softplus": _concept("softplus log_sigmoid log_sigmoid_forward"),
    "attention": _concept(
        "scaled_dot_product_attention _scaled_dot_product_attention_math "
        "_scaled_dot_product_flash_attention_for_cpu _scaled_dot_product_flash_attention "
        "_scaled_dot_product_efficient_attention _scaled_dot_product_cudnn_attention "
        "_scaled_dot_product_fused_attention_overrideable _safe_softmax _native_multi_head_attention "
        "_transformer_encoder_layer_fwd",
        "torch.nn.functional:multi_head_attention_forward torch.nn.modules.activation:MultiheadAttention "
        "torch.nn.modules.transformer torch.nn.attention.flex_attention "
        "torch.ao.nn.quantizable.modules.activation",
    ),
    "activation": _concept(
        f"{_GELU_OPERATORS} relu relu_ relu6 relu6_ leaky_relu leaky_relu_ leaky_relu_backward rrelu rrelu_ "
        "rrelu_with_noise rrelu_with_noise_ rrelu_with_noise_functional rrelu_with_noise_backward prelu "
        "_prelu_kernel _prelu_kernel_backward threshold threshold_ threshold_backward elu elu_ elu_backward "
        "selu selu_ celu celu_ glu glu_backward glu_jvp glu_backward_jvp silu silu_ silu_backward mish mish_ "
        "mish_backward hardswish hardswish_ hardswish_backward sigmoid sigmoid_ sigmoid_backward "
        "special_expit hardsigmoid hardsigmoid_ hardsigmoid_backward log_sigmoid log_sigmoid_forward "
        "log_sigmoid_backward softplus softplus_backward tanh tanh_ tanh_backward hardtanh hardtanh_ "
        "hardtanh_backward _foreach_sigmoid _foreach_sigmoid_ _foreach_tanh _foreach_tanh_"
    ),
    "gelu": _concept(_GELU_OPERATORS),
    "linear": _concept("linear linear_backward mkldnn_linear bilinear _trilinear"),
    "one_hot": _concept("one_hot"),
    "dropout": _concept(
        "dropout dropout_ native_dropout native_dropout_backward _fused_dropout feature_dropout "
        "feature_dropout_ alpha_dropout alpha_dropout_ feature_alpha_dropout feature_alpha_dropout_"
    ),
    "initialisation": _concept("", "torch.nn.init"),
    "clipping": _concept("", "torch.nn.utils.clip_grad"),
    "fusion": _concept("", "torch.nn.utils.fusion"),
    "distance": _concept("cdist _cdist_forward pdist _pdist_forward dist pairwise_distance _euclidean_dist"),
    "normalisation": _concept(
        "batch_norm native_batch_norm _native_batch_norm_legit _native_batch_norm_legit_no_training "
        "_batch_norm_impl_index _batch_norm_with_update cudnn_batch_norm miopen_batch_norm layer_norm "
        "native_layer_norm group_norm native_group_norm instance_norm rms_norm _fused_rms_norm "
        "native_batch_norm_backward batch_norm_backward cudnn_batch_norm_backward miopen_batch_norm_backward "
        "native_layer_norm_backward native_group_norm_backward _fused_rms_norm_backward"
    ),
    "topk": _concept("topk", innocent="multinomial"),
    "matmul": _concept(  # all products that sum
        "matmul linalg_matmul bmm mm mv dot vdot linalg_vecdot inner einsum tensordot addmm addbmm baddbmm "
        "addmv linear bilinear _trilinear linalg_multi_dot chain_matmul matrix_power linalg_matrix_power "
        "sspaddmm _int_mm _scaled_mm _grouped_mm",
        innocent="cdist cov corrcoef linalg_matrix_exp linalg_pinv",
    ),
}


@cache
def union(words: tuple[str, ...]) -> Concept:
    """Return all that the words forbid, in one concept. What is innocent of one word is so of the others."""
    concepts = [CONCEPTS[word] for word in words]
    operators = frozenset[str]().union(*(concept.operators for concept in concepts))
    python = frozenset[str]().union(*(concept.python for concept in concepts))
    innocent = frozenset[str]().union(*(concept.innocent for concept in concepts))
    return Concept(operators, python, innocent - operators)
