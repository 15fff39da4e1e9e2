/**
 * What RDS for MySQL accepts as `time_zone`. Not the whole IANA database: `America/New_York`, `Europe/London` and
 * `Europe/Berlin`, for example, are not among them.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.LocalTimeZone.html, read 2026-11-21.
 */
const byArea = {
  Africa: 'Cairo Casablanca Harare Monrovia Nairobi Tripoli Windhoek',
  America:
    'Araguaina Asuncion Bogota Buenos_Aires Caracas Chihuahua Cuiaba Denver Fortaleza Guatemala Halifax Manaus Matamoros Monterrey Montevideo Phoenix Santiago Tijuana',
  Asia: 'Amman Ashgabat Baghdad Baku Bangkok Beirut Calcutta Damascus Dhaka Irkutsk Jerusalem Kabul Karachi Kathmandu Krasnoyarsk Magadan Muscat Novosibirsk Riyadh Seoul Shanghai Singapore Taipei Tehran Tokyo Ulaanbaatar Vladivostok Yakutsk Yerevan',
  Atlantic: 'Azores',
  Australia: 'Adelaide Brisbane Darwin Hobart Perth Sydney',
  Brazil: 'DeNoronha East',
  Canada: 'Newfoundland Saskatchewan Yukon',
  Europe: 'Amsterdam Athens Dublin Helsinki Istanbul Kaliningrad Moscow Paris Prague Sarajevo',
  Pacific: 'Auckland Fiji Guam Honolulu Samoa',
  US: 'Alaska Central East-Indiana Eastern Pacific',
} as const;

type Areas = typeof byArea;
type Words<Text extends string> = Text extends `${infer Word} ${infer Rest}` ? Word | Words<Rest> : Text;

/** `Asia/Seoul`: a misspelt one does not compile. */
export type TimeZone = 'UTC' | { [Area in keyof Areas]: `${Area}/${Words<Areas[Area]>}` }[keyof Areas];

export const timeZones = [
  'UTC',
  ...Object.entries(byArea).flatMap(([area, cities]) => cities.split(' ').map((city) => `${area}/${city}`)),
] as readonly TimeZone[];

/** Why RDS would refuse a time zone, with the one to take instead where there is one; `undefined` when it may be used. */
export const timeZoneProblem = (value: string, year = new Date().getUTCFullYear()): string | undefined => {
  if ((timeZones as readonly string[]).includes(value)) return undefined;
  if (!isTimeZone(value)) return 'there is no time zone of this name';
  const same = timeZones.filter((zone) => yearOf(zone, year) === yearOf(value, year));
  if (same.length === 0) return 'RDS does not offer this time zone';
  return `RDS does not offer this time zone; the clocks of ${same.slice(0, 3).join(', ')} show the same in ${year}`;
};

/** The names that Node knows, in the spelling of the IANA database. */
const isTimeZone = (value: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).format() !== '';
  } catch {
    return false;
  }
};

/** What the clocks of a zone show at noon UTC of every week of a year: equal for zones that agree the year round. */
const yearOf = (timeZone: string, year: number): string => {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return Array.from({ length: 53 }, (_, week) => clock.format(Date.UTC(year, 0, 1 + 7 * week, 12))).join();
};
