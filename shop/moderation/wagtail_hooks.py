from wagtail import hooks

from shop.moderation.logbook import ACTIONS


@hooks.register("register_log_actions")
def acts_of_moderation(actions):
    for name, label, sentence in ACTIONS:
        actions.register_action(name, label, sentence)
