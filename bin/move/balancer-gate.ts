import {
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Target } from '../aws/target';
import { UserError } from '../io/errors';

/** First of all rules, which the stack has none of. */
const priority = 1;
const methods = ['DELETE', 'PATCH', 'POST', 'PUT'];

/**
 * Whether the load balancer lets what writes through: a rule of its listener, which is no part of the stack and goes with it. It closes
 * the way past the server to whoever still believes an old record.
 */
export class BalancerGate {
  readonly #client: ElasticLoadBalancingV2Client;

  constructor(
    { aws }: Pick<Target, 'aws'>,
    private readonly host: string,
    private readonly abortSignal: AbortSignal,
  ) {
    this.#client = new ElasticLoadBalancingV2Client(aws);
  }

  /** Every load balancer answers a rule with 503 and no Retry-After: it cannot say one. */
  async close(): Promise<void> {
    const { listener, rule } = await this.#find();
    if (rule !== undefined) return;
    const command = new CreateRuleCommand({
      ListenerArn: listener,
      Priority: priority,
      Conditions: [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: methods } }],
      Actions: [
        {
          Type: 'fixed-response',
          FixedResponseConfig: {
            StatusCode: '503',
            ContentType: 'application/json',
            MessageBody:
              '{"detail":"Nothing can be changed here: the service has moved. Try again in a minute."}',
          },
        },
      ],
    });
    await this.#client.send(command, { abortSignal: this.abortSignal });
  }

  async open(): Promise<void> {
    const { rule } = await this.#find();
    if (rule === undefined) return;
    const command = new DeleteRuleCommand({ RuleArn: rule.RuleArn });
    await this.#client.send(command, { abortSignal: this.abortSignal });
  }

  async #find(): Promise<{ readonly listener: string; readonly rule: Rule | undefined }> {
    const options = { abortSignal: this.abortSignal };
    const { LoadBalancers = [] } = await this.#client.send(new DescribeLoadBalancersCommand({}), options);
    const balancer = LoadBalancers.find(
      ({ DNSName = '' }) => DNSName.toLowerCase() === this.host.toLowerCase(),
    );
    if (balancer === undefined) throw new UserError(`There is no load balancer ${this.host}.`);
    const ofBalancer = new DescribeListenersCommand({ LoadBalancerArn: balancer.LoadBalancerArn });
    const { Listeners = [] } = await this.#client.send(ofBalancer, options);
    const listener = Listeners.find(({ Port }) => Port === 443)?.ListenerArn;
    if (listener === undefined) throw new UserError(`${this.host} does not listen on port 443.`);
    const ofListener = new DescribeRulesCommand({ ListenerArn: listener });
    const { Rules = [] } = await this.#client.send(ofListener, options);
    return { listener, rule: Rules.find(({ Priority }) => Priority === String(priority)) };
  }
}
