import { addresses, ports } from '../addresses';
import type { Stage } from '../stage/stage';

/** What an instance tells CloudFormation's wait condition. */
export interface BootSignal {
  readonly Status: 'SUCCESS' | 'FAILURE';
  readonly UniqueId: string;
  readonly Reason: string;
  readonly Data: string;
}

/** CloudFormation's end of the creation signal. */
export interface WaitCondition {
  /** The first signal, once it came. */
  received(): BootSignal | undefined;
  /** Waits for another instance: what came until now was of the one before. */
  forget(): void;
}

const fields = ['Data', 'Reason', 'Status', 'UniqueId'];

export async function startWaitCondition(stage: Stage): Promise<WaitCondition> {
  let first: BootSignal | undefined;
  await stage.serve(
    'signals',
    { address: addresses.standIns, port: ports.signals },
    async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      // A pre-signed URL is signed for PUT with an empty content type; S3 refuses others.
      if (request.method !== 'PUT' || request.headers['content-type']) return response.writeHead(403).end();
      const signal = parse(body);
      if (signal === undefined || Object.keys(signal).sort().join() !== fields.join())
        return response.writeHead(400).end();
      first ??= signal;
      return response.writeHead(200).end();
    },
  );
  return { received: () => first, forget: () => (first = undefined) };
}

function parse(body: string): BootSignal | undefined {
  try {
    return JSON.parse(body) as BootSignal;
  } catch {
    return undefined;
  }
}
