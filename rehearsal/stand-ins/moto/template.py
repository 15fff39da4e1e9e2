# What a template says of its resources before any of them is there.
import json
import re

# What a resource names, each with how: `Ref` and `Fn::GetAtt` by value, `DependsOn` by order only.
def references(node):
    if isinstance(node, list):
        return {found for item in node for found in references(item)}
    if not isinstance(node, dict):
        return set()
    found = set()
    for key, value in node.items():
        if key == "Ref":
            found.add(value)
        elif key == "Fn::GetAtt":
            found.add(value[0] if isinstance(value, list) else value.split(".")[0])
        elif key == "Fn::Sub":
            text = value[0] if isinstance(value, list) else value
            found |= {name.split(".")[0] for name in re.findall(r"\${([^!}][^}]*)}", text)}
            found |= references(value[1:] if isinstance(value, list) else [])
        else:
            found |= references(value)
    return found


def dependencies(definition):
    explicit = definition.get("DependsOn", [])
    return references(definition.get("Properties", {})) | set([explicit] if isinstance(explicit, str) else explicit)


# Logical ids, each after those it needs; otherwise in the order of the template.
def in_order(definitions):
    ordered = []

    def visit(logical_id, path=()):
        if logical_id in ordered or logical_id not in definitions or logical_id in path:
            return
        for needed in sorted(dependencies(definitions[logical_id])):
            visit(needed, (*path, logical_id))
        ordered.append(logical_id)

    for logical_id in definitions:
        visit(logical_id)
    return ordered


def same(one, other):
    return json.dumps(one, sort_keys=True, default=str) == json.dumps(other, sort_keys=True, default=str)
