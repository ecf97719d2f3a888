"""What a browser would send of a form that a page shows: so that tests go by the page itself."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The fields of the form that has a button with this name and value."""

    def __init__(self, page: str, button: tuple[str, str]) -> None:
        super().__init__()
        self.button, self.fields, self.found = button, {}, None
        self.select = self.area = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "form":
            self.fields = {}
        elif tag == "button" and (name, said.get("value")) == self.button:
            self.found = self.fields
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and self.is_picked(said):
            self.fields[self.select] = [said.get("value", "")]
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]
        elif tag == "input" and name and self.is_sent(said):
            unsaid = "on" if said.get("type") in ("checkbox", "radio") else ""
            self.fields.setdefault(name, []).append(said.get("value", unsaid))

    def handle_data(self, data):
        if self.area:
            self.fields[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.fields[self.area][0] = self.fields[self.area][0].removeprefix("\n")
            self.area = ""

    def is_picked(self, said):
        """The one that is chosen, else the first."""
        return "selected" in said or self.select not in self.fields

    def is_sent(self, said):
        return said.get("type") not in ("checkbox", "radio") or "checked" in said


def sent_by(response, button=("step", "preview")):
    """All that the form of this button sends, as the page stands; the button aside."""
    found = Form(response.content.decode(), button).found
    assert found is not None, f"The page has no button {button}."
    return found
