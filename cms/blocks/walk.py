"""Everything inside a StreamField, however deep: for what must be known of a text before it is shown or saved."""

from collections.abc import Iterator

from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock


def walk(body) -> Iterator[tuple[Block, object, str]]:
    """Each block with its value and where it stands, as `body.3.pictures.0.picture`: the outer ones first."""
    if body is not None:
        yield from _below(body.stream_block, body, "")


def _below(block: Block, value, where: str) -> Iterator[tuple[Block, object, str]]:
    match block:
        case StreamBlock():
            children = [(child.block, child.value, str(number)) for number, child in enumerate(value)]
        case ListBlock():
            children = [(block.child_block, item, str(number)) for number, item in enumerate(value or [])]
        case StructBlock():
            children = [(child, value.get(name), name) for name, child in block.child_blocks.items()] if value else []
        case _:
            children = []
    for child, inner, name in children:
        place = f"{where}.{name}" if where else name
        yield child, inner, place
        yield from _below(child, inner, place)
