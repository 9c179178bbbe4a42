// Draws the charts of a page from the options that stand in it as JSON, in the
// page's language and colours. Names in an option ("@percent", "var(--…)") are
// looked up here and only under the keys of internal/charts' package comment;
// nothing in an option is ever run.
import * as echarts from 'echarts/core';
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  AriaComponent, DataZoomSliderComponent, GridComponent, LegendPlainComponent, MarkAreaComponent,
  MarkLineComponent, MarkPointComponent, TitleComponent, TooltipComponent,
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { formatters } from './format.js';
import { legend, zoom } from './legend.js';
import { reader } from './reader.js';
import { inLight, picture, savePNG, saveSVG, saveTable } from './save.js';
import { alpha } from './swatch.js';

echarts.use([
  BarChart, LineChart, ScatterChart, AriaComponent, DataZoomSliderComponent, GridComponent, LegendPlainComponent,
  MarkAreaComponent, MarkLineComponent, MarkPointComponent, TitleComponent, TooltipComponent, SVGRenderer,
]);

const root = document.documentElement;
const format = formatters(root.lang);
// element → { chart, option, figure, id, legend (it has one), hidden (names of
// series), view (first and last month shown, null: all), say (what is shown) }
const drawn = new Map();

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

// Patterns are faint on a screen, where colours and names already tell the parts
// of a chart apart, and strong on paper and where more contrast is asked for.
const faint = 0.28, strong = 0.6;

function shade(option, strength) {
  for (const series of option.series ?? []) {
    for (const item of [series, ...(Array.isArray(series.data) ? series.data : [])]) {
      const decal = item?.itemStyle?.decal;
      if (decal?.color) decal.color = alpha(decal.color, strength);
    }
  }
}

const first = (component) => [component ?? []].flat()[0];

// nameMonths names months at even steps, counted back from the last one shown,
// which is turned inwards where it would be cut.
const steps = [1, 2, 3, 4, 6, 12, 24, 36, 60, 120];

function nameMonths(option, width, view) {
  const axis = first(option.xAxis), all = axis?.data?.length;
  if (axis?.type !== 'category' || !all) return;
  const [from, until] = view ?? [0, all - 1];
  const label = 6.2 * Math.max(...axis.data.map((name) => String(name).length)), band = (width - 64) / (until - from + 1);
  const narrow = band < label;
  const step = steps.find((n) => n * band >= label * (narrow ? 1.5 : 1) + 8) ?? 240;
  axis.axisLabel = { ...axis.axisLabel, interval: (i) => (until - i) % step === 0 };
  if (narrow) axis.axisLabel.alignMaxLabel = 'right';
}

// even writes the numbers of an axis alike: all in full, or thousands and
// millions.
function even(option) {
  const held = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? value.value : value);
  const most = Math.max(0, ...(option.series ?? []).flatMap((series) => (series.data ?? []).map((value) => Math.abs(Number(held(value))) || 0)));
  if (most >= 100000) return;
  for (const axis of [first(option.xAxis), first(option.yAxis)]) {
    if (axis?.axisLabel?.formatter === format['@compact']) axis.axisLabel.formatter = format['@number'];
  }
}

// apart raises the numbers of marks that would touch the one before.
function apart(option, width) {
  const months = first(option.xAxis)?.data ?? [], band = (width - 64) / months.length;
  let raised = false;
  for (const series of option.series ?? []) {
    let last = -Infinity, high = false;
    for (const mark of series.markLine?.label?.show === false ? [] : series.markLine?.data ?? []) {
      const at = months.indexOf(mark.xAxis) * band;
      high = at - last < 14 && !high;
      last = at;
      if (high) mark.label = { ...series.markLine.label, ...mark.label, distance: 18 };
      raised ||= high;
    }
  }
  return raised;
}

// The legend stands beside the drawing, as buttons on a page and as text in a
// picture: the drawing takes its room, but for what stands above the axis.
const legendRoom = 28, markRoom = 24;

function settle(option, entry, width) {
  const grid = first(option.grid);
  option.legend = { ...first(option.legend), type: 'plain', show: false, selected: Object.fromEntries([...entry.hidden].map((name) => [name, false])) };
  if (entry.legend && grid) {
    grid.top = Math.max(0, Number(grid.top) - legendRoom);
  }
  const named = Boolean(first(option.yAxis)?.name);
  const marked = (option.series ?? []).some((s) => s.markLine?.label?.show !== false && s.markLine?.data?.length);
  const raised = marked && apart(option, width);
  if (marked && grid) grid.top = Math.max(Number(grid.top), markRoom + (raised ? 12 : 0) + (named ? 14 : 0));
  if (marked && named) first(option.yAxis).nameGap = markRoom - 2 + (raised ? 12 : 0); // above the numbers
}

