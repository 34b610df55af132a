"""The real program on a pseudo-terminal, over a copy of a session. Standard library only."""

import fcntl
import os
import pty
import select
import shutil
import signal
import sqlite3
import struct
import tempfile
import termios
import time

SHIPPED = os.path.join(os.path.dirname(__file__), "..", "..", "sessions", "quickstart")


class Died(Exception):
    """The program ended by itself."""


class Workplace:
    """A folder that has all that the program may write to: a copy of a session, home, settings."""

    def __init__(self, session=SHIPPED):
        self.folder = tempfile.mkdtemp(prefix="earsight-screen-")
        self.session = os.path.join(self.folder, "sessions", "copy")
        # Without its mark the copy is a session as any other, which is written to.
        shutil.copytree(session, self.session, ignore=shutil.ignore_patterns("SHIPPED.md"))

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        return kept | {
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": self.folder,
            "XDG_CONFIG_HOME": os.path.join(self.folder, "config"),
            "EARSIGHT_SESSIONS": os.path.join(self.folder, "sessions"),
        }

    def ask(self, sql, *values):
        """Rows of the session's database."""
        database = sqlite3.connect(os.path.join(self.session, "session.sqlite"), timeout=10)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def close(self):
        """Ends the jobs that were started here, and takes the folder away."""
        for (pid,) in self.ask("SELECT pid FROM job WHERE state IN ('queued', 'running', 'paused')"):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    if self.folder.encode() in file.read():
                        os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        shutil.rmtree(self.folder, ignore_errors=True)


class Program:
    """earsight on a session of a workplace, with a terminal of a size."""

    def __init__(self, path, place, width=120, height=36):
        path = os.path.abspath(path)
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(place.folder)
            os.execve(path, [path, "open", place.session], place.environment())
        os.set_blocking(self.terminal, False)
        self.code = None
        self.output = 0
        self.tail = b""
        self.resize(width, height)
        # The first picture is some thousand bytes.
        end = time.monotonic() + 20
        while self.output < 2000 and time.monotonic() < end:
            self.rest(0.1)
        self.rest(0.5)

    def resize(self, width, height):
        """Gives the terminal another size and says so."""
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, size)
        os.kill(self.pid, signal.SIGWINCH)

    def _read(self):
        try:
            part = os.read(self.terminal, 65536)
        except BlockingIOError:
            return False
        except OSError:
            part = b""
        if not part:
            time.sleep(0.2)
            self.check()
            raise Died("the terminal was closed")
        self.output += len(part)
        self.tail = (self.tail + part)[-40000:]
        return True

    def send(self, data):
        """Writes keys as fast as they are read, and reads what is drawn meanwhile."""
        while data:
            readable, writable, _ = select.select([self.terminal], [self.terminal], [], 10)
            if not readable and not writable:
                raise Died("it takes no key any more")
            if readable:
                self._read()
            if writable:
                try:
                    data = data[os.write(self.terminal, data[:256]):]
                except BlockingIOError:
                    pass

    def rest(self, quiet, most=30.0):
        """Waits until nothing was drawn for so many seconds."""
        end = time.monotonic() + most
        while time.monotonic() < end:
            readable, _, _ = select.select([self.terminal], [], [], quiet)
            if not readable:
                return
            self._read()

    def sync(self):
        """Waits until all keys were taken: asks for a repaint, and sees it."""
        before, end = self.output, time.monotonic() + 30
        self.send(b"\x0c")
        while self.output == before:
            if time.monotonic() > end:
                raise Died("it answers no key any more")
            self.rest(0.02, most=1)
        self.rest(0.02)

    def check(self):
        """Raises when it is no more."""
        if self.has_ended():
            raise Died(f"it ended: {self.code}")

    def has_ended(self):
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    def kill(self):
        """kill -9, and waits until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)

    def quit(self):
        """q at home; returns how it exits."""
        self.send(b"q")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            select.select([self.terminal], [], [], 0.1)
            try:
                self._read()
            except Died:
                pass
            if self.has_ended():
                os.close(self.terminal)
                return self.code
        self.kill()
        raise Died("q does not end it")
