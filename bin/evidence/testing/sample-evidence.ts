import type { Evidence } from '../evidence';

/** One of each kind of part, and a check that failed. */
export const sampleEvidence = (changes: Partial<Evidence> = {}): Evidence => ({
  name: 'machines',
  title: 'Server and database run',
  claim: 'One instance runs.',
  commands: ['waffle status'],
  deterministic: true,
  takenAt: '2026-11-22T06:15:03.000Z',
  seconds: 0.4,
  target: 'rehearsal',
  outcome: 'failed',
  checks: [
    { claim: 'the instance is running', ok: true, seen: 'running' },
    { claim: 'the database is available', ok: false, seen: 'stopped <for now> | paused' },
  ],
  parts: [
    { kind: 'table', title: 'Sizes', head: ['what', 'MiB'], rows: [['a | b', '12']], numbers: [1] },
    {
      kind: 'exchange',
      title: 'the answer',
      exchange: {
        method: 'GET',
        url: 'https://api.example.com/',
        requestHeaders: {},
        status: 200,
        responseHeaders: { 'content-type': 'text/plain' },
        responseBody: 'waffle-backend ```one```\n',
      },
    },
    { kind: 'text', title: 'a short text', text: 'short' },
    { kind: 'text', title: 'a long text', text: 'line\n'.repeat(40) },
    { kind: 'note', text: 'No picture was taken.' },
  ],
  ...changes,
});
