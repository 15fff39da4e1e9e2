# Tasks and rollouts of ECS, which moto has in name only: its tasks end at once and run one container, its services never roll out, and
# it remembers no deployment. Nothing is run here either: a task ends as a test orders it, and fails where its image is not in ECR.
# Shapes and words are those of the API reference (ecs/2014-11-13) and of the developer guide ("Amazon ECS service event messages",
# "How the Amazon ECS deployment circuit breaker detects failures"), read 2026-11-22.
import json
import time

import orders
from apis import client
from moto.ec2.models import ec2_backends
from moto.ecr.models import ecr_backends
from moto.ecs.models import EC2ContainerServiceBackend as Backend
from moto.ecs.models import Service, Task, ecs_backends
from moto.ecs.responses import EC2ContainerServiceResponse as Response
from moto.moto_api._internal import mock_random
from stacks import Failed

# How long a task or a rollout takes.
SECONDS = 0.5


def number():
    return "".join(str(mock_random.randint(0, 9)) for _ in range(19))


def why_not(account, region, definition):
    for container in definition.container_definitions:
        image = container["image"]
        repository, _, tag = image.rpartition("/")[2].rpartition(":")
        known = ecr_backends[account][region].repositories.get(repository)
        if known and not any(tag in (one.image_tags or []) for one in known.images):
            return f"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {image}: {image}: not found"
    return None


# --- tasks


def age(task):
    task._begun = getattr(task, "_begun", None) or time.time()
    return time.time() - task._begun


def is_over(task):
    family = task.task_definition_arn.rsplit("/", 1)[1].split(":")[0]
    held = orders.task_of(family).get("held", False)
    return task.desired_status == "STOPPED" or (age(task) > SECONDS and not held)


def task_object(self, include_tags=True):
    if is_over(self):
        end(self)
    definition = self._backend.describe_task_definition(self.task_definition_arn)
    status = "STOPPED" if self.desired_status == "STOPPED" else "PENDING" if age(self) < SECONDS / 2 else "RUNNING"
    answer = {
        "taskArn": self.task_arn,
        "clusterArn": self.cluster_arn,
        "taskDefinitionArn": self.task_definition_arn,
        "lastStatus": status,
        "desiredStatus": self.desired_status,
        "startedBy": self.started_by,
        "launchType": self.launch_type,
        "cpu": definition.cpu,
        "memory": definition.memory,
        "overrides": self.overrides,
        "attachments": self.attachments,
        "createdAt": self._begun,
        "containers": [container_object(self, one, status) for one in definition.container_definitions],
        **({"tags": self.tags} if include_tags else {}),
    }
    if status == "STOPPED":
        answer.update(stoppedReason=self.stopped_reason, stoppedAt=self._ended, stopCode=self._stop_code)
    return answer


def container_object(task, container, status):
    answer = {"name": container["name"], "image": container["image"], "lastStatus": status}
    if status == "STOPPED" and task._stop_code != "TaskFailedToStart":
        code = task._exit_code if container.get("essential", True) else 0
        answer["exitCode"] = code
    return answer


# Its network interface goes with it; moto keeps it.
def end(task):
    if getattr(task, "_ended", None):
        return
    definition = task._backend.describe_task_definition(task.task_definition_arn)
    problem = why_not(task._account_id, task.region_name, definition)
    ordered = orders.task_of(definition.family)
    asked_to = task.desired_status == "STOPPED"
    task._ended, task.desired_status = time.time(), "STOPPED"
    task._stop_code = "TaskFailedToStart" if problem else "UserInitiated" if asked_to else "EssentialContainerExited"
    task._exit_code = 137 if asked_to else ordered.get("exitCode", 0)
    task.stopped_reason = problem or task.stopped_reason or "Essential container in task exited"
    if not problem:
        log(task, definition, ordered.get("log", []))
    for attachment in task.attachments:
        for detail in attachment["details"]:
            if detail["name"] == "networkInterfaceId":
                ec2_backends[task._account_id][task.region_name].enis.pop(detail["value"], None)


