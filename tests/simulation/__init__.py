"""A shop lived through at random, from one seed: buyers, staff, banks and Stripe, the post between them, and crashes.

    time_and_chance   the clock, and every number that is drawn
    sandbox_beside    the Stripe sandbox, in a thread, by the same clock
    cuts              an act of ours that ends in the middle, as by a crash
    shop              what is sold, by whom, under which rules
    buyers            people who look, order, pay, click twice, cancel, come back late
    behind_the_shop   staff, banks, Stripe's dashboard, payouts
    post              webhooks: delayed, doubled, shuffled, lost
    promises          what must be true after every step, and at the end
    run               the seed's life: who does what when, and the log of it

The same seed gives the same log, word for word: `make simulate SEED=…`.
"""