// thin leaves out points of a long line, evenly, but never its last nor one that
// no line leads to.
function thin(option, width) {
  const most = width < 480 ? 13 : 30;
  for (const series of option.series ?? []) {
    if (series.type !== 'line' || series.lineStyle?.width === 0 || !series.data?.length) continue;
    series.showAllSymbol = true;
    const data = series.data, step = Math.ceil(data.length / most);
    const known = (i) => data[i] !== null && data[i] !== undefined;
    const last = data.findLastIndex((_, i) => known(i));
    if (step < 2) continue;
    series.data = data.map((value, i) => {
      const kept = i === last || i % step === last % step || (!known(i - 1) && !known(i + 1));
      return kept || !known(i) ? value : { value, symbol: 'none' };
    });
  }
}

// fit makes names and labels suit the width: a long name keeps what follows its
// last point, the platform.
function fit(option, width) {
  const axis = first(option.yAxis);
  if (axis?.type === 'category') {
    if (width < 480 && first(option.xAxis)?.type !== 'category') first(option.xAxis).splitNumber = 2; // numbers that do not touch
    const room = Math.round(Math.min(220, Math.max(130, width * 0.36))), most = Math.floor(room / 7);
    axis.axisLabel = { ...axis.axisLabel, width: room, formatter: (name) => {
      if (name.length <= most) return name;
      const at = name.lastIndexOf(' · '), tail = at > 0 && name.length - at < most - 4 ? name.slice(at) : '';
      return `${name.slice(0, most - 1 - tail.length).trim()}…${tail}`;
    } };
    return;
  }
  for (const series of option.series ?? []) {
    if (series.type !== 'bar' || width / (series.data?.length || 1) > 32) continue;
    for (const item of series.data) if (item?.label) item.label.fontSize = 9;
  }
}

