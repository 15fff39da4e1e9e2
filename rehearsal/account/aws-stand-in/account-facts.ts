import { type Answer, jsonAnswer, xmlAnswer } from './answer';
import type { AwsCall } from './aws-call';

/** What an account may and has, which moto does not know; shapes of AWS's API models iam, service-quotas and rds (botocore 1.37). */
export class AccountFacts {
  /** Actions that a simulation denies. */
  denied: readonly string[] = [];
  /** The quota L-1216C47A. */
  vcpus = 5;

  answer({ service, operation, parameters }: AwsCall): Answer | undefined {
    if (service === 'iam' && operation === 'SimulatePrincipalPolicy') return this.#simulate(parameters);
    if (service === 'servicequotas' && operation === 'GetServiceQuota') {
      return jsonAnswer({ Quota: { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A', Value: this.vcpus } });
    }
    return operation === 'DescribeOrderableDBInstanceOptions' ? orderable(parameters) : undefined;
  }

  #simulate(parameters: AwsCall['parameters']): Answer {
    const actions = Object.entries(parameters).filter(([name]) => name.startsWith('ActionNames.member.'));
    const members = actions.map(([, action]) => {
      const decision = this.denied.includes(String(action)) ? 'implicitDeny' : 'allowed';
      return `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
    });
    const results = `<EvaluationResults>${members.join('')}</EvaluationResults><IsTruncated>false</IsTruncated>`;
    return result('SimulatePrincipalPolicy', results);
  }
}

/** moto's list of what RDS offers ends before MySQL 8.4: every class that is asked for is there. */
const orderable = ({ Engine, EngineVersion, DBInstanceClass }: AwsCall['parameters']): Answer =>
  result(
    'DescribeOrderableDBInstanceOptions',
    `<OrderableDBInstanceOptions><OrderableDBInstanceOption><Engine>${Engine}</Engine><EngineVersion>${EngineVersion}</EngineVersion><DBInstanceClass>${DBInstanceClass}</DBInstanceClass></OrderableDBInstanceOption></OrderableDBInstanceOptions>`,
  );

const result = (operation: string, content: string): Answer =>
  xmlAnswer(
    `<${operation}Response><${operation}Result>${content}</${operation}Result></${operation}Response>`,
  );
