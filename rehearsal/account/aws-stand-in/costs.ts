import { type Answer, jsonAnswer, jsonError } from './answer';
import type { AwsCall } from './aws-call';

interface Period {
  readonly Start: string;
  readonly End: string;
}

/**
 * Cost Explorer (AWS API model ce 2017-10-25): moto answers GetCostAndUsage from a queue without looking at the question, and has
 * no GetCostForecast. Amounts are strings, as AWS writes them.
 */
export class Costs {
  /** US dollars of the asked period, by service as Cost Explorer names it. */
  byService: Readonly<Record<string, number>> = {};
  /** US dollars of credits in the asked period, positive. */
  creditsUsd = 0;
  /** US dollars until the end of the asked period; `undefined`: the account is too young. */
  forecastUsd: number | undefined;

  answer({ service, operation, parameters }: AwsCall): Answer | undefined {
    if (service !== 'ce') return undefined;
    if (operation === 'GetCostAndUsage') return this.#costAndUsage(parameters);
    if (operation === 'GetCostForecast') return this.#forecast(parameters);
    return undefined;
  }

  #costAndUsage({
    TimePeriod,
    GroupBy = [],
    Metrics = [],
    Filter,
  }: Readonly<Record<string, unknown>>): Answer {
    const metrics = (usd: number) =>
      Object.fromEntries((Metrics as string[]).map((metric) => [metric, amount(usd)]));
    const dimensions = (GroupBy as { Key: string }[]).map(({ Key }) => Key);
    const isWithoutCredits = JSON.stringify(Filter ?? '').includes('"Credit"');
    const rows: (readonly [service: string, record: string, usd: number])[] = [
      ...Object.entries(this.byService).map(([name, usd]) => [name, 'Usage', usd] as const),
      ...(this.creditsUsd > 0 && !isWithoutCredits ? [['Credits', 'Credit', -this.creditsUsd] as const] : []),
    ];
    const sum = rows.reduce((total, [, , usd]) => total + usd, 0);
    const groups = new Map<string, number>();
    for (const [name, record, usd] of rows) {
      const keys = dimensions.map((dimension) => (dimension === 'RECORD_TYPE' ? record : name));
      const key = JSON.stringify(keys);
      groups.set(key, (groups.get(key) ?? 0) + usd);
    }
    const Groups = [...groups].map(([keys, usd]) => ({
      Keys: JSON.parse(keys) as string[],
      Metrics: metrics(usd),
    }));
    return jsonAnswer({
      ResultsByTime: [
        {
          TimePeriod,
          Estimated: true,
          ...(dimensions.length === 0 ? { Total: metrics(sum), Groups: [] } : { Total: {}, Groups }),
        },
      ],
    });
  }

  #forecast({ TimePeriod }: Readonly<Record<string, unknown>>): Answer {
    if (this.forecastUsd === undefined)
      return jsonError(
        'DataUnavailableException',
        'Insufficient amount of historical data to generate forecast.',
      );
    const MeanValue = this.forecastUsd.toFixed(10);
    return jsonAnswer({
      Total: amount(this.forecastUsd),
      ForecastResultsByTime: [{ TimePeriod: TimePeriod as Period, MeanValue }],
    });
  }
}

const amount = (usd: number) => ({ Amount: usd.toFixed(10), Unit: 'USD' });
