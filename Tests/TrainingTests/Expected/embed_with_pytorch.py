#!/usr/bin/env python3
"""Reproduces `earsight embed` in PyTorch from exported weights, on any real clip.

    pip install numpy torch safetensors pillow
    earsight export SESSION weights --output l3.safetensors
    python3 embed_with_pytorch.py EARSIGHT l3.safetensors CLIP.mp4

Decodes the clip with the ffmpeg program, computes spectrogram and network on its own, and compares with
what `earsight embed` writes for the same sound (as a 48 kHz WAV) and the same picture (as a PNG).
Prints the largest difference relative to the largest value; exits 1 when one is above 1e-4.
"""
import subprocess, sys, tempfile
import numpy as np
import torch
from PIL import Image
from safetensors import safe_open
from torch.nn import functional as F

earsight, weights, clip = sys.argv[1:4]
with safe_open(weights, "pt") as f:
    p = {k: f.get_tensor(k) for k in f.keys()}
    stride = int(f.metadata()["stride"])


def norm(x, name):
    return F.batch_norm(x, p[name + ".running_mean"], p[name + ".running_var"], p[name + ".weight"], p[name + ".bias"], eps=1e-5)


def pool4(x, tower):
    x = norm(x, f"{tower}.input_bn")
    for block in range(1, 5):
        for layer in (1, 2):
            name = f"{tower}.conv{block}_{layer}"
            x = F.conv2d(x, p[name + ".weight"], stride=stride if (block, layer) == (1, 1) else 1, padding=1)
            x = norm(x, name + ".bn").relu()
        if block < 4:
            x = F.max_pool2d(x, 2)
    return x.amax((2, 3)).numpy()


def spectrogram(second):
    frames = np.lib.stride_tricks.sliding_window_view(second, 480)[::240] * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(480) / 480))
    return np.log(np.maximum(np.abs(np.fft.rfft(frames, 512)), 1e-12)).T / 5


def run(*words):
    subprocess.run([str(w) for w in words], check=True, stdout=subprocess.DEVNULL)


worst = 0
with tempfile.TemporaryDirectory() as d:
    run("ffmpeg", "-v", "error", "-i", clip, "-map", "0:a:0", "-ac", "1", "-ar", "48000", "-c:a", "pcm_f32le", f"{d}/a.wav")
    run("ffmpeg", "-v", "error", "-ss", "1", "-i", clip, "-frames:v", "1", "-vf", "scale=340:256,setsar=1,format=rgb24", f"{d}/v.png")
    for name, modality in (("a.wav", "audio"), ("v.png", "vision")):
        run(earsight, "embed", f"{d}/{name}", "--checkpoint", weights, "--modality", modality, "--hop", "0.5", "--quiet")
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", f"{d}/a.wav", "-f", "f32le", "-"], check=True, capture_output=True).stdout
    sound = np.concatenate([np.zeros(24000), np.frombuffer(raw, np.float32).clip(-1, 1).astype(np.float64), np.zeros(48000)])
    ours = np.load(f"{d}/a.npz")
    starts = (ours["timestamps"] * 48000).round().astype(int)
    spectra = np.stack([spectrogram(sound[s:s + 48000]) for s in starts])[:, None]
    theirs = pool4(torch.from_numpy(spectra.astype(np.float32)), "audio")
    picture = np.asarray(Image.open(f"{d}/v.png")).astype(np.float32)
    left, top = round((picture.shape[1] - 224) / 2), (picture.shape[0] - 224) // 2
    picture = picture[top:top + 224, left:left + 224].transpose(2, 0, 1)[None] * 2 / 255 - 1
    pairs = [("audio", ours["embedding"], theirs),
             ("vision", np.load(f"{d}/v.npz")["embedding"][:1], pool4(torch.from_numpy(picture), "vision"))]
    for modality, a, b in pairs:
        difference = float(np.abs(a - b).max() / np.abs(b).max())
        worst = max(worst, difference)
        print(f"{modality}: {a.shape[0]} x {a.shape[1]} values, largest difference {difference:.2e} of the largest value")
sys.exit(worst > 1e-4)
