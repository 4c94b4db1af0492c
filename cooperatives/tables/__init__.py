"""Tables that staff bring in from a spreadsheet program: read, told row by row what would become of them, and only then taken."""
