"""Section S of the checklist: clients as they are, none of which may see an error."""

from __future__ import annotations

import copy

import pytest

from tests.cds_service.contract.sandbox import DRAFTS, DSTU2, INSTANCES, USERS, VENDOR, call

HOOKS = ["patient-view", "order-select", "order-sign"]
ORDER_HOOKS = HOOKS[1:]


def sent(client, body):
    """The answer to a call, by the service of its hook."""
    return client.post(f"/cds-services/oncology-{body['hook']}", json=body)


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
@pytest.mark.parametrize("hook", ORDER_HOOKS)
def test_every_screen_of_the_sandbox_is_answered(client, hook, draft):
    """Item 34: the drafts of real screens, most of them invalid, are answered with 200."""
    answer = sent(client, call(hook, draft))

    assert answer.status_code == 200
    assert isinstance(answer.json["cards"], list)


@pytest.mark.parametrize("hook", ORDER_HOOKS)
def test_all_screens_at_once_are_answered(client, hook):
    """Item 39: drafts that share one id, among valid and invalid ones, are answered with 200."""
    body = call(hook, DSTU2)
    body["context"]["draftOrders"]["entry"] = [{"resource": one} for one in DRAFTS.values()]

    assert sent(client, body).status_code == 200


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("instance", INSTANCES)
def test_users_and_instances_as_they_come(client, hook, user, instance):
    """Item 38: roles, relatives, bare ids and any UUID are taken."""
    body = call(hook, DSTU2, context={"userId": user}, hookInstance=instance)

    assert sent(client, body).status_code == 200


@pytest.mark.parametrize("hook", HOOKS)
def test_members_of_vendors_are_ignored(client, hook):
    """Item 27: a vendor's `extension`, in the call and in its parts, changes no answer."""
    body = call(hook, DSTU2)
    more = copy.deepcopy(body) | {"extension": VENDOR}
    more["context"]["extension"] = VENDOR
    more["prefetch"]["extension"] = VENDOR

    assert sent(client, more).data == sent(client, body).data


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("more", [{}, {"expires_in": 300}, {"patient": "smart-1288992"}])
def test_a_secured_launch_is_answered(client, hook, more):
    """Item 59: authorisation without `patient` or `expires_in` is no reason to refuse."""
    launch = {
        "access_token": "opaque",
        "token_type": "Bearer",
        "scope": "patient/*.* openid",
        "subject": "cds-service",
        **more,
    }
    body = call(hook, DSTU2, fhirAuthorization=launch)

    assert sent(client, body).status_code == 200
