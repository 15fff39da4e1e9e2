# CloudFormation's work on a stack, in a thread as AWS does it: resource by resource in the order of what needs what, with
# the events and states that AWS shows; a failure takes back what was made. moto does it within the request, without an
# event per resource, leaves the outputs out after a change set, and deletes in the order of the template.
import copy
import re
import string
import threading
import time
import traceback
from datetime import datetime, timedelta, timezone

import identifiers
import orders
from apis import client
from botocore.exceptions import ClientError
from moto.cloudformation import models, parsing
from moto.cloudformation.exceptions import ValidationError
from moto.moto_api._internal import mock_random
from resource_types import TYPES, changed
from template import dependencies, in_order, same


class Failed(Exception):
    pass


class Place:
    def __init__(self, stack, logical_id):
        self.stack, self.logical_id = stack, logical_id
        self.account, self.region = stack.account_id, stack.region_name

    def generated_name(self, middle=None):
        suffix = "".join(mock_random.choices(string.ascii_letters + string.digits, k=12))
        return f"{self.stack.name[:25]}-{(middle or self.logical_id)[:24]}-{suffix}"


# What moto's parser finds for a logical id.
class Made:
    def __init__(self, physical_resource_id, attributes):
        self.physical_resource_id, self.attributes = physical_resource_id, attributes

    def get_cfn_attribute(self, name):
        if name in self.attributes:
            return self.attributes[name]
        raise ValidationError(message=f"Template error: no attribute {name} of {self.physical_resource_id}")


# A resource of a stack, as DescribeStackResources lists it.
class Record:
    def __init__(self, logical_id, definition):
        self.logical_resource_id, self.type, self.definition = logical_id, definition["Type"], definition
        self.physical_resource_id, self.status, self.reason = "", "", ""
        self.properties, self.resource = {}, None
        self.timestamp = now()


def now():
    return datetime.now(timezone.utc).replace(tzinfo=None)


def event(stack, status, reason="", record=None):
    entry = models.FakeEvent(
        stack_id=stack.stack_id,
        stack_name=stack.name,
        logical_resource_id=record.logical_resource_id if record else stack.name,
        physical_resource_id=record.physical_resource_id if record else stack.stack_id,
        resource_type=record.type if record else "AWS::CloudFormation::Stack",
        resource_status=status,
        resource_status_reason=reason,
        resource_properties=None,
    )
    if stack.events:
        # Readers sort by milliseconds.
        entry.timestamp = max(entry.timestamp, stack.events[-1].timestamp + timedelta(milliseconds=1))
    stack.events.append(entry)
    if record:
        record.status, record.reason, record.timestamp = status, reason, now()
    else:
        stack.status, stack.status_reason = status, reason


# --- one resource


def with_dynamic_references(place, value):
    if isinstance(value, dict):
        return {name: with_dynamic_references(place, item) for name, item in value.items()}
    if isinstance(value, list):
        return [with_dynamic_references(place, item) for item in value]
    match = isinstance(value, str) and re.fullmatch(r"{{resolve:(ssm(?:-secure)?):([^:}]+)(:\d+)?}}", value)
    if not match:
        return value
    name = match[2] + (match[3] or "")
    try:
        return client("ssm", place.region).get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    except ClientError:
        raise Failed(f"Parameters: [{match[1]}:{match[2]}:] cannot be found.")


def tags_of(stack, record):
    own = {tag["Key"]: tag["Value"] for tag in record.properties.get("Tags", []) if isinstance(tag, dict)}
    return {
        **stack.tags,
        **own,
        "aws:cloudformation:stack-name": stack.name,
        "aws:cloudformation:stack-id": stack.stack_id,
        "aws:cloudformation:logical-id": record.logical_resource_id,
    }


def properties_of(stack, definition):
    cleaned = parsing.clean_json(copy.deepcopy(definition.get("Properties", {})), stack.resource_map)
    return cleaned or {}


def is_wanted(stack, definition):
    condition = definition.get("Condition")
    return not condition or stack.resource_map.lazy_condition_map[condition]


