"""Work on consents that nobody should wait for."""

from django_tasks import task


@task()
def take_down_again(person_id: int, cause: str) -> int:
    """Take down what shows a person without consent; usually nothing is left to do. How much there was."""
    from cooperatives.consents.models import Person, TakenDown
    from cooperatives.consents.withdrawal import take_down

    person = Person.objects.filter(pk=person_id).first()
    return len(take_down(person, TakenDown.Cause(cause)).removed) if person else 0


@task()
def mail_warning(keys: list[int]) -> int:
    """Tell staff which consents end soon."""
    from cooperatives.consents.expiry import mail

    return mail(keys)