# By the driver awslogs: a stream for each container, `<prefix>/<container>/<task>`.
def log(task, definition, lines):
    container = next(one for one in definition.container_definitions if one.get("essential", True))
    options = container.get("logConfiguration", {}).get("options", {})
    if not lines or "awslogs-group" not in options:
        return
    stream = f"{options['awslogs-stream-prefix']}/{container['name']}/{task.id}"
    place = {"logGroupName": options["awslogs-group"], "logStreamName": stream}
    now = int(time.time() * 1000)
    events = [{"timestamp": now + index, "message": line} for index, line in enumerate(lines)]
    logs = client("logs", task.region_name)
    logs.create_log_stream(**place)
    logs.put_log_events(**place, logEvents=events)


# moto stops what has stopped already, and knows neither whose a task is nor what it runs.
def list_tasks(self, cluster_str=None, container_instance=None, family=None, started_by=None, service_name=None, desiredStatus=None):
    wanted = desiredStatus or "RUNNING"
    found = [task for tasks in self.tasks.values() for task in tasks.values()]
    for task in found:
        if is_over(task):
            end(task)
    return [
        task
        for task in found
        if task.desired_status == wanted
        and (not family or f":task-definition/{family}:" in task.task_definition_arn)
        and (not started_by or task.started_by == started_by)
        and (not service_name or getattr(task, "_service", None) == service_name.rsplit("/", 1)[-1])
    ]


# --- rollouts


class Rollout:
    def __init__(self, service, definition, before):
        self.id, self.begun, self.before = number(), time.time(), before
        self.service_name, self.definition = service.name, definition
        place = service._account_id, service.region_name
        stable = definition.arn.rsplit("/", 1)[0].replace(":task-definition", "")
        self.deployment_arn = f"{stable}:service-deployment/{service.cluster_name}/{service.name}/{self.id}"
        self.revision_arn = f"{stable}:service-revision/{service.cluster_name}/{service.name}/{number()}"
        image = definition.container_definitions[0]["image"]
        self.missing = why_not(*place, definition)
        self.fails = bool(self.missing) or image.rpartition(":")[2] in orders.unhealthy_images
        self.told = False

    @property
    def age(self):
        return time.time() - self.begun

    @property
    def status(self):
        if self.age < SECONDS:
            return "IN_PROGRESS"
        if not self.fails:
            return "SUCCESSFUL"
        if self.before is None:
            return "STOPPED"
        return "ROLLBACK_IN_PROGRESS" if self.age < 2 * SECONDS else "ROLLBACK_SUCCESSFUL"

    @property
    def finished(self):
        return None if self.status.endswith("IN_PROGRESS") else self.begun + SECONDS * (2 if self.fails and self.before else 1)


# Oldest first.
def rollouts(service):
    return service.__dict__.setdefault("_rollouts", [])


def serving(service):
    done = [one for one in rollouts(service) if one.status == "SUCCESSFUL"]
    return done[-1] if done else None


def tell(service, message):
    event = {"id": str(mock_random.uuid4()), "createdAt": time.time(), "message": message}
    service.events.insert(0, event)


def begin(service):
    definition = service._backend.describe_task_definition(service.task_definition)
    service.task_definition = definition.arn
    rollout = Rollout(service, definition, serving(service))
    rollouts(service).append(rollout)
    tell(service, f"(service {service.name}) has started {service.desired_count} tasks: (task {mock_random.get_random_hex(32)}).")


# What has come of the last one by now.
def settle(service):
    known = rollouts(service)
    if not known or known[-1].told or known[-1].status == "IN_PROGRESS":
        return
    rollout = known[-1]
    rollout.told = True
    about = f"(service {service.name}) (deployment ecs-svc/{rollout.id})"
    if rollout.fails:
        leave_failed_task(service, rollout)
        tell(service, f"{about} deployment failed: tasks failed to start.")
        if rollout.before:
            service.task_definition = rollout.before.definition.arn
            tell(service, f"{about} rolling back to deployment ecs-svc/{rollout.before.id}.")
        return
    register_targets(service)
    tell(service, f"{about} deployment completed.")
    tell(service, f"(service {service.name}) has reached a steady state.")


