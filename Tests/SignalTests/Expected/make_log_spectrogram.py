"""Makes the expected log-spectrograms with SciPy, in double precision (science.md, section 2).

Run in this folder: python3 make_log_spectrogram.py
Writes log_spectrogram.npy, [3 signals, 257 frequencies, 20 frames (every tenth)], and
log_spectrogram_means.npy, [3, 199]: the mean over frequencies of every frame.
"""
import numpy as np
import scipy.fft
import scipy.signal

n = np.arange(48000)


def noise():
    state, values = 12345, np.empty(48000)
    for i in range(48000):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = state / 2**31 - 1
    return values


signals = [
    0.5 * np.sin(2 * np.pi * 440 * n / 48000) + 0.25 * np.sin(2 * np.pi * 7333 * n / 48000 + 1),
    0.1 * noise() * np.exp(-((n - 20000) / 9000.0) ** 2),
    np.where(n >= 24000, 0.8 * np.sin(2 * np.pi * (200 + n / 12.0) * n / 48000), 0.0),
]
window = scipy.signal.get_window("hann", 480, fftbins=True)
spectrograms = []
for signal in signals:
    signal = signal.astype(np.float32).astype(np.float64)
    frames = np.lib.stride_tricks.sliding_window_view(signal, 480)[::240]
    assert frames.shape == (199, 480)
    magnitudes = np.abs(scipy.fft.rfft(frames * window, 512, axis=1))
    spectrograms.append((np.log(np.maximum(magnitudes, 1e-12)) / 5).T)
spectrograms = np.array(spectrograms)
np.save("log_spectrogram.npy", spectrograms[:, :, ::10].astype(np.float32))
np.save("log_spectrogram_means.npy", spectrograms.mean(axis=1).astype(np.float32))
