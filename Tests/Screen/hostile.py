"""A session whose every text is hostile: what reaches the terminal, the standard streams and files?

    python3 Tests/Screen/hostile.py PROGRAM

Labels, file names, runs, events, jobs, results, notes, selections, filters and the journal of a copy
of the shipped session are given escape sequences, C1 controls, direction marks, wide, combining and
zero-width letters, markup, line ends and 300 letters. Every screen and overlay is shown, every
export written, the report made and the commands run; nothing may pass but letters.
"""

import glob
import json
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata

from program import Died, Program, Workplace

EVIL = (
    "e\x1b]0;owned\x07\x1b[2J\x9b31m\u202ev\u2066\u200bi\u200dl\ufeff\n\t\r<script>alert(1)</script>"
    "<\u0338b>\"'&amp; 漢字 a\u0301\u0301 \U0001f1e9\U0001f1ea =1+1 | : ~ ")
LONG = EVIL + "n" * 300
# What ncurses writes: cursor, colour, modes, character sets; and the mouse modes.
ALLOWED = re.compile(
    "\x1b\\[[0-9;?<]*[A-Za-z]|\x1b\\(B|\x1b\\)0|\x1b[=>78M]|[\x08\t\r\n\x0e\x0f]")


def steering(text):
    """Letters that a terminal may do something with other than draw."""
    return {ascii(c) for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs")}


class Findings:
    def __init__(self):
        self.failures, self.looks = [], 0

    def look(self, where, data, strip=ALLOWED, isMarkup=False):
        """Looks through bytes; `strip` matches what may be there besides letters."""
        self.looks += 1
        # What is kept of a long picture may begin within a letter.
        text = data.lstrip(bytes(range(0x80, 0xC0))).decode("utf-8", errors="surrogateescape")
        found = steering(strip.sub("", text))
        if found:
            place = min(text.find(c) for c in map(eval, found) if c in text)
            self.failures.append(f"{where}: {sorted(found)} at {ascii(text[place - 40:place + 40])}")
        if isMarkup and "<script>alert" in text:
            self.failures.append(f"{where}: a label is read as markup")


def spoil(place, isWhole=True):
    """Gives every text of the session's database something hostile; not whole, runs keep their names
    and clips their paths, by which the commands find checkpoints and videos."""
    database = sqlite3.connect(os.path.join(place.session, "session.sqlite"))

    def names(value, runs):
        if isinstance(value, dict):
            return {key: names(item, runs) for key, item in value.items()}
        if isinstance(value, list):
            return [names(item, runs) for item in value]
        return runs.get(value, value) if isinstance(value, str) else value

    renamed = {name: name + EVIL for (name,) in database.execute("SELECT name FROM run") if isWhole}
    labels = {label: label + LONG for (label,) in
              database.execute("SELECT DISTINCT label FROM clip WHERE label IS NOT NULL")}
    for table, column in [("run", "name"), ("embeddingIndex", "run")]:
        for old, new in renamed.items():
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (new, old))
    for old, new in labels.items():
        database.execute("UPDATE clip SET label = ? WHERE label = ?", (new, old))
    database.execute("UPDATE clip SET source = source || ?", (EVIL,))
    if isWhole:
        database.execute("UPDATE clip SET path = path || ?", (EVIL,))
    for key, provenance, figures in database.execute(
            "SELECT id, provenance, figures FROM result").fetchall():
        database.execute(
            "UPDATE result SET provenance = ?, figures = ? WHERE id = ?",
            (json.dumps(names(json.loads(provenance), renamed)),
             json.dumps(names(json.loads(figures), labels)), key))
    for old, new in renamed.items():
        database.execute(
            "UPDATE note SET subject = replace(subject, ?, ?)", (f"/{old}/", f"/{new}/"))
    database.execute("UPDATE note SET text = text || ? WHERE kind IN ('name', 'note')", (LONG,))
    database.execute("UPDATE note SET subject = subject || ? WHERE subject LIKE 'selection/%'",
                     (EVIL,))
    database.execute("UPDATE edit SET after = after || ? WHERE kind IN ('name', 'note')", (LONG,))
    database.execute("UPDATE event SET kind = kind || ?, text = text || ?", (EVIL, LONG))
    database.execute("UPDATE heartbeat SET host = host || ?, message = ?", (EVIL, LONG))
    database.execute("UPDATE job SET title = title || ?, stage = ?, message = ?",
                     (LONG, EVIL, LONG))
    database.execute("INSERT OR REPLACE INTO skipped VALUES (?, ?)", ("/v/" + EVIL, LONG))
    database.execute("INSERT INTO journal (time, command, arguments) VALUES (1, ?, ?)",
                     ("notes.unit" + EVIL, json.dumps([EVIL])))
    for key, value in database.execute("SELECT key, value FROM viewState").fetchall():
        try:
            view = json.loads(value)
        except ValueError:
            continue
        if "filter" in view:
            view["filter"] = "-" + EVIL.replace("\n", " ")
            database.execute(
                "UPDATE viewState SET value = ? WHERE key = ?", (json.dumps(view), key))
    database.commit()
    database.close()


