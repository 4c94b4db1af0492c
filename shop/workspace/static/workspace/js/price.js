// What the group gets of a price: the same sum in whole francs as the server's (cooperatives/ledger/shares.py), so that it can be
// told while typing, also without a line. A rule's parts are [weight, basis points the shop keeps, 1 if the part is theirs].
const FAR = 5;
const MOST = 99999999;

export function theyGet(parts, price) {
  const whole = parts.reduce((sum, [weight]) => sum + weight, 0);
  const grosses = parts.map(([weight]) => Math.floor((price * weight) / whole));
  const rests = parts.map(([weight], at) => [-((price * weight) % whole), at]);
  rests.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  const odd = price - grosses.reduce((sum, gross) => sum + gross, 0);
  for (const [, at] of rests.slice(0, odd)) grosses[at] += 1;
  return parts.reduce((sum, [, points, isTheirs], at) => sum + (isTheirs ? grosses[at] - Math.floor((grosses[at] * points) / 10000) : 0), 0);
}

// The highest price of which they get no more than that, which is the round one: 10,000 for 8,000 at 20 %, not 9,999.
// Null where no price is enough.
export function priceFor(parts, wanted) {
  if (wanted > MOST || theyGet(parts, MOST) < wanted) return null;
  let [low, high] = [wanted, MOST];
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if (theyGet(parts, middle) > wanted) high = middle - 1;
    else low = middle;
  }
  return low;
}

// Far from what such pieces cost, or from what this one costs now: most likely a zero too many or too few.
export function isDoubtful(money, kind, price) {
  const alike = money[kind]?.asked ?? money[0].asked;
  return [alike, money.now?.asked].some((asked) => asked && (price > asked[2] * FAR || price * FAR < asked[0]));
}

// Digits with whatever people put between thousands: 12 000, 12.000, 12,000 Frw. Null: that is no number.
export function whole(text) {
  const digits = String(text).trim().replace(/\s*(frw|rwf|fr|f|g)\.?$/i, "").replace(/[\s.,'’]+(?=\d{3}(\D|$))/g, "");
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

export function inFrancs(amount) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "RWF", maximumFractionDigits: 0 }).format(amount);
}
