"""The things tests are about, each made by one call with what matters to the test said and the rest sensible."""

import io
import itertools
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image
from wagtail.models import Collection, Locale, Page

from cms.claims.models import Claim
from cooperatives.consents.models import Consent, How, Person, Scope
from cooperatives.consents.register import Wording, record
from cooperatives.milestones.models import Milestone
from cooperatives.models import Artisan, Cooperative
from cooperatives.photos.library import add_photo
from cooperatives.photos.models import Photo, ShowsPeople
from cooperatives.photos.showing import say_who_is_seen
from shop.basket.discounts import price_anew
from shop.basket.models import Basket
from shop.catalogue.models import Category, Contribution, Product, ProductCategory, ProductClass, ProductImage
from shop.checkout.placement import Placement, place_order
from shop.checkout.quote import quote
from shop.market import Market
from shop.order.models import Line, Order, ShippingAddress
from shop.partner.models import GuideRate, Partner, Price, StockRecord
from shop.partner.strategy import MarketStrategy
from shop.payment.models import Refund, StripeSession
from shop.payment.parts import Wish, left_of
from shop.payment.refunds import Request, refund
from shop.payment.sessions import session_for
from shop.payment.settle import give_up, settle
from shop.shares.bearers import Bearers
from shop.shares.models import SharePolicy
from shop.shipping.countries import load_countries
from shop.shipping.models import DeliveryRate
from shop.shipping.zones import Zone
from shop.users.models import User
from shop.workspace.entrance.door import PHONE_COOKIE, VISIT_COOKIE
from shop.workspace.entrance.models import Device, Leader, Visit, hash_of, new_secret
from shop.workspace.listings.models import Submission
from shop.workspace.photos.models import LeaderPhoto, Placed

BELGIUM = Market("BE", "EUR")
PRICES = {"EUR": "40.00", "USD": "44.00", "GBP": "35.00", "RWF": "52000"}
RATES = {"EUR": "12.00", "USD": "13.00", "GBP": "10.00", "RWF": "15000"}
_numbers = itertools.count(1)


def roots() -> None:
    """What Wagtail's own migrations would have put into the tables."""
    Locale.objects.get_or_create(language_code="en")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root", content_type=ContentType.objects.get_for_model(Page))


def world() -> None:
    """Countries, rates, roots: what is there already stays."""
    roots()
    load_countries()
    if DeliveryRate.objects.exists():
        return
    DeliveryRate.objects.bulk_create(
        DeliveryRate(zone=zone, up_to_grams=grams, currency=currency, amount=Decimal(amount) * factor)
        for zone in Zone.values
        for grams, factor in ((2000, 1), (20000, 3))
        for currency, amount in RATES.items()
    )


def cooperative(name: str = "", **fields) -> Cooperative:
    """A cooperative; with a commission or a bearer, one with which that was agreed."""
    name = name or f"Group {next(_numbers)}"
    rule = {name: fields.pop(name) for name in ("commission_bp", *Bearers.NAMES) if name in fields}
    fields = {"slug": slugify(name), "crafts": "weaving", "district": "Huye"} | fields
    made = Cooperative.objects.create(name=name, **fields)
    Partner.objects.create(name=name, code=made.slug, cooperative=made)
    if rule:
        policy(cooperative=made, **rule)
    return made


def policy(**fields) -> SharePolicy:
    """A share policy that has held for long, for the house or for the one `product`, `category` or `cooperative`."""
    return SharePolicy.objects.create(**{"valid_from": date(2020, 1, 1)} | fields)


def person(full_name: str = "", *, allows: tuple[Scope, ...] | list[Scope] = (), **fields) -> Person:
    """Somebody who allowed these things, and nothing else."""
    full_name = full_name or f"Artisan {next(_numbers)}"
    made = Person.objects.create(**{"full_name": full_name, "first_name": full_name.split()[0]} | fields)
    if allows:
        consent(made, *allows)
    return made


def consent(person: Person, *scopes: Scope, **fields) -> Consent:
    """A consent that has held for a month and will for a year."""
    today = timezone.localdate()
    fields = {
        "how": How.SIGNATURE,
        "valid_from": today - timedelta(days=30),
        "valid_until": today + timedelta(days=365),
        "guardian": person.guardian if person.is_child else None,
    } | fields
    return record(Wording(person=person, scopes=scopes, **fields))


def artisan(cooperative: Cooperative, *, is_named: bool = False, **fields) -> Artisan:
    """A member; `is_named` lets their full name be shown."""
    allows = (Scope.FULL_NAME,) if is_named else ()
    made = fields.pop("person", None) or person(allows=allows)
    return Artisan.objects.create(cooperative=cooperative, person=made, **fields)