def screens(path, place, findings, size):
    """Every screen, what lies over it, and every export."""
    program = Program(path, place, *size)

    def press(keys, where):
        program.tail = b""
        program.send(keys.encode())
        program.rest(0.1)
        program.sync()
        findings.look(f"{size[0]}x{size[1]} {where}", program.tail)

    for tab in "12345678&":
        press("\x1b\x1b\x1b\x1b" + tab, f"screen {tab}")
        for keys in ["\t", "\t", "\t", "j", "j", "?", "\x1b", "/", "l", "\t", "\x15", "p", "\t",
                     "\x15n\t", "\x15s\t", "\x15k\t", "\x1b", ":", "name", "\x1b", "B", "\x1b", "s",
                     "\x1b", "A", "\x1b", "\x0f", "\x1b", "C", "M", "D", "o"]:
            press(keys, f"screen {tab}, {ascii(keys)}")
        press("\x1b\x1b\x1b", f"screen {tab}")
        for format in "pscntfGg":
            press("e" + format, f"screen {tab}, export {format}")
    program.send(b"\x1b\x1b\x1b\x1b")
    program.sync()
    program.tail = b""
    code = program.quit()
    findings.look("quitting", program.tail)
    if code:
        findings.failures.append(f"the screen ends with {code}")


def commands(path, place, findings):
    """Standard output and error of the commands, as text and as JSON, and the report."""
    session, folder = place.session, place.folder
    script = os.path.join(folder, "script")
    with open(script, "w") as file:
        file.write("show.units\nunits.fly" + EVIL.replace("\n", "") + "\n")
    good = os.path.join(folder, "good")
    with open(good, "w") as file:
        file.write("show.units\nscreen\nshow.log\nscreen\nshow.jobs\nscreen\nshow.clust\nscreen\n")
    settings = os.path.join(folder, "config", "earsight")
    os.makedirs(settings, exist_ok=True)
    with open(os.path.join(settings, "config"), "w") as file:
        file.write(f'theme = "{EVIL}"\n{EVIL} = 1\n[keys]\n"{EVIL}" = "P"\n"train.pause" = "{EVIL}"\n')
    videos = os.path.join(folder, "videos")
    os.makedirs(videos)
    for name in [EVIL.replace("/", "")[:80] + ".mp4", "漢字\u202e.mp4", "a\nb.mp4"]:
        with open(os.path.join(videos, name), "w") as file:
            file.write("no video")
    with open(os.path.join(videos.encode(), b"bad\xff\xed\xa0\x80.mp4"), "w") as file:
        file.write("no video")
    report = os.path.join(folder, "report.html")
    evil = EVIL.replace("\x00", "")
    lists = [
        ["sessions"], ["jobs", session], ["units", session], ["watch", session], ["config"],
        ["doctor"], ["run", session, script], ["run", session, good], ["sessions", session],
        ["export", session, "report", "--output", report], ["new", "x", "--videos", videos],
        ["new", evil, "--videos", videos], ["train", evil], [evil], ["--" + evil],
        ["open", evil], ["neighbours", session, "--clip", "1"], ["copy", session, evil],
        ["embed", evil], ["spectrogram", evil], ["units", session, "--run", evil],
        ["kmeans", session, "--clusters", evil], ["relocate", session, evil],
        ["prefer", session], ["tsne", session, "--perplexity", evil],
    ]
    for words in lists:
        for more in ([], ["--json"]):
            outcome = subprocess.run(
                [os.path.abspath(path), *words, *more], cwd=folder, env=place.environment(),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
            where = ascii(" ".join(words[:1] + more))
            findings.look(f"{where} out", outcome.stdout, re.compile("[\n]"))
            findings.look(f"{where} err", outcome.stderr, re.compile("[\n]"))
            if outcome.returncode < 0:
                findings.failures.append(f"{where}: signal {-outcome.returncode}")
            if more and outcome.returncode == 0 and outcome.stdout:
                json.loads(outcome.stdout.splitlines()[-1])


def files(place, findings):
    """What was written."""
    for ending, separators in [("txt", "\n"), ("csv", "\r\n"), ("svg", "\n"), ("html", "\n")]:
        for name in glob.glob(os.path.join(place.folder, "**", "*." + ending), recursive=True):
            with open(name, "rb") as file:
                findings.look(
                    ascii(os.path.relpath(name, place.folder)), file.read(),
                    re.compile(f"[{separators}]"), isMarkup=ending in ("svg", "html"))
    for folder, _, names in os.walk(os.path.join(place.session, "exports")):
        for name in names:
            if steering(name) or len(name) > 200:
                findings.failures.append("a file is called " + ascii(name))


def main():
    path = sys.argv[1]
    findings = Findings()
    place = Workplace()
    spoil(place)
    try:
        for size in [(80, 24), (120, 36), (200, 60)]:
            screens(path, place, findings, size)
    except Died as reason:
        findings.failures.append(f"the screen: {reason}")
    files(place, findings)
    other = Workplace()
    spoil(other, isWhole=False)
    commands(path, other, findings)
    files(other, findings)
    report = os.path.join(other.folder, "report.html")
    if not os.path.exists(report):
        findings.failures.append("there is no report")
    else:
        with open(report, encoding="utf-8") as file:
            if "&lt;script&gt;alert(1)" not in file.read():
                findings.failures.append("the report does not show the labels")
    other.close()
    print(f"{findings.looks} looks at hostile texts, {len(findings.failures)} of them passed raw")
    for failure in findings.failures:
        print("  " + failure)
    place.close()
    sys.exit(1 if findings.failures else 0)


main()