# CloudFormation passes on what the service says, in its own frame.
def reason_of(error):
    if not isinstance(error, ClientError):
        return str(error)
    answer = error.response
    service = answer.get("ResponseMetadata", {})
    about = f"Status Code: {service.get('HTTPStatusCode')}, Request ID: {service.get('RequestId')}"
    message = answer["Error"]["Message"]
    return f'Resource handler returned message: "{message} ({about})" (HandlerErrorCode: GeneralServiceException)'


# Does it with the pause and the failures that were ordered. Raises Failed with CloudFormation's reason.
def attempt(action, record, work):
    time.sleep(orders.delay_ms / 1000)
    while action == "CREATE" and orders.is_held(record.type):
        time.sleep(0.2)
    reason = orders.failure_of(action, record.logical_resource_id, record.type)
    if reason:
        raise Failed(reason)
    try:
        return work()
    except Failed:
        raise
    except Exception as error:
        if not isinstance(error, ClientError):
            traceback.print_exc()
        raise Failed(reason_of(error))


def make(stack, record):
    place = Place(stack, record.logical_resource_id)
    identifiers.begin(f"{stack.name}/{record.logical_resource_id}")
    record.properties = properties_of(stack, record.definition)
    kind = TYPES.get(record.type)
    if kind is None:
        record.resource = make_as_moto_does(stack, record)
        record.physical_resource_id = getattr(record.resource, "physical_resource_id", record.logical_resource_id)
        return
    physical_id, attributes = kind.create(place, with_dynamic_references(place, record.properties))
    record.physical_resource_id = physical_id
    record.resource = Made(physical_id, attributes)
    kind.tag(place, physical_id, tags_of(stack, record))


def make_as_moto_does(stack, record):
    return parsing.parse_and_create_resource(
        record.logical_resource_id,
        copy.deepcopy(record.definition),
        stack.resource_map,
        account_id=stack.account_id,
        region_name=stack.region_name,
    )


def change(stack, record, properties):
    kind = TYPES.get(record.type)
    place = Place(stack, record.logical_resource_id)
    old, record.properties = record.properties, properties
    if kind is None:
        return
    if changed(old, properties):
        given = [with_dynamic_references(place, every) for every in (old, properties)]
        kind.update(place, record.physical_resource_id, *given)
        for name in set(record.resource.attributes) & set(properties):
            record.resource.attributes[name] = properties[name]
    kind.tag(place, record.physical_resource_id, tags_of(stack, record))


def end(stack, record, policy):
    kind = TYPES.get(record.type)
    place = Place(stack, record.logical_resource_id)
    if kind is None:
        stack.resource_map._delete_resource(record.resource, {**record.definition, "Properties": record.properties})
        return
    if policy == "Snapshot":
        kind.snapshot(place, record.physical_resource_id)
    kind.delete(place, record.physical_resource_id, record.properties)


def is_replaced(record, properties):
    kind = TYPES.get(record.type)
    if kind is None:
        return False
    names = changed(record.properties, properties)
    return any(kind.replaces is None or name in kind.replaces for name in names)


def policy_of(record, name="DeletionPolicy"):
    kind = TYPES.get(record.type)
    default = kind.default_deletion if kind else "Delete"
    policy = record.definition.get(name, default)
    # A creation that fails takes all back, whatever its policy.
    return "Retain" if policy == "RetainExceptOnCreate" else policy


# --- a whole stack


def create_or_update(stack, change_set):
    stack.thread = threading.Thread(target=deploy, args=(stack, change_set), daemon=True)
    is_new = stack.status in ("CREATE_PENDING", "REVIEW_IN_PROGRESS")
    stack.kind = "CREATE" if is_new else "UPDATE"
    event(stack, f"{stack.kind}_IN_PROGRESS", "User Initiated")
    stack.thread.start()


class Deployment:
    def __init__(self):
        self.added, self.changed, self.replaced = [], [], []


