import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  ListTagsForResourceCommand as ListAlarmTagsCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import {
  DeleteTopicCommand,
  ListTagsForResourceCommand as ListTopicTagsCommand,
  paginateListTopics,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mayBeOf } from '../names';
import { collect, type Kind, toTags, unlessGone } from '../kind';

const scope = 'region';
const knownBy = 'made by our stack; or tags, which are read of those whose name begins with the project’s';

const alarms: Kind = {
  id: 'cloudwatch-alarm',
  name: 'CloudWatch alarms',
  scope,
  type: 'AWS::CloudWatch::Alarm',
  bills: 'by the alarm and month, above ten of the account',
  foundBy:
    'cloudwatch:DescribeAlarms, those whose name begins with the project’s or that its scaling has made',
  knownBy: `${knownBy}; those of the scaling by the name of the service`,
  deletedBy: 'cloudwatch:DeleteAlarms',
  isOursByName: ({ id }, projectName) => id.startsWith(scalingPrefix(projectName)),
  async list({ client, signal, projectName }) {
    const cloudWatch = client(CloudWatchClient);
    const options = { abortSignal: signal };
    const prefixes = [`${projectName}-`, scalingPrefix(projectName)];
    const found = await Promise.all(
      prefixes.map((AlarmNamePrefix) =>
        collect(
          paginateDescribeAlarms({ client: cloudWatch }, { AlarmNamePrefix }, options),
          ({ MetricAlarms }) => MetricAlarms,
        ),
      ),
    );
    return Promise.all(
      found.flat().map(async ({ AlarmName: id = '', AlarmArn: ResourceARN, StateValue }) => {
        const { Tags: tags } = await cloudWatch.send(new ListAlarmTagsCommand({ ResourceARN }), options);
        return { id, about: String(StateValue), tags: toTags(tags) };
      }),
    );
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(
      client(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: [id] }), { abortSignal: signal }),
    ),
};

/** As Application Auto Scaling names the alarms of a target that it tracks; it deletes them with its policy. */
const scalingPrefix = (projectName: string) => `TargetTracking-service/${projectName}/${projectName}-`;

const topics: Kind = {
  id: 'sns-topic',
  name: 'SNS topics, with who is subscribed',
  scope,
  type: 'AWS::SNS::Topic',
  bills: 'nothing itself; messages above a thousand mails a month',
  foundBy: 'sns:ListTopics',
  knownBy,
  deletedBy: 'sns:DeleteTopic, with its subscriptions',
  async list({ client, signal, projectName }) {
    const sns = client(SNSClient);
    const options = { abortSignal: signal };
    const found = await collect(paginateListTopics({ client: sns }, {}, options), ({ Topics }) => Topics);
    return Promise.all(
      found.map(async ({ TopicArn: id = '' }) => {
        const isNamed = mayBeOf(id.slice(id.lastIndexOf(':') + 1), projectName);
        if (!isNamed) return { id };
        const { Tags: tags } = await sns.send(new ListTopicTagsCommand({ ResourceArn: id }), options);
        return { id, tags: toTags(tags) };
      }),
    );
  },
  remove: ({ id }, { client, signal }) =>
    unlessGone(client(SNSClient).send(new DeleteTopicCommand({ TopicArn: id }), { abortSignal: signal })),
};

export const watchKinds = { alarms, topics } as const;
