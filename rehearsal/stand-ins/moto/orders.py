# What a test orders over HTTP, as JSON: how long each resource takes, and which ones fail.
#
#   POST /moto-api/cloudformation
#   {"delayMs": 20, "failures": [{"resource": "AWS::EC2::Instance", "action": "CREATE", "reason": "…"}]}
#
# `resource` is a logical id, how one begins, or a type; `action` is CREATE (default), UPDATE or DELETE.
import json
import os

delay_ms = float(os.environ.get("MOTO_RESOURCE_DELAY_MS", "20"))
failures = []


def take(request, full_url, headers):
    global delay_ms, failures
    orders = json.loads(request.data or b"{}")
    delay_ms = orders.get("delayMs", delay_ms)
    failures = orders.get("failures", failures)
    return 200, {}, json.dumps({"delayMs": delay_ms, "failures": failures})


def failure_of(action, logical_id, resource_type):
    for order in failures:
        named = order["resource"] == resource_type or logical_id.startswith(order["resource"])
        if named and order.get("action", "CREATE") == action:
            return order["reason"]
    return None