def leave_failed_task(service, rollout):
    backend = service._backend
    networking = {"awsvpcConfiguration": service.network_configuration["awsvpcConfiguration"]}
    task = Task(
        backend._get_cluster(service.cluster_name),
        rollout.definition,
        None,
        {},
        backend,
        launch_type="FARGATE",
        started_by=f"ecs-svc/{rollout.id}",
        networking_configuration=networking,
    )
    task._service, task._begun = service.name, rollout.begun
    task.stopped_reason = rollout.missing or "Task failed container health checks"
    backend.tasks.setdefault(service.cluster_name, {})[task.task_arn] = task


def register_targets(service):
    for balancer in service.load_balancers:
        targets = [
            {"Id": f"10.0.{128 + index}.{10 + index}", "Port": balancer["containerPort"]}
            for index in range(service.desired_count)
        ]
        client("elbv2", service.region_name).register_targets(TargetGroupArn=balancer["targetGroupArn"], Targets=targets)


def deployment_object(service, rollout, status):
    running = 0 if rollout.fails or rollout.status == "IN_PROGRESS" else service.desired_count
    states = {"IN_PROGRESS": "IN_PROGRESS", "SUCCESSFUL": "COMPLETED"}
    state = states.get(rollout.status, "FAILED")
    reasons = {
        "IN_PROGRESS": f"ECS deployment ecs-svc/{rollout.id} in progress.",
        "COMPLETED": f"ECS deployment ecs-svc/{rollout.id} completed.",
        "FAILED": "ECS deployment circuit breaker: tasks failed to start.",
    }
    return {
        "id": f"ecs-svc/{rollout.id}",
        "status": status,
        "taskDefinition": rollout.definition.arn,
        "desiredCount": service.desired_count,
        "runningCount": running,
        "pendingCount": service.desired_count - running if state == "IN_PROGRESS" else 0,
        "failedTasks": service.desired_count if state == "FAILED" else 0,
        "createdAt": rollout.begun,
        "updatedAt": rollout.begun,
        "launchType": service.launch_type,
        "rolloutState": state,
        "rolloutStateReason": reasons[state],
    }


def service_object(self):
    settle(self)
    known = rollouts(self)
    last, done = known[-1], serving(self)
    is_back = last.fails and last.status != "IN_PROGRESS"
    primary = done if is_back and done else last
    others = [one for one in (done, last) if one and one is not primary and not is_back]
    running = self.desired_count if done else 0
    return {
        "serviceArn": self.arn,
        "serviceName": self.name,
        "clusterArn": self.cluster_arn,
        "status": self.status,
        "launchType": self.launch_type,
        "taskDefinition": self.task_definition,
        "desiredCount": self.desired_count,
        "runningCount": running if self.status == "ACTIVE" else 0,
        "pendingCount": self.desired_count if last.status == "IN_PROGRESS" else 0,
        "loadBalancers": self.load_balancers,
        "networkConfiguration": self.network_configuration,
        "schedulingStrategy": self.scheduling_strategy,
        "deployments": [
            deployment_object(self, primary, "PRIMARY"),
            *(deployment_object(self, one, "ACTIVE") for one in others),
        ],
        "events": self.events,
    }


def create_service(self, *arguments, moto_create=Backend.create_service, **named):
    service = moto_create(self, *arguments, **named)
    begin(service)
    return service


def update_service(self, service_properties, moto_update=Backend.update_service):
    is_release = "task_definition" in service_properties
    service = moto_update(self, service_properties)
    if is_release:
        begin(service)
    return service


