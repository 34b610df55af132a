"""Presses every key that a footer shows, on every screen at three sizes, in the real program.

    python3 Tests/Screen/footers.py PROGRAM [80x24]

After each key something on the screen must be another than before; then Esc, five times at most,
must lead home: the screen's own footer, and no overlay. Needs tmux.
"""

import os
import subprocess
import sys
import time

from program import Workplace

SCREENS = {"1": "Train", "2": "Units", "3": "Clip", "4": "Embed", "5": "Clust", "6": "Prefs",
           "7": "Jobs", "8": "Log", "&": "Pairs"}
NAMED = {"Tab": "Tab", "S-Tab": "BTab", "Enter": "Enter", "Esc": "Escape", "Space": "Space",
         "Up": "Up", "Down": "Down", "Left": "Left", "Right": "Right", "Backspace": "BSpace"}


class Terminal:
    def __init__(self, path, place, size):
        self.socket = os.path.join(place.folder, "tmux")
        self.path, self.place, self.size = os.path.abspath(path), place, size
        self.open()

    def tmux(self, *words):
        return subprocess.run(
            ["tmux", "-S", self.socket, *words], capture_output=True, text=True, timeout=20).stdout

    def open(self):
        width, height = self.size
        variables = [f"{name}={value}" for name, value in self.place.environment().items()]
        command = ["env", "-i", *variables, "TERM=tmux-256color", self.path, "open",
                   self.place.session]
        subprocess.run(
            ["tmux", "-S", self.socket, "-f", "/dev/null", "new-session", "-d", "-x", str(width),
             "-y", str(height), *command], check=True, env=self.place.environment())
        self.tmux("set", "-g", "status", "off")
        self.settled(1.0)

    def shown(self):
        return self.tmux("capture-pane", "-p", "-e")

    def settled(self, least=0.12, most=6.0):
        """What is shown when it no longer changes."""
        time.sleep(least)
        before, end = self.shown(), time.monotonic() + most
        while time.monotonic() < end:
            time.sleep(0.08)
            now = self.shown()
            if now == before and " ... " not in now:
                return now
            before = now
        return before

    def changed(self, before, most=2.5):
        """What is shown once it is another than before, or at last."""
        end = time.monotonic() + most
        while time.monotonic() < end:
            time.sleep(0.06)
            now = self.shown()
            if now != before:
                return now
        return before

    def press(self, *keys):
        for key in keys:
            if key in NAMED:
                self.tmux("send-keys", NAMED[key])
            elif len(key) == 2 and key[0] == "^":
                self.tmux("send-keys", "C-" + key[1])
            else:
                self.tmux("send-keys", "-l", key)

    def footer(self):
        """Key and label of each entry in the last row, by their looks: bold, then dim."""
        row = self.shown().rstrip("\n").split("\n")[-1]
        entries, style, key, label = [], "", "", ""
        pieces = row.split("\x1b[")
        for piece in pieces[1:]:
            code, _, text = piece.partition("m")
            style = code
            words = code.split(";")
            if "1" in words:
                if key:
                    entries.append((key.strip(), label.strip()))
                key, label = text, ""
            else:
                label += text
        if key:
            entries.append((key.strip(), label.strip()))
        return [(key, label) for key, label in entries if key]

    def is_alive(self):
        return bool(self.tmux("list-panes", "-F", "#{pane_pid}").strip())

    def close(self):
        self.tmux("kill-server")


def home(terminal):
    """Esc as often as needed; how often that was, or None."""
    for count in range(6):
        shown = terminal.settled()
        keys = dict(terminal.footer())
        if "?" in keys and "Esc" not in keys and "zoomed" not in shown:
            return count
        terminal.press("Esc")
    return None


def main():
    path = sys.argv[1]
    sizes = [(80, 24), (120, 36), (200, 60)]
    if len(sys.argv) > 2:
        sizes = [tuple(int(part) for part in sys.argv[2].split("x"))]
    failures, pressed, most = [], 0, 0
    for size in sizes:
        place = Workplace()
        terminal = Terminal(path, place, size)
        for digit, name in SCREENS.items():
            def begin():
                terminal.press("Esc", "Esc", "Esc", "Esc", "Esc", digit)
                terminal.settled(0.2)
            # A clip is opened first, so that its screen has one.
            if digit == "3":
                terminal.press("Esc", "2")
                terminal.settled(0.5)
                terminal.press("Enter")
            begin()
            entries = terminal.footer()
            keys = []
            for key, label in entries:
                if key == "q":
                    continue
                keys.append(([key], label))
                if key == "e":
                    terminal.press("e")
                    terminal.settled()
                    keys += [(["e", other], word) for other, word in terminal.footer()]
                    terminal.press("Esc")
            for sequence, label in keys:
                begin()
                for key in sequence[:-1]:
                    terminal.press(key)
                    terminal.settled()
                before = terminal.settled()
                terminal.press(sequence[-1])
                after = terminal.changed(before)
                if after == before:
                    # What it needs was still on its way.
                    terminal.press(sequence[-1])
                    after = terminal.changed(before)
                pressed += 1
                where = f"{size[0]}x{size[1]} {name}: {' '.join(sequence)} {label}"
                if not terminal.is_alive():
                    failures.append(where + ": the program ended")
                    terminal.open()
                    continue
                if after == before:
                    failures.append(where + ": nothing changes")
                if sequence == ["Tab"]:
                    # The other keys are of the pane that had them.
                    terminal.press("S-Tab")
                escapes = home(terminal)
                if escapes is None:
                    failures.append(where + ": Esc does not lead home")
                else:
                    most = max(most, escapes)
        terminal.close()
        place.close()
    print(f"{pressed} keys of footers pressed, {len(failures)} without effect or way home; Esc "
          f"{most} times at most")
    for failure in failures:
        print("  " + failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
