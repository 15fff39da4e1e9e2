import type { ClientOptions } from '../client';
import type { Deployment } from '../deployment-template';
import type { Instance } from '../instance';
import type { Figures } from '../report';
import type { Story } from '../scenario';
import type { Cast } from '../scenario/cast';
import type { SeenFault } from '../seen-fault';
import type { Stage } from '../stage/stage';
import type { AcmeServer } from '../stand-ins/acme';
import type { AwsStandIn } from '../stand-ins/aws';
import type { Timeline } from '../timeline';

/** A part of the scenario that can be asked for by its name. */
export interface Act {
  readonly title: string;
  /** @throws UserError at the first thing that does not hold */
  play(cast: ActCast, story: Story): Promise<void>;
}

/** Who plays, and where what is seen is written down. */
export interface ActCast extends Cast {
  /** Another one after a replacement. */
  instance: Instance;
  /** One with a disk of its own, from the same user-data and at the same address, once it answers. */
  bootAnother(): Promise<Instance>;
  readonly stage: Stage;
  readonly aws: AwsStandIn;
  readonly acme: AcmeServer;
  readonly deployment: Deployment;
  /** For clients beside `client`. */
  readonly connection: Pick<ClientOptions, 'httpsSocket' | 'rootCertificate'>;
  /** How many releases in a row. */
  readonly releases: number;
  /** Where images are. */
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;

  readonly figures: Figures;
  readonly timeline: Timeline;
  readonly faults: SeenFault[];
  /** Everything that must be found nowhere. */
  readonly secrets: string[];
}
