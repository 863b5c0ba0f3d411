"""The ways through the real window, each in both languages.

Called by `run`, which makes the display. Names on the screen come from the language files, titles of pages from the
table: nothing is written down twice.
"""

import html
import json
import pathlib
import shutil
import subprocess
import sys
import time
import tomllib
import traceback

from window import NoAccessibility, Window, clipboard, new_home, set_clipboard, wake_accessibility

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTICE = "forwarded-as-attachment.eml"
CODE = "552"


def table(path):
    return tomllib.loads((ROOT / "assets" / path).read_text())


class Flow:
    def __init__(self, program, lang):
        self.program, self.lang = program, lang
        self.words = table(f"lang/ui-{lang}.toml")

    def __getitem__(self, key):
        section, name = key.split(".")
        return self.words[section][name]

    def notice(self):
        """The text of a returned message, and the title of its cause."""
        found = next((ROOT / "tests/corpus/servers").glob(NOTICE))
        expected = tomllib.loads(found.with_suffix(".expected.toml").read_text())
        cause = table(f"knowledge/causes/{expected['cause']}.toml")
        return found.read_text(), cause["title"][self.lang], expected["recipients"][0]["address"]

    def code(self):
        return next(code for code in table("knowledge/reply-codes.toml")["codes"] if code["code"] == CODE)

    def compare(self, window):
        """What was copied is what the page shows."""
        window.shows(self["ticket.copied_now"])
        copied = clipboard()
        assert copied.strip(), "the clipboard is empty"
        shown = [text for text in map(window.text_of, window.nodes()) if text.strip() == copied.strip()]
        assert shown, f"the text on the clipboard is not on the page:\n{copied}"
        return copied

    # The flows

    def pasted(self):
        """A returned message is pasted, a step ticked, the ticket copied: with the pointer."""
        text, title, address = self.notice()
        set_clipboard(text)
        with Window(self.program, self.lang) as window:
            window.page(self["start.title"])
            window.press("push button", self["start.paste"])
            window.page(title)
            window.shows(address)
            window.press("push button", self["diagnosis.next"])
            window.page(self["checklist.title"])
            tick = window.press("check box")
            window.until(lambda: window.has(tick, "CHECKED"), "the step is ticked")
            window.press("push button", self["checklist.ticket"])
            window.page(self["ticket.title"])
            window.press("push button", self["ticket.copy"])
            self.compare(window)

    def copied(self):
        """The ticket is on the clipboard as text and as HTML, as often as it is asked for, and outlives the window."""
        text, title, _ = self.notice()
        set_clipboard(text)
        with Window(self.program, self.lang) as window:
            window.page(self["start.title"])
            window.press("push button", self["start.paste"])
            window.page(title)
            window.keys("alt+4")
            window.page(self["ticket.title"])
            window.press("push button", self["ticket.copy"])
            plain = self.compare(window)
            rich = clipboard("text/html")
            # Every line of the one is in the other, as HTML writes it.
            escaped = [html.escape(line, quote=True).replace("&#x27;", "'") for line in plain.splitlines() if line.strip()]
            missing = [line for line in escaped if not all(part in rich for part in line.split(": ", 1))]
            assert "<table" in rich and not missing, (missing, rich)
            assert (clipboard(), clipboard("text/html")) == (plain, rich), "asked again it gives something else"
            window.leave()
        time.sleep(1)
        assert (clipboard(), clipboard("text/html")) == (plain, rich), "what was copied went with the window"
        set_clipboard("from elsewhere")
        assert clipboard() == "from elsewhere", "the clipboard is held against other programs"

    def picked(self):
        """A code is picked from the list, and the ticket names it."""
        code = self.code()
        with Window(self.program, self.lang) as window:
            window.page(self["start.title"])
            window.press("push button", self["start.code"])
            window.page(self["codes.title"])
            window.until(lambda: window.focused()[1] == self["codes.search"], "the search has the keyboard")
            window.type(CODE)
            window.press("push button", f"{CODE} — {code['title'][self.lang]}")
            window.shows(code["meaning"][self.lang])
            # The fourth step is in sight however long the page is.
            window.press("push button", f"4 {self['steps.ticket']}")
            window.page(self["ticket.title"])
            window.press("push button", self["ticket.copy"])
            assert CODE in self.compare(window)

    def keyboard(self):
        """From start to the copied ticket without a pointer, with a pasted message and with a code."""
        text, title, _ = self.notice()
        set_clipboard(text)
        with Window(self.program, self.lang) as window:
            window.page(self["start.title"])
            window.until(lambda: window.focused()[1] == self["start.box"], "the box has the keyboard")
            window.keys("ctrl+v")
            window.page(title)
            window.until(lambda: window.focused() == ("push button", self["diagnosis.next"]), "the way on has it")
            window.keys("Return")
            window.page(self["checklist.title"])
            window.until(lambda: window.focused()[0] == "check box", "the first step has it")
            window.keys("space")
            window.until(lambda: window.has(window.find("check box"), "CHECKED"), "the step is ticked")
            window.tab_to("push button", self["checklist.ticket"])
            window.keys("Return")
            window.page(self["ticket.title"])
            window.until(lambda: window.focused() == ("push button", self["ticket.copy"]), "the copy button has it")
            window.keys("Return")
            first = self.compare(window)
            window.keys("ctrl+n")
            window.page(self["start.title"])
            window.tab_to("push button", self["start.code"])
            window.keys("Return")
            window.page(self["codes.title"])
            window.until(lambda: window.focused()[1] == self["codes.search"], "the search has the keyboard")
            window.type(CODE)
            window.keys("Return")
            window.shows(self.code()["meaning"][self.lang])
            window.keys("alt+4")
            window.page(self["ticket.title"])
            window.keys("Return")
            second = self.compare(window)
            assert CODE in second and first != second

    def small(self):
        """In the smallest window, from a paste to the copied ticket in at most 15 strokes; nothing leaves the window."""
        text, title, _ = self.notice()
        set_clipboard(text)
        with Window(self.program, self.lang) as window:
            window.page(self["start.title"])
            window.resize(640, 480)
            window.fits()
            window.keys("ctrl+v")
            window.page(title)
            window.fits()
            window.keys("Return")
            window.page(self["checklist.title"])
            window.fits()
            window.keys("space", "alt+4")
            window.page(self["ticket.title"])
            window.fits()
            window.until(lambda: window.focused() == ("push button", self["ticket.copy"]), "the copy button has it")
            window.keys("Return")
            self.compare(window)
            assert window.strokes <= 15, f"{window.strokes} strokes"

    def opened(self):
        """A saved message that the program is started with."""
        _, title, address = self.notice()
        with Window(self.program, self.lang, str(ROOT / "tests/corpus/servers" / NOTICE)) as window:
            window.page(title)
            window.shows(address)

    def killed(self):
        """The program dies in the middle of a checklist; the next window goes on where it was."""
        text, title, _ = self.notice()
        home = new_home()
        set_clipboard(text)
        with Window(self.program, self.lang, home=home) as window:
            window.page(self["start.title"])
            window.press("push button", self["start.paste"])
            window.page(title)
            window.press("push button", self["diagnosis.next"])
            window.page(self["checklist.title"])
            tick = window.press("check box")
            window.until(lambda: window.has(tick, "CHECKED"), "the step is ticked")
            # The case is written at most a second after the last change.
            time.sleep(2)
            window.kill()
        with Window(self.program, self.lang, home=home) as window:
            window.page(self["checklist.title"])
            window.shows(self["app.restored"])
            window.until(lambda: window.has(window.find("check box"), "CHECKED"), "the tick is still there")
        case = next(pathlib.Path(home).rglob("case.rimbalzo"))
        case.write_bytes(case.read_bytes()[:40])
        with Window(self.program, self.lang, home=home) as window:
            window.page(self["start.title"])
            window.shows(self["app.damaged"].split("{")[0].strip())

    def lost(self):
        """The graphics device goes away right after a tick: the window comes back with the tick, without a word."""
        text, title, _ = self.notice()
        trigger = pathlib.Path(new_home(), "lose")
        around = lost_device_layer() | {"LOSE_DEVICE": str(trigger)}
        set_clipboard(text)
        with Window(self.program, self.lang, "--renderer", "wgpu", around=around) as window:
            window.page(self["start.title"])
            window.press("push button", self["start.paste"])
            window.page(title)
            window.press("push button", self["diagnosis.next"])
            window.page(self["checklist.title"])
            tick = window.press("check box")
            window.until(lambda: window.has(tick, "CHECKED"), "the step is ticked")
            trigger.touch()
            # Any movement makes it draw.
            subprocess.run(["xdotool", "mousemove_relative", "--", "-40", "-40"], check=True)
            window.follow()
            window.page(self["checklist.title"])
            window.shows(self["app.restored"])
            window.until(lambda: window.has(window.find("check box"), "CHECKED"), "the tick is still there")

    def rest(self):
        """Nothing happens for half a minute: the program does nothing either, at the start and with an answer."""
        text, title, _ = self.notice()
        set_clipboard(text)
        with Window(self.program, self.lang) as window:
            window.page(self["start.title"])
            self.at_rest(window, "at the start")
            window.press("push button", self["start.paste"])
            window.page(title)
            self.at_rest(window, "with the answer")

    def at_rest(self, window, where):
        # What still moves: the fade of a button, the case being written.
        time.sleep(3)
        before = window.cpu()
        time.sleep(REST)
        used = window.cpu() - before
        assert used < 0.1, f"{where} the program used {used:.2f} s of the processor in {REST} s"


