# What a test orders over HTTP, as JSON: how long each resource takes, and which ones fail.
#
#   POST /moto-api/cloudformation
#   {"delayMs": 20, "failures": [{"resource": "AWS::EC2::Instance", "action": "CREATE", "reason": "…"}],
#    "held": ["AWS::CloudFormation::WaitCondition"], "publicAddress": "198.51.100.10", "seed": 42}
#
# `resource` is a logical id, how one begins, or a type; `action` is CREATE (default), UPDATE or DELETE. What is held is made once it is
# held no more. Every address that is allocated from now on is the public one, for who has a server there.
# With a seed the account begins anew, with the same ids in each run. Of tasks of ECS it is ordered how those of a family end and what they log,
# or that they go on (held), and which images never get healthy:
#   {"tasks": {"waffle-backend-migrate": {"exitCode": 1, "log": ["why"]}}, "unhealthyImages": ["20261121T101500Z-1a2b3c4d"]}
import json
import os

import identifiers

delay_ms = float(os.environ.get("MOTO_RESOURCE_DELAY_MS", "20"))
failures = []
held = []
public_address = None
tasks = {}
unhealthy_images = []


def take(request, full_url, headers):
    global delay_ms, failures, held, public_address, tasks, unhealthy_images
    orders = json.loads(request.data or b"{}")
    delay_ms = orders.get("delayMs", delay_ms)
    failures = orders.get("failures", failures)
    held = orders.get("held", held)
    public_address = orders.get("publicAddress", public_address)
    tasks = orders.get("tasks", tasks)
    unhealthy_images = orders.get("unhealthyImages", unhealthy_images)
    if "seed" in orders:
        identifiers.plant(orders["seed"])
    return 200, {}, json.dumps({"delayMs": delay_ms, "failures": failures})


def is_held(resource_type):
    return resource_type in held


def task_of(family):
    return tasks.get(family, {})


def failure_of(action, logical_id, resource_type):
    for order in failures:
        named = order["resource"] == resource_type or logical_id.startswith(order["resource"])
        if named and order.get("action", "CREATE") == action:
            return order["reason"]
    return None
