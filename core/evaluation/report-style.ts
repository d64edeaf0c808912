/** The report's own style: follows the light or dark theme of the reader, and prints on white. */
export const reportStyle = `
:root { color-scheme: light dark; --text: #1c2330; --quiet: #5b6575; --line: #dde2ea; --page: #fff; --card: #f6f8fb;
  --good: #17703c; --bad: #b3261e; --open: #8a5a00; --odd: #6b3fa0; --bar: #3b6fd4; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ef; --quiet: #a3adbd; --line: #343c49; --page: #14181f;
  --card: #1c222c; --good: #6fd39a; --bad: #ff8f86; --open: #f0bf5f; --odd: #c9a6f5; --bar: #84a9f5; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--page); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
p { margin: .35rem 0; }
.quiet { color: var(--quiet); }
.card { border: 1px solid var(--line); border-left: 5px solid var(--open); border-radius: 6px; background: var(--card);
  padding: .8rem 1rem; margin: .6rem 0; }
.card.passed { border-left-color: var(--good); } .card.failed { border-left-color: var(--bad); }
.card.error { border-left-color: var(--odd); }
.word { font-weight: 650; } .passed .word { color: var(--good); } .failed .word { color: var(--bad); }
.inconclusive .word { color: var(--open); } .error .word { color: var(--odd); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; }
thead th { color: var(--quiet); font-weight: 600; border-bottom-width: 2px; }
tbody th { font-weight: 400; }
svg { display: block; } svg .axis { stroke: var(--line); } svg .range { stroke: var(--bar); stroke-width: 3; }
svg .mark { fill: var(--bar); }
.pair { border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; margin: .6rem 0; break-inside: avoid; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .9rem; margin-top: .5rem; }
.answer { white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
code { font: .9em ui-monospace, 'Cascadia Code', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
@media print { :root { --text: #000; --quiet: #444; --line: #bbb; --page: #fff; --card: #fff; --good: #17703c;
  --bad: #b3261e; --open: #8a5a00; --odd: #6b3fa0; --bar: #3b6fd4; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  .scroll { overflow: visible; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; } }
`.trim();