def deploy(stack, wanted):
    before = stack.template, stack.template_dict, stack.parameters, stack.tags
    work = Deployment()
    try:
        load(stack, *wanted)
        for logical_id in in_order(stack.template_dict["Resources"]):
            if stack.is_cancelled:
                raise Failed("Resource creation cancelled")
            deploy_resource(stack, logical_id, work)
        clean_up(stack, work)
        write_outputs(stack)
        event(stack, f"{stack.kind}_COMPLETE")
    except Exception as error:
        if not isinstance(error, Failed):
            traceback.print_exc()
        roll_back(stack, work, before, str(error))


def load(stack, template, template_dict, parameters, tags):
    stack.template, stack.template_dict, stack.parameters, stack.tags = template, template_dict, parameters, tags
    stack.description = template_dict.get("Description")
    stack.updated_at = now()
    known = stack.resource_map
    known._template, known._resource_json_map = template_dict, template_dict["Resources"]
    known.input_parameters, known.resolved_parameters = parameters, {}
    known.load_mapping()
    known.load_parameters()
    known.load_conditions()


def deploy_resource(stack, logical_id, work):
    definition = stack.template_dict["Resources"][logical_id]
    record = stack.records.get(logical_id)
    if not is_wanted(stack, definition):
        return
    if record is None:
        return add(stack, Record(logical_id, definition), work)
    properties = properties_of(stack, definition)
    previous, record.definition = record.definition, definition
    is_retagged = stack.tags != stack.applied_tags
    if same(properties, record.properties) and not is_retagged:
        return
    if is_replaced(record, properties):
        return replace(stack, record, previous, work)
    work.changed.append((record, record.properties, previous))
    event(stack, "UPDATE_IN_PROGRESS", "", record)
    try:
        attempt("UPDATE", record, lambda: change(stack, record, properties))
    except Failed as error:
        event(stack, "UPDATE_FAILED", str(error), record)
        raise Failed(f"The following resource(s) failed to update: [{logical_id}]. ")
    event(stack, "UPDATE_COMPLETE", "", record)


def add(stack, record, work):
    stack.records[record.logical_resource_id] = record
    work.added.append(record)
    bring(stack, record, "CREATE", "create")


def replace(stack, record, previous, work):
    old = copy.copy(record)
    old.definition = previous
    work.replaced.append(old)
    record.physical_resource_id, record.resource = "", None
    reason = "Requested update requires the creation of a new physical resource; hence creating one."
    bring(stack, record, "UPDATE", "update", reason)


def bring(stack, record, action, verb, reason=""):
    event(stack, f"{action}_IN_PROGRESS", reason, record)
    try:
        attempt("CREATE", record, lambda: make(stack, record))
    except Failed as error:
        event(stack, f"{action}_FAILED", str(error), record)
        raise Failed(f"The following resource(s) failed to {verb}: [{record.logical_resource_id}]. ")
    stack.resource_map._parsed_resources[record.logical_resource_id] = record.resource
    event(stack, f"{action}_IN_PROGRESS", "Resource creation Initiated", record)
    event(stack, f"{action}_COMPLETE", "", record)


