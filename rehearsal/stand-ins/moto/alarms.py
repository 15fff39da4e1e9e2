# CloudWatch speaks JSON to the SDK of today (monitoring/2010-08-01, protocol awsJson1_0); moto reads that and answers XML.
import json

from moto.cloudwatch.responses import CloudWatchResponse as Response


def asked(self):
    return json.loads(self.body) if "json" in self.headers.get("Content-Type", "") else None


def describe_alarms(self, moto_describe=Response.describe_alarms):
    wanted = asked(self)
    if wanted is None:
        return moto_describe(self)
    prefix = wanted.get("AlarmNamePrefix", "")
    known = self.cloudwatch_backend.alarms.values()
    return json.dumps(
        {
            "MetricAlarms": [
                {
                    "AlarmName": alarm.name,
                    "AlarmArn": alarm.alarm_arn,
                    "AlarmDescription": alarm.description,
                    "StateValue": alarm.state_value,
                }
                for alarm in known
                if alarm.name.startswith(prefix)
            ]
        }
    )


def list_tags_for_resource(self, moto_list=Response.list_tags_for_resource):
    wanted = asked(self)
    if wanted is None:
        return moto_list(self)
    tags = self.cloudwatch_backend.list_tags_for_resource(wanted["ResourceARN"])
    return json.dumps({"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]})


def delete_alarms(self, moto_delete=Response.delete_alarms):
    wanted = asked(self)
    if wanted is None:
        return moto_delete(self)
    self.cloudwatch_backend.delete_alarms(wanted["AlarmNames"])
    return "{}"


def set_alarm_state(self, moto_set=Response.set_alarm_state):
    wanted = asked(self)
    if wanted is None:
        return moto_set(self)
    self.cloudwatch_backend.set_alarm_state(wanted["AlarmName"], wanted["StateReason"], "{}", wanted["StateValue"])
    return "{}"


def install():
    for function in (describe_alarms, list_tags_for_resource, delete_alarms, set_alarm_state):
        setattr(Response, function.__name__, function)
