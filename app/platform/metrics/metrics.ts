import type { Metric, Registry } from 'prom-client';

import { durationBounds, type RequestCounts, type RequestSeries } from './request-counts';

/** Reads by outcome. */
export type ReadCounts = Readonly<Record<string, number>>;

export interface MetricsParts {
  readonly requests: RequestCounts;
  /** Each cache with what it counts. */
  readonly caches: Readonly<Record<string, ReadCounts>>;
  readonly isRedisUsable: () => boolean;
  readonly release: string;
}

/**
 * The metrics in Prometheus' text format. Its library costs a tenth of the start, so it is loaded when someone asks for the
 * first time, and until then there are only plain numbers.
 */
export class Metrics {
  #registry: Promise<Registry> | undefined;

  constructor(private readonly parts: MetricsParts) {}

  async render(): Promise<{ contentType: string; text: string }> {
    this.#registry ??= createRegistry(this.parts);
    const registry = await this.#registry;
    return { contentType: registry.contentType, text: await registry.metrics() };
  }
}

async function createRegistry(parts: MetricsParts): Promise<Registry> {
  const { requests, caches, isRedisUsable, release } = parts;
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const metrics: MetricData[] = [
    {
      name: 'waffle_release_info',
      help: 'The release that runs.',
      type: 'gauge',
      values: () => [{ labels: { release }, value: 1 }],
    },
    {
      name: 'http_request_duration_seconds',
      help: 'Requests and how long they took, without reads of the seminar list that succeed.',
      type: 'histogram',
      values: () => [...requests.all()].flatMap(histogramOf),
    },
    {
      name: 'cache_reads_total',
      help: 'Reads of the caches, by outcome.',
      type: 'counter',
      values: () => Object.entries(caches).flatMap(countsOf),
    },
    {
      name: 'redis_usable',
      help: '0 while requests do without Redis.',
      type: 'gauge',
      values: () => [{ labels: {}, value: Number(isRedisUsable()) }],
    },
  ];
  metrics.forEach((metric) => registry.registerMetric(asMetric(metric)));
  return registry;
}

interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** The name of the metric with a suffix, where it has several. */
  readonly metricName?: string;
}

interface MetricData {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly values: () => readonly Sample[];
}

/** The registry asks a metric for nothing but its name and its data. */
const asMetric = ({ values, ...metric }: MetricData) =>
  ({
    ...metric,
    get: () => Promise.resolve({ ...metric, values: values(), aggregator: 'sum' }),
  }) as unknown as Metric;

const countsOf = ([cache, counts]: readonly [string, ReadCounts]): readonly Sample[] =>
  Object.entries(counts).map(([outcome, value]) => ({ labels: { cache, outcome }, value }));

function histogramOf({ method, route, status, count, seconds, buckets }: RequestSeries): Sample[] {
  const name = 'http_request_duration_seconds';
  const labels = { method, route, status };
  let cumulative = 0;
  const bounded = durationBounds.map((le, index) => {
    cumulative += buckets[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: cumulative };
  });
  return [
    ...bounded,
    { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
    { metricName: `${name}_sum`, labels, value: seconds },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
