"""A window of the program as a screen reader and a keyboard meet it.

Everything is found by role and name through AT-SPI, never by place on the screen; pointer and keys are real events of
the display.
"""

import os
import pathlib
import signal
import subprocess
import tempfile
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

PATIENCE = 20.0


class NoAccessibility(Exception):
    """The accessibility bus cannot be had here."""


def wake_accessibility():
    """Tells the session that a screen reader listens: programs publish nothing before."""
    try:
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        for name in ("IsEnabled", "ScreenReaderEnabled"):
            wish = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
            bus.call_sync(
                "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set",
                wish, None, Gio.DBusCallFlags.NONE, 10_000,
            )
    except GLib.Error as error:
        raise NoAccessibility(error.message) from error


def set_clipboard(text):
    # xclip stays behind to hand the text out, and must not hold our pipes open meanwhile.
    subprocess.run(
        ["xclip", "-selection", "clipboard", "-in"], input=text.encode(), check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


def clipboard(target="UTF8_STRING"):
    command = ["xclip", "-selection", "clipboard", "-out", "-target", target]
    return subprocess.run(command, capture_output=True, timeout=10, check=True).stdout.decode()


def new_home():
    return tempfile.mkdtemp(dir=os.environ["RIMBALZO_SCRATCH"])


class Successor:
    """The program that another one left behind in the same home; it is nobody's child here."""

    def __init__(self, home):
        self.home = f"HOME={home}".encode()
        self.returncode = None
        self.pid = next(pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if self.is_ours(pid))

    def is_ours(self, pid):
        try:
            return self.home in pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False

    def poll(self):
        return None if self.is_ours(self.pid) else 0

    def terminate(self):
        os.kill(self.pid, signal.SIGTERM)

    kill = terminate

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while self.poll() is None and time.monotonic() < end:
            time.sleep(0.05)


class Window:
    def __init__(self, program, lang, *arguments, home=None, around=None):
        import pyatspi  # after the bus is awake

        self.atspi = pyatspi
        # How many keys were pressed so far.
        self.strokes = 0
        # A newcomer's empty home, or the one that an earlier window left.
        self.home = home = home or new_home()
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "XDG_"))}
        surroundings |= {
            "HOME": home,
            "XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"],
            "LANG": {"it": "it_IT.UTF-8", "en": "en_GB.UTF-8"}[lang],
        }
        surroundings.pop("LANGUAGE", None)
        surroundings |= around or {}
        self.log = pathlib.Path(home, "log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen([program, *arguments], env=surroundings, stdout=log, stderr=log)
        try:
            self.until(lambda: any(self.nodes()), "the window opens", 60)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def leave(self):
        """Closes the window as its button does, and waits for the end of the program."""
        subprocess.run(["xdotool", "key", "--clearmodifiers", "alt+F4"], check=True)
        assert self.process.wait(10) == 0, self.log.read_text()

    def kill(self):
        """Ends the program as a crash or a power cut does."""
        self.process.kill()
        self.process.wait(5)

    def follow(self):
        """The program has ended by itself and another window takes its place: looks at that from now on."""
        assert self.process.wait(PATIENCE) == 0, self.log.read_text()
        self.process = Successor(self.home)
        self.until(lambda: any(self.nodes()), "the window comes back", 60)

    def cpu(self):
        """The processor's time so far, in seconds, of all threads."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    # Looking

    def nodes(self):
        """All nodes of the window in reading order. One that goes while we look is left out."""
        for program in self.atspi.Registry.getDesktop(0):
            try:
                if program is not None and program.get_process_id() == self.process.pid:
                    pending = [child for child in program]
                    break
            except Exception:
                continue
        else:
            return
        pending.reverse()
        while pending:
            node = pending.pop()
            try:
                children = [child for child in node if child is not None]
                node.name
            except Exception:
                continue
            yield node
            pending.extend(reversed(children))

    @staticmethod
    def text_of(node):
        try:
            return node.queryText().getText(0, -1)
        except Exception:
            return ""

    def find(self, role, name=None):
        for node in self.nodes():
            try:
                if node.getRoleName() == role and name in (None, node.name):
                    return node
            except Exception:
                continue
        return None

    def has(self, node, state):
        try:
            return node is not None and node.getState().contains(getattr(self.atspi, f"STATE_{state}"))
        except Exception:
            return False

    def focused(self):
        """Role and name of what has the keyboard."""
        for node in self.nodes():
            if self.has(node, "FOCUSED") and node.getRoleName() not in ("frame", "window"):
                return node.getRoleName(), node.name
        return None, None

    def words(self):
        """Every name and text on the page."""
        found = []
        for node in self.nodes():
            try:
                found += [words for words in (node.name, self.text_of(node)) if words and words not in found[-2:]]
            except Exception:
                continue
        return found

    def until(self, holds, what, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while True:
            found = holds()
            if found:
                return found
            if self.process.poll() is not None:
                raise AssertionError(f"{what}: the program ended with {self.process.returncode}\n{self.log.read_text()}")
            if time.monotonic() > end:
                seen = "\n    ".join(line[:120] for line in self.words())
                raise AssertionError(f"{what}: not within {seconds:.0f} s. On the page:\n    {seen}")
            time.sleep(0.1)

    def page(self, title):
        """Waits for the page with this heading; it is the only one."""
        self.until(lambda: self.find("heading", title), f"the page «{title}»")
        titles = [node.name for node in self.nodes() if node.getRoleName() == "heading"]
        # A role for parts of a page is a heading too; the page's own comes first.
        assert titles[0] == title, titles

    def shows(self, words):
        self.until(lambda: any(words in line for line in self.words()), f"the words «{words}»")

    # Doing

    def press(self, role, name=None):
        """Presses a control with the pointer, in its middle."""
        node = self.until(lambda: self.find(role, name), f"{role} «{name}»")
        last = None
        # A page that has just come may still be finding its place.
        for _ in range(20):
            box = node.queryComponent().getExtents(self.atspi.DESKTOP_COORDS)
            if (box.x, box.y) == last:
                break
            last = (box.x, box.y)
            time.sleep(0.1)
        middle = (str(box.x + box.width // 2), str(box.y + box.height // 2))
        subprocess.run(["xdotool", "mousemove", "--sync", *middle], check=True)
        time.sleep(0.2)
        subprocess.run(["xdotool", "click", "1"], check=True)
        return node

    def resize(self, width, height):
        """Makes the window so large, as a person who drags its corner."""
        search = ["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)]
        found = self.until(lambda: subprocess.run(search, capture_output=True, text=True).stdout.split(), "the window")
        subprocess.run(["xdotool", "windowsize", "--sync", found[-1], str(width), str(height)], check=True)
        self.until(lambda: self.extent()[2] == width, f"a window {width} wide")

    def extent(self):
        """Left, top, width and height of the window's own frame."""
        frame = next(node for node in self.nodes() if node.getRoleName() in ("frame", "window"))
        box = frame.queryComponent().getExtents(self.atspi.DESKTOP_COORDS)
        return box.x, box.y, box.width, box.height

    def fits(self):
        """Everything with a name stands between the window's left and right edge."""
        left, _, width, _ = self.extent()
        for node in self.nodes():
            if node.name and node.getRoleName() not in ("frame", "window"):
                box = node.queryComponent().getExtents(self.atspi.DESKTOP_COORDS)
                inside = box.x >= left - 1 and box.x + box.width <= left + width + 1
                assert inside, f"«{node.name}» stands from {box.x - left} to {box.x + box.width - left} of {width}"

    def keys(self, *keys):
        self.strokes += len(keys)
        for key in keys:
            subprocess.run(["xdotool", "key", "--clearmodifiers", key], check=True)
            time.sleep(0.15)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "20", "--", text], check=True)

    def tab_to(self, role, name, most=40):
        """Walks there with the Tab key alone."""
        for _ in range(most):
            if self.focused() == (role, name):
                return
            self.keys("Tab")
        raise AssertionError(f"Tab does not reach {role} «{name}» within {most} presses")
