"""What the screen costs: a pseudo-terminal starts the real program on a copy of a session, presses keys
and reads the bytes.

    swift build -c release
    python3 Tests/Screen/budget.py                                 # sessions/quickstart, 120x36
    python3 Tests/Screen/budget.py my-session --size 200x60 --keys 200

Told are the milliseconds from the start to the first frame, from a key to its first byte (median, 99 %,
most), the bytes of a key, the share of a core while nothing is pressed, and the memory after all screens.
The budgets: first frame under 200 ms, a key under 30 ms, a move of the cursor by one cell under 8 kB, idle
under 2 %, memory under 300 MB. Needs nothing beside Python.
"""

import argparse
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
from pathlib import Path

# What is pressed on which screen: keys that move a cursor by one cell, row or point.
SCREENS = [("train", "1", "lh"), ("units", "2", "jk"), ("clip", "3", "lh"), ("embed", "4", "lh"),
           ("clusters", "5", "jk"), ("jobs", "7", "jk")]
QUIET = 0.15  # seconds without a byte after which a picture is whole


class Screen:
    """The program on a terminal of its own."""

    def __init__(self, words, folder, columns, lines):
        variables = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor",
                     "LANG": "C.UTF-8", "EARSIGHT_SESSIONS": folder}
        self.start = time.monotonic()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.execve(words[0], words, variables)

    def read(self, patience, until=b""):
        """Bytes until none came for QUIET seconds, or `until` was among them, and when the first and
        the last came; patience is the most seconds to the first."""
        first = last = None
        seen = b""
        while select.select([self.terminal], [], [], patience)[0]:
            try:
                seen += os.read(self.terminal, 1 << 16)
            except OSError:  # the program is gone
                break
            last = time.monotonic()
            first = first or last
            if until and until in seen:
                break
            patience = QUIET
        return seen, first, last

    def press(self, key):
        """Milliseconds to the first byte, and all bytes; (None, 0) where nothing changes."""
        start = time.monotonic()
        os.write(self.terminal, key.encode())
        seen, first, _ = self.read(0.5)
        return (None if first is None else 1000 * (first - start)), len(seen)

    def seconds(self):
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self, name):
        """VmRSS, or VmHWM for the most there was."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split(name + ":")[1].split()[0]) / 1024

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        self.read(1)
        os.waitpid(self.pid, 0)


def quantile(values, share):
    values = sorted(values)
    return round(values[min(len(values) - 1, int(share * len(values)))], 2) if values else None


def measure(options, program, session, folder):
    columns, lines = (int(number) for number in options.size.split("x"))
    words = [program, session]
    firsts = []
    for _ in range(options.starts):
        screen = Screen(words, folder, columns, lines)
        # The last row of the first picture: the keys of the footer.
        firsts.append(1000 * (screen.read(10, until=b"help")[2] - screen.start))
        screen.end()
    screen = Screen(words, folder, columns, lines)
    screen.read(10)
    times, screens = [], {}
    for name, digit, moves in SCREENS:
        screen.press(digit)
        while screen.read(1.5)[1]:
            pass
        pressed = [screen.press(moves[place % 2]) for place in range(options.keys)]
        own = [milliseconds for milliseconds, _ in pressed if milliseconds is not None]
        times += own
        while screen.read(1.5)[1]:
            pass
        begin, start = screen.seconds(), time.monotonic()
        still = len(screen.read(options.idle)[0])
        time.sleep(max(0, options.idle - (time.monotonic() - start)))
        idle = (screen.seconds() - begin) / (time.monotonic() - start)
        screens[name] = {
            "p50_milliseconds": quantile(own, 0.5), "p99_milliseconds": quantile(own, 0.99),
            "bytes_p50": quantile([count for _, count in pressed], 0.5),
            "bytes_max": max(count for _, count in pressed), "idle_bytes": still,
            "idle_percent": round(100 * idle, 2)}
    result = {
        "first_frame_milliseconds": [round(value, 1) for value in sorted(firsts)],
        "p50_milliseconds": quantile(times, 0.5), "p99_milliseconds": quantile(times, 0.99),
        "max_milliseconds": quantile(times, 1), "keys": len(times),
        "rss_megabytes": round(screen.megabytes("VmRSS"), 1),
        "most_megabytes": round(screen.megabytes("VmHWM"), 1), "size": options.size,
        "screens": screens}
    screen.end()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("session", nargs="?", default="sessions/quickstart")
    parser.add_argument("--program", default=".build/release/earsight")
    parser.add_argument("--size", default="120x36")
    parser.add_argument("--keys", type=int, default=50, help="keys on each screen")
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--idle", type=float, default=5, help="seconds of idling on each screen")
    options = parser.parse_args()
    program = str(Path(options.program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(options.session, copy)
        (copy / "SHIPPED.md").unlink(missing_ok=True)
        # Once before, so that the program is in memory.
        subprocess.run([program, "--help"], stdout=subprocess.DEVNULL, check=True)
        print(json.dumps(measure(options, program, str(copy), folder), indent=1))


if __name__ == "__main__":
    main()