def leader(of: Cooperative | None = None, *, name: str = "", **fields) -> Leader:
    """A leader who may sign in; in English, so that tests can read what they see."""
    made = artisan(of or cooperative(), person=person(name))
    return Leader.objects.create(artisan=made, **{"language": "en"} | fields)


def let_in(client: Client, leader: Leader, device: Device | None = None) -> Visit:
    """The leader has signed in on this client, as on a phone."""
    secret, now = new_secret(), timezone.now()
    if device is None:
        device = Device.objects.create(token_hash=hash_of(secret), name="A phone")
        client.cookies[PHONE_COOKIE] = secret
    device.leaders.add(leader)
    visit = Visit.objects.create(
        leader=leader, device=device, token_hash=hash_of(secret + "visit"), began_at=now, seen_at=now
    )
    client.cookies[VISIT_COOKIE] = secret + "visit"
    client.cookies["workspace_language"] = leader.language
    return visit


def leader_photo(leader: Leader, *, listing: UUID | None = None, says: str = "nobody", looked_at=False) -> LeaderPhoto:
    """A picture that a leader sent, in the last place of a listing; nobody of the staff has looked at it unless said."""
    number = next(_numbers)
    taken = photo(f"#{number * 7919 % 0xFFFFFF:06x}", title=f"Picture {number}")
    if not looked_at:
        taken = say_who_is_seen(taken, shows=ShowsPeople.NOT_LOOKED_AT)
    made = LeaderPhoto.objects.create(photo=taken, cooperative=leader.cooperative, leader=leader, says=says)
    if listing:
        place = Placed.objects.filter(listing=listing).count()
        Placed.objects.create(listing=listing, photo=made, cooperative=leader.cooperative, position=place)
    return made


def submission(by: Leader | None = None, *, photos: int = 1, looked_at: bool = True, **fields) -> Submission:
    """A round basket that waits for staff, with pictures that somebody has looked at."""
    by = by or leader()
    fields = {
        "state": Submission.State.SENT,
        "sent_at": timezone.now(),
        "language": by.language,
        "kind": fields.pop("kind", None) or category(),
        "title": f"Agaseke {next(_numbers)}",
        "words": "Woven in the evening.",
        "shape": Submission.Shape.ROUND,
        "height_cm": Decimal("20.5"),
        "diameter_cm": Decimal(15),
        "weight_grams": 700,
        "price_rwf": 52_000,
        "quantity": 3,
    } | fields
    made = Submission.objects.create(cooperative=by.cooperative, leader=by, **fields)
    for _place in range(photos):
        leader_photo(by, listing=made.key, looked_at=looked_at)
    return made


def guide_rates(**rates: str) -> None:
    """A franc's worth in the other currencies of the shop, since long ago."""
    for currency, rwf in ({"EUR": "1060", "USD": "970", "GBP": "1220"} | rates).items():
        GuideRate.objects.create(currency=currency, rwf=Decimal(rwf), valid_from=date(2020, 1, 1))


def claim(**fields) -> Claim:
    """A figure that somebody checked today: others' unless it `is_ours`."""
    fields = {
        "slug": f"figure-{next(_numbers)}",
        "statement": "were given to families",
        "value": "12",
        "unit": "goats",
        "attributed_to": "Another Organisation",
        "source_name": "A page",
        "checked_on": timezone.localdate(),
    } | fields
    return Claim.objects.create(**fields)


def milestone(of: Cooperative | None = None, **fields) -> Milestone:
    """A training that was held, or whatever `kind` says; what is expected has no date unless it is given."""
    fields = {"kind": Milestone.Kind.TRAINING, "state": Milestone.State.REACHED, "source": "Attendance list"} | fields
    if fields["state"] == Milestone.State.REACHED:
        fields = {"happened_on": date(2024, 3, next(_numbers) % 28 + 1)} | fields
    return Milestone.objects.create(cooperative=of or cooperative(), **fields)


def photo(
    colour: str = "#a2401f",
    size: tuple[int, int] = (64, 64),
    title: str = "A basket",
    *,
    people: Iterable[Person] = (),
    shows: str = ShowsPeople.NOBODY,
) -> Photo:
    """A picture that somebody has looked at: of nobody, or of these people."""
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "JPEG")
    made = add_photo(data=data.getvalue(), title=title, description=title)
    return say_who_is_seen(made, shows=ShowsPeople.NAMED if people else shows, people=people)