# For CloudFormation, which says of a service only that it failed.
def await_rollout(place, arn):
    service = next(one for one in ecs_backends[place.account][place.region].services.values() if one.arn == arn)
    rollout = rollouts(service)[-1]
    while rollout.status == "IN_PROGRESS":
        time.sleep(0.05)
    settle(service)
    if rollout.fails:
        raise Failed(
            "Resource handler returned message: \"Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.\" "
            f"(RequestToken: {mock_random.uuid4()}, HandlerErrorCode: GeneralServiceException)"
        )


# --- what ECS remembers of rollouts


def all_rollouts(backend):
    return [(service, one) for service in backend.services.values() for one in rollouts(service)]


def brief(service, rollout):
    reason = "Service deployment rolled back because the circuit breaker threshold was exceeded."
    return {
        "serviceDeploymentArn": rollout.deployment_arn,
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "createdAt": rollout.begun,
        "startedAt": rollout.begun,
        "targetServiceRevisionArn": rollout.revision_arn,
        "status": rollout.status,
        **({"finishedAt": rollout.finished} if rollout.finished else {}),
        **({"statusReason": reason} if rollout.status.startswith("ROLLBACK") else {}),
    }


def list_service_deployments(self):
    service = self.ecs_backend._get_service(self._get_param("cluster", "default"), self._get_param("service"))
    wanted = self._get_param("status")
    found = [brief(service, one) for one in reversed(rollouts(service)) if not wanted or one.status in wanted]
    return json.dumps({"serviceDeployments": found})


def describe_service_revisions(self):
    wanted = self._get_param("serviceRevisionArns")
    found = [(service, one) for service, one in all_rollouts(self.ecs_backend) if one.revision_arn in wanted]
    return json.dumps(
        {
            "serviceRevisions": [
                {
                    "serviceRevisionArn": one.revision_arn,
                    "serviceArn": service.arn,
                    "clusterArn": service.cluster_arn,
                    "taskDefinition": one.definition.arn,
                    "containerImages": [
                        {"containerName": each["name"], "image": each["image"]}
                        for each in one.definition.container_definitions
                    ],
                    "createdAt": one.begun,
                }
                for service, one in found
            ],
            "failures": [],
        }
    )


def list_task_definitions(self):
    family, status = self._get_param("familyPrefix"), self._get_param("status", "ACTIVE")
    known = self.ecs_backend.task_definitions
    found = [
        definition.arn
        for name, revisions in known.items()
        for definition in revisions.values()
        if family in (None, name) and definition.status == status
    ]
    return json.dumps({"taskDefinitionArns": found})


# By its family alone the newest that is active is meant.
def describe_task_definition(self, task_definition_str, moto_describe=Backend.describe_task_definition):
    family = task_definition_str.split("/")[-1]
    known = self.task_definitions.get(family, {})
    active = [revision for revision, one in known.items() if one.status == "ACTIVE"]
    return moto_describe(self, f"{family}:{max(active)}" if active else task_definition_str)


def delete_task_definitions(self):
    backend, deleted = self.ecs_backend, []
    for arn in self._get_param("taskDefinitions"):
        definition = backend.describe_task_definition(arn)
        if definition.status != "INACTIVE":
            continue
        deleted.append(definition.response_object["taskDefinition"])
        del backend.task_definitions[definition.family][definition.revision]
    return json.dumps({"taskDefinitions": deleted, "failures": []})


def install():
    Task.response_object = task_object
    Service.response_object = property(service_object)
    # On Fargate memory is the task's; moto adds up that of its containers, which they need not say.
    Backend._calculate_task_resource_requirements = staticmethod(lambda definition: {})
    Backend.describe_task_definition = describe_task_definition
    Backend.list_tasks = list_tasks
    Backend.create_service = create_service
    Backend.update_service = update_service
    for function in (
        list_service_deployments,
        describe_service_revisions,
        list_task_definitions,
        delete_task_definitions,
    ):
        setattr(Response, function.__name__, function)