// shorten keeps a list of what is under the pointer on the screen.
function shorten(name, width) {
  const most = Math.max(16, Math.floor(width / 14));
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

// tell lists each name once in a tooltip: a line and the points of its
// incomplete months are one.
function tell(option, width) {
  const tooltip = first(option.tooltip);
  const names = (option.series ?? []).map((series) => series.name);
  if (tooltip?.trigger !== 'axis' || names.length < 2) return;
  const write = (one) => (option.series[one.seriesIndex]?.tooltip?.valueFormatter ?? tooltip.valueFormatter ?? String)(one.value);
  tooltip.formatter = (list) => {
    const rows = new Map();
    for (const one of [list].flat()) {
      const there = rows.get(one.seriesName);
      if (!there || there.value === null || there.value === undefined) rows.set(one.seriesName, one);
    }
    const lines = [...rows.values()].map((one) => `${one.marker}${shorten(one.seriesName, width)}  ${write(one)}`);
    return [first(list)?.axisValueLabel ?? '', ...lines].join('\n');
  };
}

// optionOf is a chart's option as it is drawn: on a screen, on paper (nothing
// but the drawing, of all months) or in a picture (paper, of the months shown).
function optionOf(entry, styles, { paper = false, view = null, width = 600 } = {}) {
  const option = resolve(entry.option, '', styles);
  option.animation = false;
  nameMonths(option, width, view);
  even(option);
  settle(option, entry, width);
  thin(option, width);
  fit(option, width);
  shade(option, paper || clear.matches ? strong : faint);
  if (option.aria) option.aria.label = { enabled: false }; // the element's own label says more
  if (paper) {
    const slider = first(option.dataZoom);
    if (slider) first(option.grid).bottom = 4;
    option.dataZoom = slider && view ? [{ ...slider, show: false, startValue: view[0], endValue: view[1] }] : [];
  } else {
    if (view) Object.assign(first(option.dataZoom), { startValue: view[0], endValue: view[1] });
    tell(option, width);
  }
  return option;
}

const clear = matchMedia('(prefers-contrast: more), (forced-colors: active)');

function paint(entry) {
  const option = optionOf(entry, getComputedStyle(root), { view: entry.view, width: entry.chart.getWidth() });
  entry.chart.setOption(option, { notMerge: true });
  legend(entry, option, (name, show) => {
    if (show) entry.hidden.delete(name);
    else entry.hidden.add(name);
    entry.chart.dispatchAction({ type: show ? 'legendSelect' : 'legendUnSelect', name });
  });
}

// namesOff are the series that a chart does not show at first.
function namesOff(option) {
  const selected = first(option.legend)?.selected ?? {};
  return Object.keys(selected).filter((name) => selected[name] === false);
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
  const entry = { chart, option, height, figure: element.closest('[data-figure]'), id: element.dataset.chart,
    legend: Boolean(first(option.legend)?.show), hidden: new Set(namesOff(option)), view: null, say: () => {} };
  drawn.set(element, entry);
  paint(entry);
  watchMonths(entry);
  reader(entry, element);
  new ResizeObserver(() => requestAnimationFrame(() => { if (!chart.isDisposed() && !root.dataset.bsThemeBefore) chart.resize(); })).observe(element);
  element.dataset.drawn = 'true';
}

// watchMonths lets the months of a long chart be chosen, by its slider and by
// buttons.
function watchMonths(entry) {
  const months = first(entry.option.xAxis)?.data;
  if (!entry.option.dataZoom || !months) return;
  entry.say = zoom(entry, months, (from, until) => {
    entry.view = [from, until];
    entry.chart.dispatchAction({ type: 'dataZoom', startValue: from, endValue: until });
  });
  entry.chart.on('datazoom', () => {
    const { startValue, endValue } = entry.chart.getOption().dataZoom[0];
    entry.view = [startValue, endValue];
    const axis = { xAxis: { type: 'category', data: months } };
    nameMonths(axis, entry.chart.getWidth(), entry.view);
    entry.chart.setOption({ xAxis: { axisLabel: axis.xAxis.axisLabel } });
    entry.say();
  });
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

// pictureOf is a chart as it is saved: in light colours and as wide from a
// phone as from a desk, with the series and months that are shown.
function pictureOf(element, figure) {
  const entry = drawn.get(element);
  const text = (selector) => figure.querySelector(selector)?.textContent.trim() ?? '';
  // The chart's own title tells what the page around it says, such as whose it is.
  const own = first(entry.option.title) ?? {}, told = own.subtext || '';
  const subtitle = text('.card-subtitle');
  return inLight((styles) => {
    const width = Math.max(entry.chart.getWidth(), 680), height = entry.height;
    const option = optionOf(entry, styles, { paper: true, view: entry.view, width });
    const offscreen = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
    offscreen.setOption(option);
    const svg = offscreen.renderToSVGString().replace(/<style[\s\S]*?<\/style>/g, ''); // of what is pointed at
    offscreen.dispose();
    const color = (name) => styles.getPropertyValue(name).trim();
    return picture({
      title: own.text || text('.card-title'), subtitle: told.includes(subtitle) ? told : subtitle.includes(told) ? subtitle : `${told} ${subtitle}`, summary: element.getAttribute('aria-label') ?? '',
      notes: [...figure.querySelectorAll('.chart-notes > li')].map((li) => li.textContent.trim()),
      series: entry.legend ? option.series.filter((series) => !entry.hidden.has(series.name)) : null,
      svg, width, height, ink: color('--chart-ink'), muted: color('--chart-muted'), ground: color('--chart-ground'),
    });
  });
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-save]');
  const figure = button?.closest('[data-figure]');
  const element = figure?.querySelector('[data-chart]');
  if (!element) return; // targets.js saves targets
  const name = figure.dataset.figure;
  if (button.dataset.save === 'csv') saveTable(figure.querySelector('.numbers-table'), name, root.lang);
  else if (!drawn.has(element)) return;
  else if (button.dataset.save === 'svg') saveSVG(pictureOf(element, figure), name);
  else await savePNG(pictureOf(element, figure), name);
});

const repaint = () => { for (const entry of drawn.values()) paint(entry); };
document.addEventListener('themechange', repaint);
clear.addEventListener('change', repaint);
document.addEventListener('htmx:after:swap', start);

// On paper charts have the light colours, all their months, and the width of the
// column that they stand in: they are drawn for one or for two columns and then
// fitted into it.
const column = 340;
addEventListener('beforeprint', () => {
  root.dataset.bsThemeBefore = root.dataset.bsTheme;
  root.dataset.bsTheme = 'light';
  const styles = getComputedStyle(root);
  for (const [element, entry] of drawn) {
    const half = element.closest('.grid-cards, .compare-many') && !element.closest('.figure-wide');
    const width = half ? column : 2 * column;
    const option = optionOf(entry, styles, { paper: true, width });
    entry.chart.setOption(option, { notMerge: true });
    entry.chart.resize({ width, height: entry.height });
    entry.chart.getZr().flush();
    element.querySelector('svg')?.setAttribute('viewBox', `0 0 ${width} ${entry.height}`);
    legend(entry, option, () => {});
  }
});
addEventListener('afterprint', () => {
  root.dataset.bsTheme = root.dataset.bsThemeBefore ?? root.dataset.bsTheme;
  delete root.dataset.bsThemeBefore;
  for (const [element, entry] of drawn) {
    element.querySelector('svg')?.removeAttribute('viewBox');
    paint(entry);
    entry.chart.resize({ width: 'auto', height: 'auto' });
  }
});

start();
