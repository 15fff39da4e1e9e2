# CloudFormation's requests and answers where moto's are wrong: they read no stack's name beside a change set's, write
# None for what is not there, leave text unescaped, and know neither termination protection nor states of resources.
import json

import change_sets
import stacks
from moto.cloudformation import models, responses
from moto.cloudformation.exceptions import ERROR_RESPONSE, ValidationError
from moto.cloudformation.utils import generate_changeset_id, generate_stack_id, validate_create_change_set
from moto.core.exceptions import RESTError
from moto.core.utils import utcnow
from jinja2 import Template

Response = responses.CloudFormationResponse
Backend = models.CloudFormationBackend
NOTHING_CHANGED = (
    "The submitted information didn't contain changes. Submit different information to create a change set."
)


class ChangeSetNotFound(RESTError):
    def __init__(self, name):
        message = f"ChangeSet [{name}] does not exist"
        super().__init__(error_type="ChangeSetNotFound", message=message)
        self.description = Template(ERROR_RESPONSE).render(code="ChangeSetNotFound", message=message)
        self.code = 404


# --- stacks


def create_stack(
    self,
    name,
    template,
    parameters,
    notification_arns=None,
    tags=None,
    role_arn=None,
    enable_termination_protection=False,
    timeout_in_mins=None,
    stack_policy_body=None,
):
    stack = new_stack(self, name, tags or {}, role_arn)
    stack.enable_termination_protection = str(enable_termination_protection).lower() == "true"
    parsed = models.FakeStack.parse_template(template)
    stacks.create_or_update(stack, (template, parsed, parameters, tags or {}))
    return stack


def new_stack(backend, name, tags, role_arn):
    stack = models.FakeStack(
        stack_id=generate_stack_id(name, backend.region_name, backend.account_id),
        name=name,
        template={},
        parameters={},
        account_id=backend.account_id,
        region_name=backend.region_name,
        tags=tags,
        role_arn=role_arn,
        cross_stack_resources=backend.exports,
    )
    stack.records, stack.thread, stack.is_cancelled, stack.kind = {}, None, False, "CREATE"
    stack.applied_tags, stack.status_reason, stack.updated_at, stack.deleted_at = tags, "", None, None
    stack.change_set_id, stack.gone = None, {}
    backend.stacks[stack.stack_id] = stack
    return stack


def update_stack(self, name, template, role_arn, parameters, tags):
    stack = self.get_stack(name)
    stacks.refuse_busy(stack)
    # moto does not keep the default of a parameter that nobody gave, and fails on its previous value.
    given = [one for one in parameters if one.get("use_previous_value") != "true" or one["parameter_key"] in stack.parameters]
    resolved = self._resolve_update_parameters(instance=stack, incoming_params=given)
    parsed = models.FakeStack.parse_template(template)
    wanted_tags = stack.tags if tags is None else tags
    if not change_sets.changes_of(stack, parsed, resolved, wanted_tags):
        raise ValidationError(message="No updates are to be performed.")
    stacks.create_or_update(stack, (template, parsed, resolved, wanted_tags))
    return stack


def delete_stack(self):
    name = self._get_param("StackName")
    try:
        stack = self.cloudformation_backend.get_stack(name)
    except ValidationError:
        return self.response_template(responses.DELETE_STACK_RESPONSE_TEMPLATE).render()
    if stack.enable_termination_protection:
        raise ValidationError(
            message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
        )
    if stack.status not in ("DELETE_IN_PROGRESS", "DELETE_COMPLETE"):
        stacks.delete(stack, self._get_multi_param("RetainResources.member"))
    return self.response_template(responses.DELETE_STACK_RESPONSE_TEMPLATE).render()


def update_termination_protection(self):
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_param("EnableTerminationProtection") == "true"
    return Template(UPDATE_TERMINATION_PROTECTION).render(stack=stack)


def describe_stack_resource(self, stack_name, logical_resource_id):
    stack = self.get_stack(stack_name)
    record = stack.records.get(logical_resource_id)
    if record is None:
        raise ValidationError(message=f"Resource {logical_resource_id} does not exist for stack {stack_name}")
    return stack, record


# --- change sets


