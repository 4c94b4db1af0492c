"""Write down for earlier refunds, which gave back whole lines only, what they took of each share."""

from django.db import migrations


def write_down(apps, _editor):
    refund_line, refund_share = apps.get_model("payment", "RefundLine"), apps.get_model("payment", "RefundShare")
    line_share = apps.get_model("order", "LineShare")
    for part in refund_line.objects.select_related("line").iterator():
        part.quantity = part.line.quantity
        part.save(update_fields=["quantity"])
        refund_share.objects.bulk_create(
            refund_share(
                refund_id=part.refund_id,
                share_id=share.pk,
                amount_minor=share.amount_minor,
                commission_minor=share.commission_minor,
                bearer="cooperative",
            )
            for share in line_share.objects.filter(line_id=part.line_id)
        )


class Migration(migrations.Migration):

    dependencies = [("payment", "0007_parts_disputes_and_unearned")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
