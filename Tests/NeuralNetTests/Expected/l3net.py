"""Makes the arrays of this folder: a small L3-Net in PyTorch (double precision), its logits, loss,
gradients and ten steps of Adam. Run: python l3net.py. Weights and inputs follow a formula that the test
shares, so only results are stored."""
import os
import numpy as np
import torch
import torch.nn.functional as F

here = os.path.dirname(os.path.abspath(__file__))
WIDTH, BATCH = 2, 3
PICTURE, SPECTRUM = (33, 40), (40, 35)


def noise(stream, shape):
    """Hash noise of [-1, 1): 2 * frac(sin(78.233 * stream + 12.9898 * i) * 43758.5453) - 1."""
    i = np.arange(int(np.prod(shape)), dtype=np.float64)
    x = np.sin(78.233 * stream + 12.9898 * i) * 43758.5453
    return torch.tensor((2 * (x - np.floor(x)) - 1).reshape(shape)).float().double()


def tensors():
    """Names, shapes and the factor and summand of the noise that fills them, in the table's order."""
    rows, others = [], []
    for tower, inputs in (("vision", 3), ("audio", 1)):
        names = [f"{tower}.input_bn"]
        channels = [inputs]
        for block in range(4):
            outputs = WIDTH * 2 ** block
            for layer in (1, 2):
                name = f"{tower}.conv{block + 1}_{layer}"
                rows.append((f"{name}.weight", (outputs, inputs, 3, 3), (6 / (9 * inputs)) ** 0.5, 0))
                names.append(f"{name}.bn")
                channels.append(outputs)
                inputs = outputs
        for name, c in zip(names, channels):
            others += [(f"{name}.weight", (c,), 0.3, 1), (f"{name}.bias", (c,), 0.2, 0)]
    features = 16 * WIDTH
    rows += [("fc1.weight", (128, features), (6 / features) ** 0.5, 0), ("fc2.weight", (2, 128), 0.1, 0)]
    others += [("fc1.bias", (128,), 0.1, 0), ("fc2.bias", (2,), 0.1, 0)]
    return rows + others, len(rows)


def forward(p, pictures, spectra, stride, running):
    features = []
    for tower, x in (("vision", pictures), ("audio", spectra)):
        def norm(name, x):
            return F.batch_norm(x, running[name + ".running_mean"], running[name + ".running_var"],
                                p[name + ".weight"], p[name + ".bias"], training=True, momentum=0.1, eps=1e-5)
        x = norm(f"{tower}.input_bn", x)
        for block in range(1, 5):
            for layer in (1, 2):
                name = f"{tower}.conv{block}_{layer}"
                s = stride if (block, layer) == (1, 1) else 1
                x = F.relu(norm(name + ".bn", F.conv2d(x, p[name + ".weight"], stride=s, padding=1)))
            x = F.max_pool2d(x, 2) if block < 4 else x.amax(dim=(2, 3))
        features.append(x)
    h = F.relu(F.linear(torch.cat(features, 1), p["fc1.weight"], p["fc1.bias"]))
    return F.linear(h, p["fc2.weight"], p["fc2.bias"])


for stride in (1, 2):
    table, decayed = tensors()
    p = {n: (a * noise(k, s) + b).float().double().requires_grad_() for k, (n, s, a, b) in enumerate(table)}
    running = {}
    for n, s, _, _ in table:
        if "bn.weight" in n:
            base = n[:-len(".weight")]
            running[base + ".running_mean"] = torch.zeros(s).double()
            running[base + ".running_var"] = torch.ones(s).double()
    labels = torch.tensor([1, 0, 1])
    values = list(p.values())
    optimizer = torch.optim.Adam([{"params": values[:decayed], "weight_decay": 1e-2},
                                  {"params": values[decayed:], "weight_decay": 0}], lr=1e-3)
    losses = []
    for step in range(10):
        pictures = noise(1000 + step, (BATCH, 3) + PICTURE)
        spectra = noise(2000 + step, (BATCH, 1) + SPECTRUM)
        optimizer.zero_grad()
        logits = forward(p, pictures, spectra, stride, running)
        loss = F.cross_entropy(logits, labels)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            np.save(f"{here}/logits{stride}.npy", logits.detach().numpy().astype(np.float32))
            flat = torch.cat([v.grad.flatten() for v in values]).numpy()
            np.save(f"{here}/gradients{stride}.npy", flat.astype(np.float32))
            means = torch.cat([v.flatten() for v in running.values()]).numpy()
            np.save(f"{here}/running{stride}.npy", means.astype(np.float32))
        optimizer.step()
    np.save(f"{here}/losses{stride}.npy", np.array(losses, dtype=np.float32))
    if stride == 2:
        flat = torch.cat([v.detach().flatten() for v in values]).numpy()
        np.save(f"{here}/parameters{stride}.npy", flat.astype(np.float32))
    print(stride, losses)
