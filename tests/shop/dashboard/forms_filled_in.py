"""A form as a browser would send it back: read from the page, with a few fields changed."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self, form_id: str):
        super().__init__()
        self.form_id, self.inside, self.values = form_id, False, {}
        self._select = self._area = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside:
            return
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in ("submit", "file", "button"):
            is_ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if is_ticked:
                self.values.setdefault(name, []).append(
                    given.get("value") or ("" if given.get("type") != "checkbox" else "on")
                )
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self.values[name] = [""]

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data):
        if self._area:
            # A browser leaves out the first line break.
            before = self.values[self._area][0]
            self.values[self._area] = [(before + data).removeprefix("\n") if not before else before + data]


def filled_in(answer, form_id: str, **changes) -> dict:
    """The values of the form in a page; None takes a field out."""
    fields = _Fields(form_id)
    fields.feed(answer.content.decode())
    assert fields.values, f"no form {form_id}"
    values = fields.values | changes
    return {name: value for name, value in values.items() if value is not None}
