"""The concepts that an exercise may ask students to write: words of grading.yml, and the forbidden calls."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Concept(NamedTuple):
    """The calls that one word of grading.yml forbids."""

    names: frozenset[str]  # of attributes and imports, in lower case, without outer underscores
    operators: frozenset[str]  # the dispatcher's names, those of the parts of composite operators included


def _concept(names: str, operators: str) -> Concept:
    return Concept(frozenset(names.split()), frozenset(operators.split()))


CONCEPTS: dict[str, Concept] = {
    "softmax": _concept(
        "softmax softmin softmax2d gumbel_softmax scaled_dot_product_attention",
        "softmax _softmax _softmax_backward_data _safe_softmax _scaled_dot_product_flash_attention_for_cpu",
    ),
    "log_softmax": _concept(
        "log_softmax logsoftmax logsigmoid", "log_softmax _log_softmax _log_softmax_backward_data"
    ),
    "logsumexp": _concept(
        "logsumexp logcumsumexp logaddexp logaddexp2", "logsumexp _logcumsumexp logcumsumexp logaddexp"
    ),
    "cross_entropy": _concept(
        "cross_entropy crossentropyloss nll_loss nllloss nll_loss2d cross_entropy_loss kl_div kldivloss",
        "nll_loss_forward nll_loss2d_forward cross_entropy_loss kl_div",
    ),
    "autograd": _concept("autograd backward grad vjp jacobian jacrev jacfwd vmap func", "autograd"),
    "convolution": _concept(
        "conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d convolution "
        "convtranspose1d convtranspose2d convtranspose3d lazyconv1d lazyconv2d lazyconv3d conv1d_input "
        "conv1d_weight conv2d_input conv2d_weight conv3d_input conv3d_weight convolution_backward "
        "thnn_conv2d slow_conv3d mkldnn_convolution cudnn_convolution miopen_convolution",
        "convolution convolution_backward _convolution mkldnn_convolution cudnn_convolution "
        "cudnn_convolution_relu _slow_conv2d_forward _conv_depthwise2d conv_depthwise3d slow_conv3d_forward "
        "slow_conv_dilated2d slow_conv_transpose2d conv_tbc",
    ),
    "pooling": _concept(
        "max_pool1d max_pool2d max_pool3d maxpool1d maxpool2d maxpool3d max_pool1d_with_indices "
        "max_pool2d_with_indices max_pool3d_with_indices avg_pool1d avg_pool2d avg_pool3d avgpool1d "
        "avgpool2d avgpool3d lp_pool1d lp_pool2d lp_pool3d lppool1d lppool2d lppool3d adaptive_max_pool1d "
        "adaptive_max_pool2d adaptive_max_pool3d adaptivemaxpool1d adaptivemaxpool2d adaptivemaxpool3d "
        "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptiveavgpool1d adaptiveavgpool2d "
        "adaptiveavgpool3d fractional_max_pool2d fractional_max_pool3d fractionalmaxpool2d "
        "fractionalmaxpool3d interpolate",
        "max_pool2d_with_indices max_pool3d_with_indices mkldnn_max_pool2d avg_pool2d avg_pool3d "
        "_adaptive_avg_pool2d _adaptive_avg_pool3d adaptive_max_pool2d adaptive_max_pool3d "
        "fractional_max_pool2d fractional_max_pool3d",
    ),
    "unfold": _concept("unfold fold unfold_copy im2col col2im", "im2col col2im unfold unfold_copy"),
    "padding": _concept(
        "pad constantpad1d constantpad2d constantpad3d zeropad1d zeropad2d zeropad3d reflectionpad2d "
        "replicationpad2d circularpad2d constant_pad_nd",
        "constant_pad_nd reflection_pad2d replication_pad2d",
    ),
    "recurrent": _concept(
        "rnn rnnbase rnncell rnncellbase gru grucell gru_cell lstm lstmcell lstm_cell "
        "rnn_tanh rnn_tanh_cell rnn_relu rnn_relu_cell",
        "rnn_tanh rnn_relu rnn_tanh_cell rnn_relu_cell gru gru_cell lstm lstm_cell "
        "mkldnn_rnn_layer _cudnn_rnn miopen_rnn _thnn_fused_gru_cell _thnn_fused_lstm_cell",
    ),
    "optim": _concept(
        "optim optimizer sgd asgd sparseadam adam adamw adamax nadam radam adagrad adadelta rmsprop "
        "adafactor fused_sgd fused_adam fused_adamw fused_adagrad",
        "_fused_sgd_ _fused_adam_ _fused_adamw_ _fused_adagrad_ _fused_sgd _fused_adam _fused_adamw "
        "_fused_adagrad",
    ),
    "cond": _concept("cond", "linalg_cond"),
    "binary_cross_entropy": _concept(
        "binary_cross_entropy binary_cross_entropy_with_logits bceloss bcewithlogitsloss soft_margin_loss "
        "softmarginloss multilabel_soft_margin_loss multilabelsoftmarginloss",
        "binary_cross_entropy binary_cross_entropy_with_logits soft_margin_loss",
    ),
    "softplus": _concept("softplus logsigmoid", "softplus log_sigmoid_forward"),
    "attention": _concept(
        "scaled_dot_product_attention multiheadattention multi_head_attention_forward transformer "
        "transformerencoder transformerencoderlayer transformerdecoder transformerdecoderlayer "
        "flex_attention",
        "scaled_dot_product_attention _scaled_dot_product_attention_math "
        "_scaled_dot_product_flash_attention_for_cpu _scaled_dot_product_flash_attention "
        "_scaled_dot_product_efficient_attention _scaled_dot_product_cudnn_attention "
        "_scaled_dot_product_fused_attention_overrideable _safe_softmax _native_multi_head_attention "
        "_transformer_encoder_layer_fwd",
    ),
    "one_hot": _concept("one_hot", "one_hot"),
    "distance": _concept(
        "cdist pdist dist pairwise_distance pairwisedistance euclidean_dist cdist_forward pdist_forward",
        "cdist _cdist_forward pdist _pdist_forward dist pairwise_distance _euclidean_dist",
    ),
    "normalisation": _concept(
        "batch_norm batchnorm1d batchnorm2d batchnorm3d lazybatchnorm1d lazybatchnorm2d lazybatchnorm3d "
        "syncbatchnorm native_batch_norm native_batch_norm_legit batch_norm_with_update cudnn_batch_norm "
        "layer_norm layernorm native_layer_norm group_norm groupnorm native_group_norm instance_norm "
        "instancenorm1d instancenorm2d instancenorm3d lazyinstancenorm1d lazyinstancenorm2d "
        "lazyinstancenorm3d rms_norm rmsnorm fused_rms_norm",
        "batch_norm native_batch_norm _native_batch_norm_legit _native_batch_norm_legit_no_training "
        "_batch_norm_impl_index _batch_norm_with_update cudnn_batch_norm miopen_batch_norm layer_norm "
        "native_layer_norm group_norm native_group_norm instance_norm rms_norm _fused_rms_norm",
    ),
    "topk": _concept("topk", "topk"),
    "matmul": _concept(  # all products that sum
        "matmul bmm mm mv dot vdot vecdot inner einsum tensordot addmm addbmm baddbmm addmv linear bilinear "
        "multi_dot chain_matmul matrix_power sspaddmm int_mm scaled_mm grouped_mm trilinear",
        "matmul bmm mm mv dot vdot linalg_vecdot inner einsum tensordot addmm addbmm baddbmm addmv linear "
        "bilinear _trilinear linalg_multi_dot chain_matmul matrix_power linalg_matrix_power sspaddmm "
        "_int_mm _scaled_mm _grouped_mm",
    ),
}


@cache
def operators_of(words: tuple[str, ...]) -> frozenset[str]:
    """Return the dispatcher's names of all operators that the words forbid."""
    return frozenset().union(*(CONCEPTS[word].operators for word in words))
