// The charts of the pages of figures. Every number is also in the tables; without JavaScript they stand open.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  // The four colours mean what they say; movements are drawn in others.
  const fill = {
    red: "#c9372c", yellow: "#e3b126", green: "#3f9a5a", white: "#d5dbe2",
    found: "#174a8c", cleared: "#8fb8ee", relapsed: "#7a3e8e", extended: "#b3a58c",
  };
  const ink = { red: "#fff", yellow: "#3d2b00", green: "#fff", white: "#3c4654", found: "#fff", cleared: "#1b2430", relapsed: "#fff", extended: "#1b2430" };
  const font = getComputedStyle(document.body).fontFamily;

  function draw(box) {
    const rows = data[box.dataset.chart];
    if (!rows?.length || !window.echarts) return;
    const upright = "upright" in box.dataset;
    const kinds = data[`${box.dataset.chart}_series`]; // side by side; without them the four colours, one upon the other
    box.hidden = false;
    const table = box.parentElement.querySelector("details");
    if (table) table.open = false;
    // The months stand beside the sources and take their height.
    box.style.height = `${Math.max((upright ? data.sources ?? [] : rows).length, upright ? 7 : 3) * 34 + 54}px`;

    const length = (row) => (kinds ? Math.max(...row.counts) : row.counts.reduce((sum, count) => sum + count, 0));
    const longest = Math.max(1, ...rows.map(length));
    const named = Math.max(116, Math.round(box.clientWidth * 0.3)); // width of the names beside lying bars
    const room = upright ? box.clientHeight - 70 : box.clientWidth - named - 50;
    const narrow = upright && rows.length > 14; // columns thinner than their numbers
    const fits = (count) => !narrow && (count / longest) * room > (upright ? 12 : String(count).length * 7 + 3);

    const chart = echarts.init(box, null, { renderer: "canvas", locale: "ZH" });
    const weekly = "weekly" in box.dataset;
    const names = { type: "category", data: rows.map((row) => row.name), axisTick: { show: false } };
    const counts = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e8ecf1" } }, axisLabel: { color: "#667386" } };
    if (upright) names.axisLabel = { color: "#4a5768", formatter: (name) => name.slice(...(weekly ? [5] : [2, 7])), interval: rows.length > 18 ? 2 : 0 };
    else Object.assign(names, { inverse: true, axisLabel: { color: "#1b2430", width: named, overflow: "truncate" } });

    chart.setOption({
      aria: { enabled: true, label: { description: `${box.dataset.label}。各项数见下面的数据表。` } },
      animation: false,
      textStyle: { fontFamily: font, fontSize: 12 },
      legend: { top: 2, itemWidth: 12, itemHeight: 10, textStyle: { color: "#4a5768" } },
      grid: { top: 30, bottom: upright ? 24 : 22, left: upright ? 44 : named + 14, right: 18 },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, order: "seriesAsc" },
      xAxis: upright ? names : counts,
      yAxis: upright ? counts : names,
      series: (kinds ?? data.colours).map((colour, place) => ({
        name: colour.name,
        type: "bar",
        stack: kinds ? undefined : "all",
        barMaxWidth: upright ? 34 : 20,
        itemStyle: { color: fill[colour.value] },
        label: { show: true, fontSize: 11, color: ink[colour.value], formatter: (it) => (fits(it.value) ? it.value : "") },
        cursor: "pointer",
        data: rows.map((row) => row.counts[place]),
      })),
    });
    chart.on("click", (it) => {
      const url = rows[it.dataIndex]?.urls[it.seriesIndex];
      if (url) window.location.assign(url);
    });
    new ResizeObserver(() => chart.resize()).observe(box);
  }

  document.querySelectorAll("[data-chart]").forEach(draw);
  // Paper shows the tables instead of the charts.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".chart-table").forEach((table) => { table.open = true; });
  });
})();
