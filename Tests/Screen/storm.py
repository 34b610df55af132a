"""A hundred thousand random keys and a thousand resizes for the real program.

    python3 Tests/Screen/storm.py PROGRAM [KEYS [SEED]]

Left out are keys that quit, suspend, start jobs, play sound or write outside the session, and undo,
which would take back what is looked for at the end. Names and notes are typed on the way; at the end
each must be in the session, and each subject must have what was last said of it.
"""

import random
import sys
import time

from program import Died, Program, Workplace

# Nor W: where it leads to clips that were never embedded, no unit can be named.
LETTERS = [chr(code) for code in range(33, 127) if chr(code) not in "qRwpuW:P"]
# Whole sequences: a palette that is closed again, exports into the session, filters, the mouse.
MORE = [
    ":log\x1b", ":zoom\x1b", "et", "ec", "es", "ep", "en", "eG", "/p\tb\t\r", "/s\t\t\r", "\x1b[A",
    "\x1b[B", "\x1b[C", "\x1b[D", "\x1bOH", "\x1bOF", "\x1b[5~", "\x1b[6~", "\x1b[Z", "\t", "\r",
    "\r", "\x1b", "\x7f", "\x04", "\x15", "\x0e", "\x17", "\x0c", "é", "漢", "\u202e",
]
HOME = "\x1b" * 8


def mouse(dice, width, height):
    """A press and release, or a turn of the wheel, somewhere (SGR)."""
    x, y = dice.randint(1, width), dice.randint(1, height)
    if dice.random() < 0.5:
        return f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"
    return f"\x1b[<{64 + dice.randint(0, 1)};{x};{y}M"


def open_name(program):
    """Goes to the units and begins to name one."""
    program.resize(100, 30)
    program.rest(0.2)
    for _ in range(20):
        program.send(HOME.encode())
        program.sync()
        program.send(b"2A")
        program.tail = b""
        program.sync()
        if b"takes it back" in program.tail:
            return
        # The units of this tower have to be read first.
        time.sleep(0.5)
    raise Died("A opens no line for a name")


def main():
    path = sys.argv[1]
    keys = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    place = Workplace()
    said = []
    pressed = resizes = 0
    begun = time.monotonic()
    program = Program(path, place)
    width, height = 120, 36
    recent = []
    try:
        while pressed < keys:
            text = ""
            for _ in range(100):
                chance = dice.random()
                if chance < 0.75:
                    text += dice.choice(LETTERS)
                elif chance < 0.95:
                    text += dice.choice(MORE)
                else:
                    text += mouse(dice, width, height)
                pressed += 1
            recent = (recent + [text])[-3:]
            program.send(text.encode())
            program.sync()
            width, height = dice.randint(1, 300), dice.randint(1, 100)
            program.resize(width, height)
            resizes += 1
            if resizes % 25 == 0:
                # A unit is named as a person does it.
                name, note = f"name {resizes}", f"note {resizes}"
                open_name(program)
                program.send(f"\x15{name}\r\x15{note}\r".encode())
                program.sync()
                said += [name, note]
            program.check()
        program.resize(120, 36)
        program.rest(0.5)
        program.send(HOME.encode())
        program.sync()
        code = program.quit()
    except Died as reason:
        print(f"FAILED after {pressed} keys and {resizes} resizes: {reason}")
        print("the last keys:", ascii("".join(recent)))
        print("the end of what it wrote:", ascii(program.tail.decode(errors="replace")[-1500:]))
        sys.exit(1)
    seconds = time.monotonic() - begun
    edits = place.ask("SELECT subject, kind, after FROM edit WHERE NOT isUndone ORDER BY id")
    written = {after for _, _, after in edits}
    missing = [text for text in said if text not in written]
    last = {(subject, kind): after for subject, kind, after in edits}
    notes = {(row[0], row[1]): row[2] for row in place.ask("SELECT subject, kind, text FROM note")}
    differing = [key for key, text in last.items() if notes.get(key) != text]
    print(
        f"{pressed} keys, {resizes} resizes in {seconds:.0f} s, {program.output / 1e6:.1f} MB drawn; "
        f"exit {code}; {len(said)} names and notes typed, {len(missing)} missing; "
        f"{len(edits)} edits, {len(differing)} of {len(last)} notes other than last said")
    if code or missing or differing:
        print("missing:", missing[:10], "differing:", differing[:10])
        sys.exit(1)
    place.close()


main()