# Seconds without anything to do.
REST = 30

FLOWS = ("pasted", "copied", "opened", "picked", "keyboard", "small", "killed", "lost", "rest")


class Lacks(Exception):
    """This computer has not what a flow needs."""


def lost_device_layer():
    """Builds the layer under which a device goes away. What the program needs around it to meet that layer."""
    if not shutil.which("cc") or not any(pathlib.Path("/usr/share/vulkan/icd.d").glob("lvp_icd*")):
        raise Lacks("no C compiler, or no software rasteriser for Vulkan")
    folder = pathlib.Path(new_home())
    library = folder / "liblost_device.so"
    source = pathlib.Path(__file__).with_name("lost_device.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source], check=True)
    name = "VK_LAYER_RIMBALZO_lost_device"
    layer = {"name": name, "type": "GLOBAL", "library_path": str(library), "api_version": "1.3.0",
             "implementation_version": "1", "description": "loses the device on request"}
    (folder / "lost_device.json").write_text(json.dumps({"file_format_version": "1.2.0", "layer": layer}))
    return {"VK_LAYER_PATH": str(folder), "VK_INSTANCE_LAYERS": name}


def main():
    program, wanted = sys.argv[1], sys.argv[2:] or FLOWS
    try:
        wake_accessibility()
    except NoAccessibility as error:
        print(f"end-to-end flows skipped: no accessibility bus ({error})")
        return 77
    broken = 0
    for name in wanted:
        for lang in ("it", "en"):
            try:
                getattr(Flow(program, lang), name)()
                print(f"ok      {name} ({lang})", flush=True)
            except Lacks as error:
                print(f"end-to-end flow {name} skipped: {error}")
                return 77
            except Exception:
                broken += 1
                print(f"BROKEN  {name} ({lang})\n{traceback.format_exc()}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
