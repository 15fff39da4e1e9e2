export { StackExpiry, type StackExpiryProps } from './stack-expiry';
export { endOfLife, parseTimeToLive, type TimeToLive } from './time-to-live';
export { defaultLeadMinutes, hoursPerMonth, parseWorkingHours, type WorkingHours } from './working-hours';
export { WorkingHoursSchedule, type WorkingHoursScheduleProps } from './working-hours-schedule';
