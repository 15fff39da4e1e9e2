import { hoursPerMonth } from '../price-list';
import { numberAt, textAt } from '../template/read-property';
import { resourceBehind, type Resource } from '../template/template-view';
import { asPossible, fixed, unknown, type Charge, type ChargesOf } from './charge';

/** Of a service on Fargate: its tasks, of which there are always as many as the least of its scaling, and may be as many as the most. */
export const serviceCharges: ChargesOf = (resource) => {
  const { stack, properties } = resource;
  // On instances of one's own, those are what is billed.
  if (textAt(stack, properties, 'LaunchType') === 'EC2') return [];
  const { least, most } = tasksOf(resource);
  return [
    ...taskCharges(resource, least),
    ...(most > least ? asPossible(taskCharges(resource, most - least, ' more, where it is scaled out')) : []),
  ];
};

const taskCharges = (service: Resource, tasks: number, why = ''): readonly Charge[] => {
  const definition = resourceBehind(service.stack, service.properties['TaskDefinition']);
  const cpu = definition && numberAt(definition.stack, definition.properties, 'Cpu');
  const mebibytes = definition && numberAt(definition.stack, definition.properties, 'Memory');
  if (cpu === undefined || mebibytes === undefined) {
    return [unknown('tasks on Fargate', 'their size is not in the template')];
  }
  return fargateCharges(cpu, mebibytes, tasks, `${tasks} task${tasks === 1 ? '' : 's'}${why}`);
};

/** Of so many tasks that run all month; `cpu` in 1/1024 of a vCPU, as AWS has it. */
export function fargateCharges(
  cpu: number,
  mebibytes: number,
  tasks: number,
  what: string,
): readonly Charge[] {
  const [vcpu, gib] = [cpu / 1024, mebibytes / 1024];
  return [
    fixed(`Fargate, ${vcpu} vCPU of ${what}`, vcpu * tasks * hoursPerMonth, 'fargate/vcpu'),
    fixed(`Fargate, ${gib} GiB of ${what}`, gib * tasks * hoursPerMonth, 'fargate/memory'),
  ];
}

const tasksOf = ({ stack, properties, logicalId }: Resource) => {
  const scaling = stack.resources.find(
    (other) =>
      other.type === 'AWS::ApplicationAutoScaling::ScalableTarget' &&
      JSON.stringify(other.properties['ResourceId'] ?? '').includes(`"${logicalId}"`),
  );
  const desired = numberAt(stack, properties, 'DesiredCount') ?? 1;
  const least = (scaling && numberAt(stack, scaling.properties, 'MinCapacity')) ?? desired;
  return { least, most: (scaling && numberAt(stack, scaling.properties, 'MaxCapacity')) ?? least };
};
