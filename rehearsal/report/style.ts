import { Markup } from './markup';

/** Of the page; light or dark as the reader has it. */
export const style = new Markup(`
  :root {
    color-scheme: light dark;
    --page: #ffffff; --raised: #f6f8fa; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0;
    --good: #1a7f37; --good-raised: #dafbe1; --bad: #cf222e; --bad-raised: #ffebe9;
    --answers: #54aeff; --p50: #0f8a8a; --p99: #bc4c00; --processes: #8250df; --cache: #d8c9f2;
    --even: rgb(31 35 40 / 7%); --odd: rgb(31 35 40 / 2.5%);
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #0d1117; --raised: #161b22; --text: #e6edf3; --quiet: #9198a1; --line: #30363d;
      --good: #3fb950; --good-raised: #12261e; --bad: #ff6a69; --bad-raised: #2d1215;
      --answers: #1f6feb; --p50: #39c5cf; --p99: #f0883e; --processes: #a371f7; --cache: #40306b;
      --even: rgb(230 237 243 / 9%); --odd: rgb(230 237 243 / 3%);
    }
  }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 1180px; margin: 0 auto; padding: 32px 20px 64px }
  h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px }
  h2 { font-size: 21px; margin: 48px 0 8px; padding-bottom: 6px; border-bottom: 1px solid var(--line) }
  h3 { font-size: 17px; margin: 32px 0 4px }
  p { margin: 0 0 12px; max-width: 78ch }
  .lines { white-space: pre-line }
  .quiet { color: var(--quiet); fill: var(--quiet) }
  .verdict { display: inline-block; margin: 0 8px 8px 0; padding: 2px 12px; border-radius: 999px; font-weight: 600 }
  .held { color: var(--good); background: var(--good-raised) }
  .broke { color: var(--bad); background: var(--bad-raised) }
  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 24px 0; padding: 0 }
  .tiles div { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--raised) }
  .tiles dt { font-size: 13px; line-height: 1.35; color: var(--quiet) }
  .tiles dd { margin: 4px 0 0; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap }
  .tiles div { display: flex; flex-direction: column; justify-content: space-between }
  .wide { overflow-x: auto; margin: 12px 0; border: 1px solid var(--line); border-radius: 8px }
  .wide:focus-visible { outline: 2px solid var(--answers) }
  .wide svg { display: block; width: 100%; min-width: 900px; height: auto; padding: 0 0 4px }
  table { border-collapse: collapse; width: 100%; font-size: 14px }
  th, td { padding: 6px 12px; text-align: left; vertical-align: top; border-top: 1px solid var(--line) }
  thead th { border-top: 0; background: var(--raised); white-space: nowrap }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
  td { overflow-wrap: break-word; min-width: 8ch }
  .bad td { background: var(--bad-raised) }
  details { margin: 12px 0 } summary { cursor: pointer; font-weight: 600 }
  ol.legend { columns: 320px; column-gap: 32px; margin: 8px 0; padding-left: 28px; font-size: 14px }
  ol.legend li { break-inside: avoid }
  pre { padding: 12px; overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; font-size: 13px }
  svg text { font: 12px system-ui, sans-serif; fill: var(--text) }
  svg text.quiet { fill: var(--quiet) }
  svg .lane { font-weight: 600; font-size: 13px }
  .even rect { fill: var(--even) } .odd rect { fill: var(--odd) }
  .band.failed rect { fill: var(--bad-raised) } .band.failed text { fill: var(--bad) }
  .grid { stroke: var(--line); stroke-width: 1 } .tick { stroke: var(--quiet) }
  .line { fill: none; stroke-width: 1.75; stroke-linejoin: round }
  .area { stroke: none }
  .answers { fill: var(--answers) } .failures { fill: var(--bad) }
  .processes { fill: var(--processes) } .cache { fill: var(--cache) }
  .line.p50 { stroke: var(--p50) } .line.p99 { stroke: var(--p99) }
  .key.p50 { fill: var(--p50) } .key.p99 { fill: var(--p99) }
  @media (max-width: 600px) { main { padding: 20px 14px 48px } h1 { font-size: 23px } .tiles dd { font-size: 20px } }
  @media print { .wide { overflow: visible } }
`);
