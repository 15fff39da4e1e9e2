import type { Metric, Registry } from 'prom-client';

import { durationBounds, type RequestCounts, type RequestSeries } from './request-counts';

/** What the cache has counted since the start, by event. */
export type CacheCounts = Readonly<Record<string, number>>;

export interface MetricsParts {
  readonly requests: RequestCounts;
  readonly cacheCounts: () => CacheCounts;
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

async function createRegistry({ requests, cacheCounts, release }: MetricsParts): Promise<Registry> {
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
      help: 'Requests and how long they took, without lists served from the cache.',
      type: 'histogram',
      values: () => [...requests.all()].flatMap(histogramOf),
    },
    {
      name: 'seminar_list_cache_total',
      help: 'What the cache of the seminar lists did, by event.',
      type: 'counter',
      values: () => Object.entries(cacheCounts()).map(([event, value]) => ({ labels: { event }, value })),
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
