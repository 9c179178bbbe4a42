// Draws the charts of a page from the options that stand in it as JSON, in the
// page's language and colours. Names in an option ("@percent", "var(--…)") are
// looked up here and only under the keys of internal/charts' package comment;
// nothing in an option is ever run.
import * as echarts from 'echarts/core';
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent, DataZoomComponent, GridComponent, LegendComponent, LegendScrollComponent,
  MarkAreaComponent, MarkLineComponent, MarkPointComponent, TitleComponent, TooltipComponent,
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { formatters } from './format.js';
import { savePicture, saveTable } from './save.js';

echarts.use([
  BarChart, LineChart, ScatterChart, AriaComponent, DataZoomComponent, GridComponent, LegendComponent,
  LegendScrollComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent, TitleComponent,
  TooltipComponent, SVGRenderer,
]);

const root = document.documentElement;
const format = formatters(root.lang);
const drawn = new Map(); // element → { chart, option }

const formatKeys = new Set(['formatter', 'valueFormatter']);
const colorKeys = new Set(['color', 'borderColor', 'backgroundColor']);

// resolve returns a copy of an option with its names looked up.
function resolve(value, key, styles) {
  if (Array.isArray(value)) return value.map((v) => resolve(v, key, styles));
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v, k, styles)]));
  }
  if (typeof value !== 'string') return value;
  if (formatKeys.has(key) && Object.hasOwn(format, value)) return format[value];
  if (colorKeys.has(key)) {
    const name = value.match(/^var\((--[\w-]+)\)$/);
    if (name) return styles.getPropertyValue(name[1]).trim() || undefined;
  }
  return value;
}

// soften makes the patterns of a chart faint on a screen, where colours and
// names already tell its parts apart; on paper they stay as they are.
function soften(option) {
  for (const series of option.series ?? []) {
    for (const item of [series, ...(Array.isArray(series.data) ? series.data : [])]) {
      const decal = item?.itemStyle?.decal;
      if (decal?.color) decal.color = 'rgba(255,255,255,0.2)';
    }
  }
}

// unroll shows a legend whole on paper, where nothing can be turned over.
function unroll(option) {
  for (const legend of [option.legend ?? []].flat()) {
    Object.assign(legend, { type: 'plain', itemWidth: 12, itemHeight: 8, itemGap: 8, textStyle: { ...legend.textStyle, fontSize: 10 } });
  }
}

// keepInside turns the last month of a line inwards, where it would be cut.
function keepInside(option) {
  if (!(option.series ?? []).every((series) => series.type === 'line')) return;
  for (const axis of [option.xAxis ?? []].flat()) {
    if (axis.type === 'category') axis.axisLabel = { ...axis.axisLabel, alignMaxLabel: 'right' };
  }
}

const clear = matchMedia('(prefers-contrast: more), (forced-colors: active)');

function paint(entry, paper = false) {
  const option = resolve(entry.option, '', getComputedStyle(root));
  option.animation = false;
  keepInside(option);
  if (paper) unroll(option);
  else if (!clear.matches) soften(option);
  if (option.aria) option.aria.label = { enabled: false }; // the element's own label says more
  entry.chart.setOption(option, { notMerge: true });
}

function draw(element) {
  if (drawn.has(element)) return;
  const source = document.getElementById(element.dataset.chart);
  if (!source) return;
  const option = JSON.parse(source.textContent);
  const hold = element.querySelector('.chart-hold');
  const height = Number(hold?.getAttribute('height')) || 320;
  hold?.remove();
  element.style.height = `${height}px`;
  const chart = echarts.init(element, null, { renderer: 'svg' });
  const entry = { chart, option, wide: Boolean(element.closest('.figure-wide')) };
  drawn.set(element, entry);
  paint(entry);
  new ResizeObserver(() => requestAnimationFrame(() => { if (!chart.isDisposed()) chart.resize(); })).observe(element);
  element.dataset.drawn = 'true';
}

// start draws the figures that are not drawn yet and forgets those that left
// the page.
function start() {
  for (const [element, { chart }] of drawn) {
    if (element.isConnected) continue;
    chart.dispose();
    drawn.delete(element);
  }
  for (const element of document.querySelectorAll('[data-chart]')) draw(element);
  for (const button of document.querySelectorAll('[data-save][hidden]')) button.hidden = false;
}

function title(figure) {
  return [figure.querySelector('.card-title')?.textContent ?? '', figure.querySelector('.card-subtitle')?.textContent ?? ''];
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-save]');
  const figure = button?.closest('[data-figure]');
  if (!figure) return;
  if (button.dataset.save === 'csv') {
    saveTable(figure.querySelector('.numbers-table'), figure.dataset.figure, root.lang);
    return;
  }
  const entry = drawn.get(figure.querySelector('[data-chart]'));
  if (entry) await savePicture(entry.chart, figure.dataset.figure, ...title(figure), getComputedStyle(root));
});

document.addEventListener('themechange', () => { for (const entry of drawn.values()) paint(entry); });
document.addEventListener('htmx:after:swap', start);

// On paper charts have the light colours and the paper's width.
const paperWidth = 316; // two columns on A4
addEventListener('beforeprint', () => {
  root.dataset.bsThemeBefore = root.dataset.bsTheme;
  root.dataset.bsTheme = 'light';
  for (const entry of drawn.values()) {
    paint(entry, true);
    entry.chart.resize({ width: entry.wide ? 2 * paperWidth : paperWidth });
    entry.chart.getZr().flush();
  }
});
addEventListener('afterprint', () => {
  root.dataset.bsTheme = root.dataset.bsThemeBefore ?? root.dataset.bsTheme;
  delete root.dataset.bsThemeBefore;
  for (const entry of drawn.values()) {
    paint(entry);
    entry.chart.resize({ width: 'auto' });
  }
});

start();
