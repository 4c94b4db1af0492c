import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.demo import content
from cms.demo.accounts import load_accounts
from cms.demo.goods import load_goods
from cms.demo.leaders import load_leaders
from cms.demo.orders import load_orders
from cms.demo.passports import load_passports
from cms.demo.sandbox import running_sandbox
from cms.demo.submissions import load_submissions
from cms.roles import make_roles


class Command(BaseCommand):
    help = "Loads the demo: invented cooperatives, their pieces and stories, accounts, and forty paid orders."

    def handle(self, **options):
        if not settings.IS_DEMO:
            raise CommandError("This is not a demo: nothing was loaded.")
        self.began = time.monotonic()
        content.load_photos(progress=self.say)
        self.say("cooperatives")
        content.load_cooperatives()
        self.say("pieces, prices and delivery rates")
        content.load_catalogue()
        content.load_words(progress=self.say)
        load_goods()
        content.load_records(progress=self.say)
        content.load_themes(progress=self.say)
        self.say("pages and stories")
        content.load_pages(progress=self.say)
        make_roles()
        load_accounts()
        load_leaders()
        with running_sandbox():
            new = load_orders(self.say, timezone.now())
        load_passports()
        self.say("what leaders sent")
        load_submissions(progress=self.say)
        self.say("search entries and mails")
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
        self.say(f"done, {new} new orders")

    def say(self, words: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self.began:5.1f} s  {words}")
        self.stdout.flush()