def create_change_set(
    self,
    stack_name,
    change_set_name,
    template,
    parameters,
    description,
    change_set_type,
    notification_arns=None,
    tags=None,
    role_arn=None,
):
    validate_create_change_set(change_set_name)
    known = [stack for stack in self.stacks.values() if stack_name in (stack.name, stack.stack_id)]
    stack = known[0] if known else None
    if stack is None and change_set_type == "UPDATE":
        raise ValidationError(message=f"Stack [{stack_name}] does not exist")
    if stack is None:
        stack = new_stack(self, stack_name, tags or {}, role_arn)
        stacks.event(stack, "REVIEW_IN_PROGRESS", "User Initiated")
    elif stack.status != "REVIEW_IN_PROGRESS":
        if change_set_type == "CREATE":
            raise ValidationError(
                message=f"Stack [{stack_name}] already exists and cannot be created again with the changeSet [{change_set_name}]."
            )
        stacks.refuse_busy(stack)
    change_set = ChangeSet(stack, change_set_name, template, parameters, description, tags, change_set_type)
    change_set.change_set_id = generate_changeset_id(change_set_name, self.region_name, self.account_id)
    self.change_sets[change_set.change_set_id] = change_set
    return change_set.change_set_id, stack.stack_id


class ChangeSet:
    def __init__(self, stack, name, template, parameters, description, tags, change_set_type):
        self.stack, self.stack_id, self.stack_name = stack, stack.stack_id, stack.name
        self.change_set_name, self.template, self.parameters = name, template, parameters
        self.description, self.tags, self.change_set_type = description, tags or {}, change_set_type
        self.notification_arns, self.role_arn = [], None
        self.template_dict = models.FakeStack.parse_template(template)
        self.changes = change_sets.changes_of(stack, self.template_dict, parameters, self.tags)
        self.creation_time_iso_8601 = utcnow().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self.status, self.execution_status, self.status_reason = "CREATE_COMPLETE", "AVAILABLE", ""
        outputs = stack.template_dict.get("Outputs") if stack.template_dict else None
        if not self.changes and stack.records and outputs == self.template_dict.get("Outputs"):
            self.status, self.execution_status, self.status_reason = "FAILED", "UNAVAILABLE", NOTHING_CHANGED


def find_change_set(self):
    name, stack_name = self._get_param("ChangeSetName"), self._get_param("StackName")
    backend = self.cloudformation_backend
    if name in backend.change_sets:
        return backend.change_sets[name]
    known = [stack for stack in backend.stacks.values() if stack_name in (stack.name, stack.stack_id)]
    if not known:
        raise ValidationError(message=f"Stack [{stack_name}] does not exist")
    found = [
        change_set
        for change_set in backend.change_sets.values()
        if change_set.change_set_name == name and change_set.stack_id == known[0].stack_id
    ]
    if not found:
        raise ChangeSetNotFound(name)
    return found[-1]


def describe_change_set(self):
    change_set = self._find_change_set()
    return self.response_template(DESCRIBE_CHANGE_SET).render(change_set=change_set)


def execute_change_set(self):
    change_set = self._find_change_set()
    stack = change_set.stack
    if change_set.execution_status != "AVAILABLE":
        message = (
            f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current execution status of "
            f"[{change_set.execution_status}]"
        )
        raise RESTError(error_type="InvalidChangeSetStatus", message=message)
    if stack.status != "REVIEW_IN_PROGRESS":
        stacks.refuse_busy(stack)
    change_set.execution_status = "EXECUTE_COMPLETE"
    stack.change_set_id = change_set.change_set_id
    stacks.create_or_update(
        stack, (change_set.template, change_set.template_dict, change_set.parameters, change_set.tags)
    )
    return self.response_template(responses.EXECUTE_CHANGE_SET_RESPONSE_TEMPLATE).render()


def delete_change_set(self):
    try:
        change_set = self._find_change_set()
        self.cloudformation_backend.change_sets.pop(change_set.change_set_id)
    except ChangeSetNotFound:
        pass  # AWS calls it a success
    return self.response_template(responses.DELETE_CHANGE_SET_RESPONSE_TEMPLATE).render()


def list_change_sets(self):
    name = self._get_param("StackName")
    found = [
        change_set
        for change_set in self.cloudformation_backend.change_sets.values()
        if name in (change_set.stack_name, change_set.stack_id)
    ]
    return self.response_template(responses.LIST_CHANGE_SETS_RESPONSE).render(change_sets=found)


# By an address the bucket is the first part of the path; moto knows that of `localhost` only.
def template_at(self, url, moto_template_at=Response._get_stack_from_s3_url):
    host, _, path = url.split("://", 1)[1].partition("/")
    return moto_template_at(self, f"http://localhost/{path}" if host[0].isdigit() else url)


UPDATE_TERMINATION_PROTECTION = """<UpdateTerminationProtectionResponse>
  <UpdateTerminationProtectionResult><StackId>{{ stack.stack_id }}</StackId></UpdateTerminationProtectionResult>
</UpdateTerminationProtectionResponse>"""

