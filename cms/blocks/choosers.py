"""What a block can choose: a piece, a cooperative, a figure. Until something was chosen, a preview shows the first there is."""

from cms.viewsets import claim_chooser, cooperative_chooser, product_chooser


def first_of(block):
    """What a preview shows of a chooser: the first thing there is, or nothing."""
    return block.model_class._default_manager.order_by("pk").first()


ProductChooserBlock = product_chooser.get_block_class(name="ProductChooserBlock", module_path="cms.blocks.choosers")
CooperativeChooserBlock = cooperative_chooser.get_block_class(
    name="CooperativeChooserBlock", module_path="cms.blocks.choosers"
)
ClaimChooserBlock = claim_chooser.get_block_class(name="ClaimChooserBlock", module_path="cms.blocks.choosers")
