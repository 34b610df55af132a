"""The twelve tasks of a researcher, played in the real program on the shipped session.

    python3 Tests/Screen/tasks.py PROGRAM [120x36]

Told are the keys of each task, how many they are, and the row of the screen that shows it was done; the
words of a name and a note are one key each. Ends with 1 where a task fails or takes more than ten keys.
Needs tmux.
"""

import glob
import os
import re
import sys
import time

from footers import Terminal
from program import Workplace

# What is done, the screen it begins on, its keys, and what is seen then.
TASKS = [
    ("read the loss at step 1,200", "1", "t 1 2 0 0 Enter", r"step 1,200|1,200 .*train"),
    ("find the unit that prefers a class", "2", "6 / b e l Enter Enter", r"Units > .* > u\d+"),
    ("see its top five with heatmaps", "6", "2", r"1  \d\.\d+ .*2  \d\.\d+ .*3  \d\.\d+"),
    ("hear them", "2", "p", r"playing|no player|none of|could not play"),
    ("compare it with the random network", "2", "D", r"trained - random"),
    ("name it and write a note", "2", "A ^u wailing Enter ^u rises Enter", r'"wailing"'),
    ("filter by preference and selectivity", "2", "/ p Tab b Tab s Tab . 4 Enter",
     r"[/ ]pref:\w+ sel>\.4"),
    ("box-select a group of a t-SNE by cluster", "4", "C v L L L K K K Enter",
     r"selected \d+|\d+ selected"),
    ("nearest neighbours in the other modality", "4", "x n Enter", r"Clip > "),
    ("NMI beside its floor", "2", "5 S-Tab", r"random assignment +\.\d+"),
    ("export the figure", "2", "e p", r"exports/.*\.png|\.png"),
]


def play(terminal, keys):
    for key in keys.split():
        terminal.press(key)
        terminal.settled(0.1)


def seen(terminal, pattern, seconds=8):
    """The first row that shows it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for row in terminal.tmux("capture-pane", "-p").split("\n"):
            if re.search(pattern, row):
                return " ".join(row.split())
        time.sleep(0.2)
    return None


def main():
    size = tuple(int(part) for part in (sys.argv[2] if len(sys.argv) > 2 else "120x36").split("x"))
    place = Workplace()
    terminal = Terminal(sys.argv[1], place, size)
    failures = 0

    def tell(name, keys, row):
        nonlocal failures
        isDone = row is not None and keys <= 10
        failures += not isDone
        print(f"{'ok ' if isDone else 'BAD'} {keys:2} keys  {name}\n       {row or 'not seen'}")

    try:
        for name, begin, keys, pattern in TASKS:
            terminal.press("Esc", "Esc", "Esc", "Esc", begin)
            terminal.settled(1.0)
            print(f"    {keys}")
            play(terminal, keys)
            tell(name, len(keys.split()), seen(terminal, pattern))
            if keys == "D":  # back to the trained network
                play(terminal, "D D")
        time.sleep(2)  # figures are written meanwhile
        for file in glob.glob(os.path.join(place.session, "exports", "*")):
            print(f"       {os.path.basename(file)}, {os.path.getsize(file):,} bytes")
        # Left and opened again: the same screen with the same name.
        terminal.press("Esc", "Esc", "Esc", "2")
        terminal.press("/", "^u", *"name:wailing", "Enter")
        terminal.settled(1.5)
        before = seen(terminal, r"u\d+ .*wailing")
        terminal.press("q")
        time.sleep(1.5)
        terminal.open()
        after = seen(terminal, r"u\d+ .*wailing")
        tell("close, reopen, find all as it was", 1, after if after == before else None)
    finally:
        terminal.close()
        place.close()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
