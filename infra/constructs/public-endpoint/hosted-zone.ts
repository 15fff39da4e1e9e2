/** Id of a public Route 53 zone. */
export type HostedZoneId = `Z${string}`;

export const hostedZoneGuide = {
  allowed:
    'the id of a public Route 53 zone that the domain belongs to, such as Z0123456789EXAMPLE, or empty',
  change:
    '-c hostedZoneId=Z0123456789EXAMPLE -c domain=api.example.com; aws route53 list-hosted-zones lists yours',
} as const;

/** Why a value may not be the id of a zone, or `undefined` when it may. */
export const hostedZoneIdProblem = (id: string): string | undefined =>
  /^Z[A-Z0-9]{1,31}$/.test(id) ? undefined : 'it is not the id of a hosted zone';

/** The same of a zone and what would be entered in it. */
export const hostedZoneProblem = (id: string, domain: string | undefined): string | undefined =>
  hostedZoneIdProblem(id) ?? (domain === undefined ? 'there is no domain to enter in the zone' : undefined);