def clean_up(stack, work):
    stack.applied_tags = stack.tags
    gone = [record for name, record in stack.records.items() if not is_listed(stack, name)]
    if stack.kind == "UPDATE" and (gone or work.replaced):
        event(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    for old in reversed(work.replaced):
        delete_record(stack, old, policy_of(old, "UpdateReplacePolicy"))
    for record in ordered_for_deletion(gone):
        delete_record(stack, record, policy_of(record))
        forget(stack, record)


def is_listed(stack, logical_id):
    definition = stack.template_dict["Resources"].get(logical_id)
    return definition is not None and is_wanted(stack, definition)


def forget(stack, record):
    stack.records.pop(record.logical_resource_id, None)
    stack.resource_map._parsed_resources.pop(record.logical_resource_id, None)


def ordered_for_deletion(records):
    known = {record.logical_resource_id: record for record in records}
    order = in_order({name: record.definition for name, record in known.items()})
    return [known[name] for name in reversed(order)]


# True where it is gone or kept on purpose.
def delete_record(stack, record, policy):
    if policy == "Retain":
        event(stack, "DELETE_SKIPPED", "", record)
        return True
    event(stack, "DELETE_IN_PROGRESS", "", record)
    try:
        if record.resource is not None:
            attempt("DELETE", record, lambda: end(stack, record, policy))
    except Failed as error:
        event(stack, "DELETE_FAILED", str(error), record)
        return False
    event(stack, "DELETE_COMPLETE", "", record)
    return True


def write_outputs(stack):
    stack.output_map = parsing.OutputMap(stack.resource_map, stack.template_dict, stack.stack_id)
    list(stack.output_map.values())
    for key, output in stack.output_map._parsed_outputs.items():
        export = stack.template_dict["Outputs"][key].get("Export")
        output.export_name = export and parsing.clean_json(export["Name"], stack.resource_map)
    for export in stack.output_map.exports:
        models.cloudformation_backends[stack.account_id][stack.region_name].exports[export.name] = export


def roll_back(stack, work, before, reason):
    if stack.kind == "CREATE":
        event(stack, "ROLLBACK_IN_PROGRESS", f"{reason}Rollback requested by user.")
    else:
        event(stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason)
        load(stack, *before)
    for record, properties, definition in reversed(work.changed):
        record.definition = definition
        event(stack, "UPDATE_IN_PROGRESS", "", record)
        change(stack, record, properties)
        event(stack, "UPDATE_COMPLETE", "", record)
    for old in reversed(work.replaced):
        new = stack.records[old.logical_resource_id]
        delete_record(stack, copy.copy(new), "Delete")
        stack.records[old.logical_resource_id] = old
        stack.resource_map._parsed_resources[old.logical_resource_id] = old.resource
    for record in ordered_for_deletion(work.added):
        delete_record(stack, record, "Delete")
        forget(stack, record)
    event(stack, "ROLLBACK_COMPLETE" if stack.kind == "CREATE" else "UPDATE_ROLLBACK_COMPLETE")


def delete(stack, retained=()):
    running = stack.thread
    stack.is_cancelled = True
    stack.thread = threading.Thread(target=delete_all, args=(stack, running, retained), daemon=True)
    event(stack, "DELETE_IN_PROGRESS", "User Initiated")
    stack.thread.start()


def delete_all(stack, running, retained):
    if running:
        running.join()
        event(stack, "DELETE_IN_PROGRESS")
    failed = []
    for record in ordered_for_deletion(stack.records.values()):
        name = record.logical_resource_id
        if any(name in dependencies(other.definition) for other in failed):
            failed.append(record)
            continue
        policy = "Retain" if name in retained else policy_of(record)
        if delete_record(stack, record, policy):
            forget(stack, record)
            stack.gone[name] = record
            continue
        failed.append(record)
    if failed:
        names = ", ".join(record.logical_resource_id for record in failed if record.status == "DELETE_FAILED")
        event(stack, "DELETE_FAILED", f"The following resource(s) failed to delete: [{names}]. ")
        return
    backend = models.cloudformation_backends[stack.account_id][stack.region_name]
    # By their names: a value would make what is gone anew.
    for output in stack.output_map._parsed_outputs.values() if stack.output_map is not None else ():
        backend.exports.pop(output.export_name, None)
    backend.deleted_stacks[stack.stack_id] = stack
    backend.stacks.pop(stack.stack_id, None)
    stack.deleted_at = now()
    # For 90 days CloudFormation tells what a deleted stack had (API reference, ListStackResources).
    stack.records.update(stack.gone)
    event(stack, "DELETE_COMPLETE")


# --- refusals


def refuse_busy(stack):
    busy = re.search(r"(?<!REVIEW)_IN_PROGRESS$", stack.status)
    if busy or stack.status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"):
        raise ValidationError(
            message=f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated."
        )
