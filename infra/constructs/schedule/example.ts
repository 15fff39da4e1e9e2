import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import {
  endOfLife,
  hoursPerMonth,
  parseTimeToLive,
  parseWorkingHours,
  StackExpiry,
  WorkingHoursSchedule,
} from './schedule';

export const stack = new Stack(new App(), 'example');
const workingHours = parseWorkingHours('Mon-Fri 08:00-18:00');

new WorkingHoursSchedule(stack, 'WorkingHours', {
  workingHours,
  timeZone: 'Asia/Seoul',
  instanceId: 'i-0123456789abcdef0',
  databaseIdentifier: 'my-api-db',
});
new StackExpiry(stack, 'Expiry', { at: endOfLife(new Date(), parseTimeToLive('30d')) });

// 217 instead of 730
new CfnOutput(stack, 'HoursPerMonth', { value: hoursPerMonth(workingHours).toFixed() });
