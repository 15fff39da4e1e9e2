# What a change set says before anything is done, as CloudFormation's DescribeChangeSet does: with the reason of each
# change, whether it replaces the resource, and what becomes of the old one. moto names the resource and the action.
from resource_types import TYPES, changed
from stacks import policy_of, Record
from template import in_order, references, same


class Change:
    def __init__(self, action, logical_id, definition, record=None):
        self.action, self.logical_id, self.type = action, logical_id, definition["Type"]
        self.physical_id = record.physical_resource_id if record else None
        self.replacement, self.policy_action, self.scope, self.details = None, None, [], []


class Detail:
    def __init__(self, attribute, name, recreation, source, cause=None):
        self.attribute, self.name, self.recreation = attribute, name, recreation
        self.source, self.cause = source, cause
        self.evaluation = "Static" if source == "DirectModification" else "Dynamic"


def changes_of(stack, template, parameters, tags):
    new = template["Resources"]
    old = {name: record.definition for name, record in stack.records.items()}
    moved = {name for name in parameters if parameters[name] != stack.parameters.get(name)}
    is_retagged = bool(stack.records) and tags is not None and tags != stack.tags
    changes, successors = [], {}
    for name in in_order(new):
        if name not in old:
            changes.append(Change("Add", name, new[name]))
            continue
        change = modification(stack.records[name], new[name], successors, moved, is_retagged)
        if change is None:
            continue
        changes.append(change)
        successors[name] = change.replacement
    gone = [Change("Remove", name, old[name], stack.records[name]) for name in old if name not in new]
    for change in gone:
        change.policy_action = policy_of(stack.records[change.logical_id])
    return changes + gone


# successors: logical ids that change before, each with whether another one takes its place.
def modification(record, definition, successors, moved, is_retagged):
    change = Change("Modify", record.logical_resource_id, definition, record)
    before, after = (every.get("Properties", {}) for every in (record.definition, definition))
    for name in changed(before, after):
        change.details.append(Detail("Properties", name, recreation_of(record.type, name), "DirectModification"))
    for name, value in after.items():
        named = references(value)
        if same(before.get(name), value) and name != "Tags":
            change.details += indirect(record.type, name, named, successors, moved)
    if is_retagged or not same(before.get("Tags"), after.get("Tags")):
        change.details.append(Detail("Tags", None, "Never", "DirectModification"))
    if not change.details:
        return None
    change.scope = sorted({detail.attribute for detail in change.details})
    change.replacement = replacement_of(change.details)
    if change.replacement != "False":
        replaced = Record(record.logical_resource_id, definition)
        policy = policy_of(replaced, "UpdateReplacePolicy")
        change.policy_action = f"ReplaceAnd{policy}" if change.replacement == "True" else None
    return change


def indirect(resource_type, name, named, successors, moved):
    recreation = recreation_of(resource_type, name)
    for cause in sorted(named & set(successors)):
        if successors[cause] != "False":
            yield Detail("Properties", name, recreation, "ResourceReference", cause)
    for cause in sorted(named & moved):
        yield Detail("Properties", name, recreation, "ParameterReference", cause)


def recreation_of(resource_type, name):
    kind = TYPES.get(resource_type)
    if kind is None:
        return "Never"
    if name in kind.may_replace:
        return "Conditionally"
    return "Always" if kind.replaces is None or name in kind.replaces else "Never"


# What is only known when it is done (Dynamic) is a condition.
def replacement_of(details):
    needs = [(detail.recreation, detail.evaluation) for detail in details]
    if ("Always", "Static") in needs:
        return "True"
    return "False" if all(recreation == "Never" for recreation, _ in needs) else "Conditional"