def category(name: str = "Baskets") -> Category:
    return Category.objects.filter(name=name).first() or Category.add_root(name=name, slug=slugify(name))


def piece(
    title: str = "", *, by: Cooperative | dict | None = None, stock: int = 5, prices: dict | None = None, **fields
) -> Product:
    """A piece made by one cooperative, or by several as `{cooperative: weight}`."""
    title = title or f"Basket {next(_numbers)}"
    parts = by if isinstance(by, dict) else {by or cooperative(): 1}
    kind = fields.pop("category", None) or category()
    product_class, _ = ProductClass.objects.get_or_create(name="Piece", defaults={"track_stock": True})
    made = Product.objects.create(title=title, product_class=product_class, **{"weight_grams": 800} | fields)
    for cooperative_, weight in parts.items():
        Contribution.objects.create(product=made, cooperative=cooperative_, weight=weight)
    ProductCategory.objects.create(product=made, category=kind)
    record = StockRecord.objects.create(
        product=made, partner=next(iter(parts)).partner, partner_sku=f"P{made.pk}", num_in_stock=stock
    )
    Price.objects.bulk_create(
        Price(stockrecord=record, currency=currency, amount=Decimal(amount))
        for currency, amount in (prices or PRICES).items()
    )
    return made


def picture_of(product: Product, **fields) -> ProductImage:
    return ProductImage.objects.create(product=product, original=photo(**fields))


def basket(*pieces: Product | tuple[Product, int], market: Market = BELGIUM, owner=None) -> Basket:
    made = Basket.objects.create(owner=owner)
    made.strategy = MarketStrategy(market)
    for item in pieces:
        product, quantity = item if isinstance(item, tuple) else (item, 1)
        made.add_product(product, quantity)
    return made


def address(market: Market = BELGIUM, **fields) -> ShippingAddress:
    fields = {"last_name": "An Example", "line1": "Market Square 1", "line4": "Ghent", "postcode": "9000"} | fields
    return ShippingAddress(country_id=market.country, **fields)


def placement(basket: Basket, *, market: Market = BELGIUM, delivery: str = "post", **fields) -> Placement:
    fresh = Basket.objects.get(pk=basket.pk)
    price_anew(fresh, market, basket.owner or AnonymousUser())
    fields = {
        "shown": quote(fresh, delivery).fingerprint,
        "email": "buyer@example.org",
        "address": address(market),
        "placed_at": timezone.now(),
    } | fields
    return Placement(basket=basket, market=market, delivery_code=delivery, **fields)


def order(*pieces, market: Market = BELGIUM, before=lambda basket: None, **fields) -> Order:
    """A placed order that nobody has paid yet; `before` may do something to its basket first."""
    filled = basket(*pieces, market=market)
    before(filled)
    return place_order(placement(filled, market=market, **fields))


def paid_order(stripe, *pieces, market: Market = BELGIUM, **fields) -> Order:
    """An order paid at the sandbox and settled."""
    return pay(stripe, order(*pieces, market=market, **fields))


def pay(stripe, made: Order) -> Order:
    """The same for an order that was placed before."""
    session = session_for(made)
    stripe.pay(session.session_id)
    settle(session.session_id)
    made.refresh_from_db()
    return made


def let_go(made: Order) -> str:
    """An order whose hold is over, as after a crash that lost our note of its session: that can still be paid. Answers with it."""
    session = session_for(made).session_id
    StripeSession.objects.filter(order=made).delete()
    give_up(made, at=timezone.now())
    return session


def asked_back(
    order: Order, *lines: Line, with_delivery: bool = False, cause: str = Refund.Cause.CHANGED_MIND, **wish
) -> Request:
    """What staff ask to give back: these lines, whole; or whatever `wish` says; or else everything."""
    if lines:
        wish = {"quantities": {line.pk: line.quantity for line in lines}} | wish
    elif not wish and not with_delivery:
        wish = {"everything": True}
    if with_delivery:
        wish = {"delivery_minor": left_of(order).delivery_minor} | wish
    return Request(order=order, wish=Wish(**wish), cause=cause)


def refunded(order: Order, *lines: Line, **what) -> Refund:
    """The same, given back through Stripe."""
    return refund(asked_back(order, *lines, **what))


def user(email: str = "", **fields) -> User:
    return User.objects.create_user(email or f"person{next(_numbers)}@example.org", "a long password", **fields)


def staff(**fields) -> User:
    return user(is_staff=True, is_superuser=True, **fields)
