"""kill -9 of the screen while names and notes are typed: what is lost, and how old it was.

    python3 Tests/Screen/kills.py PROGRAM [KILLS [SEED]]

Each round names units as fast as a quick typist until a random moment, kills the screen, and looks
into the session: what was accepted more than a second before must be there.
"""

import random
import sys
import time

from program import Program, Workplace


def main():
    path = sys.argv[1]
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    place = Workplace()
    total = lost = late = 0
    oldest = 0.0
    for turn in range(kills):
        program = Program(path, place)
        program.send(b"\x1b\x1b\x1b\x1b2")
        program.rest(0.3)
        accepted = []
        end = time.monotonic() + dice.uniform(0.3, 4.0)
        number = 0
        while time.monotonic() < end:
            number += 1
            for kind in ("name", "note"):
                text = f"{kind} {turn}.{number}"
                for part in (["A"] if kind == "name" else []) + ["\x15"] + list(text) + ["\r"]:
                    program.send(part.encode())
                    time.sleep(dice.uniform(0.002, 0.02))
                    if time.monotonic() >= end:
                        break
                else:
                    # Both are kept when the second is accepted.
                    if kind == "note":
                        now = time.monotonic()
                        accepted += [(f"name {turn}.{number}", now), (text, now)]
                    continue
                break
            else:
                program.send(b"]")
                continue
            break
        killed = time.monotonic()
        program.kill()
        written = {row[0] for row in place.ask("SELECT after FROM edit")}
        gone = [(text, killed - when) for text, when in accepted if text not in written]
        total += len(accepted)
        lost += len(gone)
        late += sum(1 for _, age in gone if age > 1)
        oldest = max([oldest] + [age for _, age in gone])
        if place.ask("PRAGMA integrity_check") != [("ok",)]:
            print("FAILED: the database is damaged")
            sys.exit(1)
    place.close()
    print(
        f"{kills} kills, {total} names and notes accepted, {lost} lost, the oldest of them "
        f"{oldest * 1000:.0f} ms before the kill; {late} older than a second")
    sys.exit(1 if late or not total else 0)


main()