DESCRIBE_CHANGE_SET = """<DescribeChangeSetResponse><DescribeChangeSetResult>
  <ChangeSetId>{{ change_set.change_set_id }}</ChangeSetId>
  <ChangeSetName>{{ change_set.change_set_name }}</ChangeSetName>
  <StackId>{{ change_set.stack_id }}</StackId>
  <StackName>{{ change_set.stack_name }}</StackName>
  {% if change_set.description %}<Description>{{ change_set.description | e }}</Description>{% endif %}
  <Parameters>{% for name, value in change_set.parameters.items() %}
    <member><ParameterKey>{{ name }}</ParameterKey><ParameterValue>{{ value | e }}</ParameterValue></member>{% endfor %}
  </Parameters>
  <Tags>{% for key, value in change_set.tags.items() %}
    <member><Key>{{ key | e }}</Key><Value>{{ value | e }}</Value></member>{% endfor %}
  </Tags>
  <CreationTime>{{ change_set.creation_time_iso_8601 }}</CreationTime>
  <ExecutionStatus>{{ change_set.execution_status }}</ExecutionStatus>
  <Status>{{ change_set.status }}</Status>
  {% if change_set.status_reason %}<StatusReason>{{ change_set.status_reason | e }}</StatusReason>{% endif %}
  <Changes>{% for change in change_set.changes %}
    <member>
      <Type>Resource</Type>
      <ResourceChange>
        {% if change.policy_action %}<PolicyAction>{{ change.policy_action }}</PolicyAction>{% endif %}
        <Action>{{ change.action }}</Action>
        <LogicalResourceId>{{ change.logical_id }}</LogicalResourceId>
        {% if change.physical_id %}<PhysicalResourceId>{{ change.physical_id | e }}</PhysicalResourceId>{% endif %}
        <ResourceType>{{ change.type }}</ResourceType>
        {% if change.replacement %}<Replacement>{{ change.replacement }}</Replacement>{% endif %}
        <Scope>{% for part in change.scope %}<member>{{ part }}</member>{% endfor %}</Scope>
        <Details>{% for detail in change.details %}
          <member>
            <Target>
              <Attribute>{{ detail.attribute }}</Attribute>
              {% if detail.name %}<Name>{{ detail.name }}</Name>{% endif %}
              <RequiresRecreation>{{ detail.recreation }}</RequiresRecreation>
            </Target>
            <Evaluation>{{ detail.evaluation }}</Evaluation>
            <ChangeSource>{{ detail.source }}</ChangeSource>
            {% if detail.cause %}<CausingEntity>{{ detail.cause }}</CausingEntity>{% endif %}
          </member>{% endfor %}
        </Details>
      </ResourceChange>
    </member>{% endfor %}
  </Changes>
</DescribeChangeSetResult></DescribeChangeSetResponse>"""

RESOURCE = """<LogicalResourceId>{{ resource.logical_resource_id }}</LogicalResourceId>
  {% if resource.physical_resource_id %}<PhysicalResourceId>{{ resource.physical_resource_id | e }}</PhysicalResourceId>{% endif %}
  <ResourceType>{{ resource.type }}</ResourceType>
  <ResourceStatus>{{ resource.status }}</ResourceStatus>
  {% if resource.reason %}<ResourceStatusReason>{{ resource.reason | e }}</ResourceStatusReason>{% endif %}
"""
WHEN = "{{ resource.timestamp.strftime('%Y-%m-%dT%H:%M:%S.%fZ') }}"
STACK = "<StackId>{{ stack.stack_id }}</StackId><StackName>{{ stack.name }}</StackName>"

DESCRIBE_STACK_RESOURCE = f"""<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail>
  {STACK}{RESOURCE}<LastUpdatedTimestamp>{WHEN}</LastUpdatedTimestamp>
</StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>"""

DESCRIBE_STACK_RESOURCES = f"""<DescribeStackResourcesResponse><DescribeStackResourcesResult><StackResources>
  {{% for resource in resources %}}<member>{STACK}{RESOURCE}<Timestamp>{WHEN}</Timestamp></member>{{% endfor %}}
</StackResources></DescribeStackResourcesResult></DescribeStackResourcesResponse>"""

LIST_STACK_RESOURCES = f"""<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>
  {{% for resource in resources %}}<member>{RESOURCE}<LastUpdatedTimestamp>{WHEN}</LastUpdatedTimestamp></member>{{% endfor %}}
</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>"""


