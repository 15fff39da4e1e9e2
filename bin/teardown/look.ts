import { explainAwsError } from '../aws/aws-error';
import type { AwsConfig } from '../aws/clients';
import { type Ask, isNotFound, type Item, type Kind, type ListedStack } from './kind';
import { kinds } from './kinds';
import { isBilled, monthlyUsd } from './price';
import { readEvidence } from './read-evidence';
import { type Owner, whose } from './whose';

/** Where to look, and as whom. */
export interface LookOptions {
  readonly projectName: string;
  readonly databaseOnDelete: 'delete' | 'snapshot';
  readonly account: string;
  readonly aws: AwsConfig;
  /** The project's own one first. */
  readonly regions: readonly string[];
  readonly signal: AbortSignal;
  /** @default all */
  readonly only?: readonly string[];
}

/** One thing, judged and priced. */
export interface Found extends Item {
  readonly kind: string;
  /** `global` for what belongs to the account. */
  readonly region: string;
  readonly owner: Owner;
  readonly proof?: string;
  readonly isBilled: boolean;
  /** At list price; `undefined` where it is not known. */
  readonly monthlyUsd: number | undefined;
}

/** What came of one question: a kind in a region. */
export interface Answer {
  readonly kind: Kind;
  readonly region: string;
  readonly found: readonly Found[];
  /** Why it could not be asked. */
  readonly failure?: string;
}

export interface Look {
  readonly answers: readonly Answer[];
  /** Our stacks that are still there. */
  readonly stacks: readonly (ListedStack & { readonly region: string })[];
  readonly asks: readonly Ask[];
}

/** Questions under way at once: EC2 and RDS throttle who asks more. */
const atOnce = 8;

/** Looks for everything of every kind. What could not be asked is among the answers too. */
export async function lookAround(options: LookOptions): Promise<Look> {
  const { regions, only } = options;
  const [home = ''] = regions;
  const places = await inParallel(regions, atOnce, (region) => openPlace(region, options, region === home));
  const questions = kinds
    .filter(({ id }) => only?.includes(id) ?? true)
    .flatMap((kind) =>
      places
        .filter(({ region }) => kind.scope === 'region' || region === home)
        .map((place) => ({ kind, place })),
    );
  const asks = places.flatMap(({ ask }) => ask ?? []);
  const answers = await inParallel(questions, atOnce, ({ kind, place }) =>
    answer(kind, place, asks, place.region === home),
  );
  return { answers, asks, stacks: asks.flatMap(ourStacks) };
}

interface Place {
  readonly region: string;
  readonly ask?: Ask;
  readonly failure?: string;
}

const ourStacks = ({ evidence, region }: Ask) =>
  evidence.stacks
    .filter(({ name }) => evidence.stackNames.includes(name))
    .map((stack) => ({ ...stack, region }));

/** A region that answers nothing makes the proof incomplete; one's own region has to answer. */
async function openPlace(region: string, options: LookOptions, isHome: boolean): Promise<Place> {
  const base = openAsk(region, options);
  try {
    return { region, ask: { ...base, evidence: await readEvidence(base) } };
  } catch (error) {
    if (isHome || options.signal.aborted) throw error;
    return { region, failure: describe(error) };
  }
}

export function openAsk(region: string, options: LookOptions): Omit<Ask, 'evidence'> {
  const { projectName, databaseOnDelete, account, aws, signal } = options;
  const clients = new Map<unknown, unknown>();
  const answers = new Map<string, unknown>();
  const remember = <Value>(memory: Map<unknown, unknown>, key: unknown, make: () => Value): Value => {
    if (!memory.has(key)) memory.set(key, make());
    return memory.get(key) as Value;
  };
  return {
    projectName,
    databaseOnDelete,
    account,
    region,
    signal,
    client: (Client) => remember(clients, Client, () => new Client({ ...aws, region })),
    once: (question, ask) => remember(answers, question, ask),
  };
}

async function answer(
  kind: Kind,
  { region: place, ask, failure }: Place,
  asks: readonly Ask[],
  isHome: boolean,
): Promise<Answer> {
  const region = kind.scope === 'account' ? 'global' : place;
  if (ask === undefined) return { kind, region, found: [], ...(failure !== undefined && { failure }) };
  try {
    const items = await kind.list(ask);
    return {
      kind,
      region,
      found: items.map((item) => judge(item, kind, region, kind.scope === 'account' ? asks : [ask])),
    };
  } catch (error) {
    if (ask.signal.aborted || (isHome && isNobodyThere(error))) throw error;
    return { kind, region, found: [], failure: describe(error) };
  }
}

/** What is the account's may have been made by a stack of any region that was asked. */
function judge(item: Item, kind: Kind, region: string, asks: readonly Ask[]): Found {
  const opinions = asks.map(({ evidence }) => whose(item, kind, evidence));
  const { owner, proof } = opinions.find((opinion) => opinion.owner === 'ours') ??
    opinions[0] ?? { owner: 'stranger' as const };
  const charges = item.isGoing ? [] : (item.charges ?? []);
  return {
    ...item,
    kind: kind.id,
    region,
    owner,
    ...(proof !== undefined && { proof }),
    isBilled: isBilled(charges),
    monthlyUsd: monthlyUsd(charges, asks[0]?.region ?? region),
  };
}

/** Neither a permission nor a kind: everything else would fail alike. */
const isNobodyThere = (error: unknown): boolean => {
  const explained = explainAwsError(error);
  return explained !== undefined && !isRefused(error);
};

const isRefused = (error: unknown): boolean =>
  error instanceof Error && /^AccessDenied|^UnauthorizedOperation|^AuthorizationError/.test(error.name);

export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isNotFound(error)
    ? error.message
    : (explainAwsError(error)?.message ?? `${error.name}: ${firstLine(error.message)}`);
}

const firstLine = (text: string) => text.split('\n')[0] ?? '';

/** As many at once as `limit`; results in the order of the inputs. */
export async function inParallel<Input, Output>(
  inputs: readonly Input[],
  limit: number,
  work: (input: Input) => Promise<Output>,
): Promise<Output[]> {
  const outputs: Output[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < inputs.length; index = next++) {
      outputs[index] = await work(inputs[index] as Input);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, inputs.length) }, worker));
  return outputs;
}
