// Reads a chart by keyboard: a slider that is seen as the frame of the chart. Each
// value that it comes to is shown as what is pointed at is, and spoken in the
// words of the table beneath.
const first = (component) => [component ?? []].flat()[0];

// reader puts the slider behind a chart whose months or names stand on an axis.
export function reader(entry, element) {
  const { chart, option } = entry;
  const upright = first(option.xAxis)?.type === 'category', axis = first(upright ? option.xAxis : option.yAxis);
  const label = element.dataset.read, names = axis?.type === 'category' ? axis.data : [];
  if (!label || !names?.length) return;
  const rows = [...(entry.figure?.querySelectorAll('.numbers-table tbody tr') ?? [])];
  const titled = new Map(rows.map((row) => [row.cells[0].textContent.trim(), row]));
  const input = document.createElement('input');
  input.type = 'range';
  input.className = 'chart-reader';
  input.setAttribute('aria-label', label);
  input.max = names.length - 1; // before its value, which it bounds
  input.value = upright ? names.length - 1 : 0;

  const words = (i) => {
    const row = titled.get(String(names[i])) ?? (rows.length === names.length ? rows[i] : null);
    if (!row) return String(names[i]);
    const heads = row.closest('table').tHead.rows[0].cells;
    const cells = [...row.cells].slice(1).map((cell, i) => (row.cells.length > 2 ? `${heads[i + 1].textContent.trim()} ` : '') + cell.textContent.trim());
    return [row.cells[0].textContent.trim(), ...cells].join(', ');
  };
  const at = (i) => {
    if (first(option.tooltip)?.trigger === 'axis') {
      const along = chart.convertToPixel(upright ? { xAxisIndex: 0 } : { yAxisIndex: 0 }, i);
      return upright ? { x: along, y: chart.getHeight() / 2 } : { x: chart.getWidth() / 2, y: along };
    }
    const held = (value) => (value && typeof value === 'object' && !Array.isArray(value) ? value.value : value);
    const seriesIndex = (option.series ?? []).findIndex((s) => !entry.hidden.has(s.name) && ![null, undefined, '-'].includes(held(s.data?.[i])));
    return seriesIndex < 0 ? null : { seriesIndex, dataIndex: i };
  };
  const show = () => {
    const i = Number(input.value), place = at(i);
    input.setAttribute('aria-valuetext', words(i));
    chart.dispatchAction(place ? { type: 'showTip', ...place } : { type: 'hideTip' });
  };
  input.addEventListener('focus', () => {
    const [from, until] = entry.view ?? [0, names.length - 1];
    input.min = from;
    input.max = until;
    show();
  });
  input.addEventListener('blur', () => chart.dispatchAction({ type: 'hideTip' }));
  for (const kind of ['input', 'change']) input.addEventListener(kind, (event) => { event.stopPropagation(); show(); });
  input.setAttribute('aria-valuetext', words(Number(input.value)));
  element.after(input);
}
