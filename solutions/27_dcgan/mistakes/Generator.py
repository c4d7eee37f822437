"""Wrong versions of `Generator` that students write."""

from autograder.judge import change

without_tanh = change(
    "tanh is missing at the end.", ("torch.tanh(self.last(self.blocks(z)))", "self.last(self.blocks(z))")
)
sigmoid = change(
    "Pixels are between 0 and 1: the last activation is a sigmoid; it should be tanh.",
    ("torch.tanh(self.last(self.blocks(z)))", "torch.sigmoid(self.last(self.blocks(z)))"),
)
relu_before_tanh = change(
    "There is a ReLU before tanh, so no pixel is below 0.",
    ("torch.tanh(self.last(", "torch.tanh(torch.relu(self.last("),
    ("self.blocks(z)))", "self.blocks(z))))"),
)
norm_in_last_layer = change(
    "There is batch norm in the last layer, before tanh.",
    (
        "self.last = nn.ConvTranspose2d(ngf, channels, kernel_size=4, stride=2, padding=1)",
        "self.last = nn.ConvTranspose2d(ngf, channels, kernel_size=4, stride=2, padding=1)\n"
        "        self.norm = nn.BatchNorm2d(channels)",
    ),
    ("torch.tanh(self.last(self.blocks(z)))", "torch.tanh(self.norm(self.last(self.blocks(z))))"),
)
last_without_bias = change(
    "The last layer has no bias, but no batch norm follows that has one.",
    ("kernel_size=4, stride=2, padding=1)", "kernel_size=4, stride=2, padding=1, bias=False)"),
)
first_block_like_others = change(
    "The first block has stride 2 and padding 1 like the others, so the pictures are 32 by 32.",
    ("GBlock(latent, 8 * ngf, stride=1, padding=0)", "GBlock(latent, 8 * ngf)"),
)
first_width = change(
    "blocks[0] has ngf channels and each block twice as many as before; they should halve from 8 * ngf.",
    ("GBlock(latent, 8 * ngf, stride=1, padding=0)", "GBlock(latent, ngf, stride=1, padding=0)"),
    ("GBlock(8 * ngf, 4 * ngf)", "GBlock(ngf, 2 * ngf)"),
    ("GBlock(4 * ngf, 2 * ngf)", "GBlock(2 * ngf, 4 * ngf)"),
    ("GBlock(2 * ngf, ngf)", "GBlock(4 * ngf, 8 * ngf)"),
    ("nn.ConvTranspose2d(ngf, channels", "nn.ConvTranspose2d(8 * ngf, channels"),
)
three_channels = change(
    "Pictures always have 3 channels; it should be `channels`.",
    ("nn.ConvTranspose2d(ngf, channels", "nn.ConvTranspose2d(ngf, 3"),
)
latent_of_100 = change(
    "The noise must have 100 numbers; it should be `latent`.", ("GBlock(latent,", "GBlock(100,")
)
drawn_in_constructor = change(
    "The constructor draws the weights with a standard deviation of 0.02; leave that to the caller.",
    (
        "kernel_size=4, stride=2, padding=1)",
        "kernel_size=4, stride=2, padding=1)\n"
        "        for p in self.parameters():\n"
        "            if p.dim() > 1:\n"
        "                nn.init.normal_(p, std=0.02)",
    ),
)
always_training = change(
    "It puts itself into train mode, so batch norm uses the batch in eval mode too.",
    ("return torch.tanh", "self.train()\n        return torch.tanh"),
)
plain_list = change(
    "The parameters of the blocks are not those of the network: a Python list is no module.",
    ("self.blocks = nn.Sequential(", "self.blocks = list(("),
    ("GBlock(2 * ngf, ngf),\n        )", "GBlock(2 * ngf, ngf),\n        ))"),
    ("self.last(self.blocks(z))", "self.last(nn.Sequential(*self.blocks)(z))"),
)
