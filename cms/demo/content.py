"""What the demo shows, in the order in which it is loaded: `load_photos`, `load_cooperatives`, `load_catalogue`, `load_pages`.

Each takes a `progress(text)` to tell what it is doing, and can be run again: what is there already is left as it is.
"""

from cms.demo.catalogue import load_catalogue, load_cooperatives
from cms.demo.pages import load_pages
from cms.demo.photos import load_photos

__all__ = ["load_catalogue", "load_cooperatives", "load_pages", "load_photos"]
