"""What a block can choose: a piece, a cooperative. Until something was chosen, a preview shows the first there is."""

from cms.viewsets import cooperative_chooser, product_chooser


def first_of(block):
    """What a preview shows of a chooser: the first thing there is, or nothing."""
    return block.model_class._default_manager.order_by("pk").first()


ProductChooserBlock = product_chooser.get_block_class(name="ProductChooserBlock", module_path="cms.blocks.choosers")
CooperativeChooserBlock = cooperative_chooser.get_block_class(
    name="CooperativeChooserBlock", module_path="cms.blocks.choosers"
)