def replaced(text, *pairs):
    for old, new in pairs:
        if old not in text:
            raise Exception(f"moto has changed, this is no longer in its answer: {old}")
        text = text.replace(old, new)
    return text


def install():
    for function in (create_stack, update_stack, describe_stack_resource, create_change_set):
        setattr(Backend, function.__name__, function)
    for function in (
        delete_stack,
        update_termination_protection,
        describe_change_set,
        execute_change_set,
        delete_change_set,
        list_change_sets,
    ):
        setattr(Response, function.__name__, function)
    Response._find_change_set = find_change_set
    Response._get_stack_from_s3_url = template_at
    Response._validate_different_update = lambda *_: None  # update_stack does, with what really differs
    # Both would make what is not there yet.
    models.FakeStack.stack_resources = property(lambda stack: list(stack.records.values()))
    models.FakeStack.stack_outputs = property(outputs_of)
    responses.DESCRIBE_STACK_RESOURCE_RESPONSE_TEMPLATE = DESCRIBE_STACK_RESOURCE
    responses.DESCRIBE_STACK_RESOURCES_RESPONSE = DESCRIBE_STACK_RESOURCES
    responses.LIST_STACKS_RESOURCES_RESPONSE = LIST_STACK_RESOURCES
    responses.DESCRIBE_STACKS_TEMPLATE = replaced(
        responses.DESCRIBE_STACKS_TEMPLATE,
        ("</stack.timeout_in_minsChangeSetId>", "</ChangeSetId>"),
        (
            "<Description><![CDATA[{{ stack.description }}]]></Description>",
            "{% if stack.description %}<Description>{{ stack.description | e }}</Description>{% endif %}",
        ),
        (
            "<StackStatus>{{ stack.status }}</StackStatus>",
            """<StackStatus>{{ stack.status }}</StackStatus>
            {% if stack.status_reason %}<StackStatusReason>{{ stack.status_reason | e }}</StackStatusReason>{% endif %}
            {% if stack.updated_at %}<LastUpdatedTime>{{ stack.updated_at.strftime('%Y-%m-%dT%H:%M:%S.%fZ') }}</LastUpdatedTime>{% endif %}
            {% if stack.deleted_at %}<DeletionTime>{{ stack.deleted_at.strftime('%Y-%m-%dT%H:%M:%S.%fZ') }}</DeletionTime>{% endif %}""",
        ),
        # By its value, moto finds the names of several.
        (
            "{% for export in stack.exports if export.value == output.value %}\n"
            "                <ExportName>{{ export.name }}</ExportName>\n"
            "            {% endfor %}",
            "{% if output.export_name %}<ExportName>{{ output.export_name }}</ExportName>{% endif %}",
        ),
        ("{{ output.value }}", "{{ output.value | e }}"),
        ("{{ param_value }}", "{{ param_value | e }}"),
        ("{{ tag_value }}", "{{ tag_value | e }}"),
    )
    responses.LIST_STACKS_RESPONSE = replaced(
        responses.LIST_STACKS_RESPONSE,
        (
            "<TemplateDescription>{{ stack.description }}</TemplateDescription>",
            """{% if stack.description %}<TemplateDescription>{{ stack.description | e }}</TemplateDescription>{% endif %}
            {% if stack.deleted_at %}<DeletionTime>{{ stack.deleted_at.strftime('%Y-%m-%dT%H:%M:%S.%fZ') }}</DeletionTime>{% endif %}""",
        ),
    )
    responses.LIST_CHANGE_SETS_RESPONSE = replaced(
        responses.LIST_CHANGE_SETS_RESPONSE,
        ("2011-05-23T15:47:44Z", "{{ change_set.creation_time_iso_8601 }}"),
        ("<StatusReason>{{ change_set.status_reason }}</StatusReason>", ""),
        ("<Description>{{ change_set.description }}</Description>", ""),
    )
    responses.DESCRIBE_STACK_EVENTS_RESPONSE = replaced(
        responses.DESCRIBE_STACK_EVENTS_RESPONSE,
        ("{{ event.resource_status_reason }}", "{{ event.resource_status_reason | e }}"),
        ("{{ event.physical_resource_id }}", "{{ event.physical_resource_id | e }}"),
    )
    responses.GET_TEMPLATE_RESPONSE_TEMPLATE = replaced(
        responses.GET_TEMPLATE_RESPONSE_TEMPLATE, ("{{ stack_template }}", "{{ stack_template | e }}")
    )


def outputs_of(stack):
    if stack.output_map is None:
        return []
    return list(stack.output_map._parsed_outputs.values())
