import { Markup } from '../../../rehearsal/report/markup';

/** Of the page; light or dark as the reader has it. */
export const style = new Markup(`
  :root {
    color-scheme: light dark;
    --page: #ffffff; --raised: #f6f8fa; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --link: #0969da;
    --good: #1a7f37; --good-raised: #dafbe1; --bad: #cf222e; --bad-raised: #ffebe9; --later: #7d4e00; --later-raised: #fff1c9;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #0d1117; --raised: #161b22; --text: #e6edf3; --quiet: #9198a1; --line: #30363d; --link: #4493f8;
      --good: #3fb950; --good-raised: #12261e; --bad: #ff6a69; --bad-raised: #2d1215; --later: #d8a657; --later-raised: #2b2110;
    }
  }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 1000px; margin: 0 auto; padding: 32px 20px 64px }
  h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px }
  h2 { font-size: 21px; margin: 48px 0 8px; padding-bottom: 6px; border-bottom: 1px solid var(--line) }
  h3 { font-size: 16px; margin: 24px 0 4px }
  p { margin: 0 0 12px; max-width: 78ch }
  a { color: var(--link) }
  code, pre { font: 13px/1.5 ui-monospace, monospace }
  code { overflow-wrap: anywhere }
  .quiet { margin-top: 16px; color: var(--quiet); font-size: 14px }
  .contents { padding-left: 28px } .contents li { margin: 2px 0 }
  .verdict { display: inline-block; padding: 0 10px; border-radius: 999px; font-size: 13px; font-weight: 600; white-space: nowrap; vertical-align: middle }
  .shown { color: var(--good); background: var(--good-raised) }
  .failed { color: var(--bad); background: var(--bad-raised) }
  .absent { color: var(--later); background: var(--later-raised) }
  .checks { list-style: none; margin: 12px 0; padding: 0 }
  .checks li { padding: 4px 8px; border-left: 3px solid var(--good) } .checks li.bad { border-color: var(--bad); background: var(--bad-raised) }
  .ok .sign { color: var(--good) } .bad .sign { color: var(--bad); font-weight: 600 }
  .seen { color: var(--quiet); font-size: 14px; overflow-wrap: anywhere } .seen::before { content: "· " }
  .wide { overflow-x: auto; margin: 8px 0; border: 1px solid var(--line); border-radius: 8px }
  table { border-collapse: collapse; width: 100%; font-size: 14px }
  th, td { padding: 6px 12px; text-align: left; vertical-align: top; border-top: 1px solid var(--line) }
  thead th { border-top: 0; background: var(--raised); white-space: nowrap }
  .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
  pre { margin: 8px 0; padding: 12px; overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--raised) }
  pre.why { white-space: pre-wrap; overflow-wrap: anywhere; border-color: var(--line) }
  .wide:focus-visible, pre:focus-visible { outline: 2px solid var(--link) }
  details { margin: 12px 0 } summary { cursor: pointer; font-weight: 600 }
  figure { margin: 20px 0 } figcaption { color: var(--quiet); font-size: 14px }
  img { display: block; max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px }
  @media (max-width: 600px) { main { padding: 20px 14px 48px } h1 { font-size: 23px } h2 { font-size: 19px } }
`);
