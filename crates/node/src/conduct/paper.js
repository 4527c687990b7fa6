"use strict";
(() => {
  const root = document.documentElement;
  for (const choice of document.querySelectorAll("input[name=language]")) {
    choice.addEventListener("change", () => {
      root.lang = choice.value;
      root.dataset.show = choice.value;
    });
  }
  const canvas = document.getElementById("strip");
  if (!canvas) return;
  const frames = JSON.parse(document.getElementById("frames").textContent);
  const when = document.getElementById("when");
  const pen = canvas.getContext("2d");
  const east = (lon) => (lon < 0 ? lon + 360 : lon);
  const all = frames.flatMap((frame) => frame[1]);
  const span = (values) => [Math.floor(Math.min(...values)) - 1, Math.ceil(Math.max(...values)) + 1];
  const least = (index, f) => all.reduce((range, ship) => {
    const value = f(ship[index]);
    return [Math.min(range[0], value), Math.max(range[1], value)];
  }, [Infinity, -Infinity]);
  const [west, right] = span(least(2, east));
  const [south, north] = span(least(1, (lat) => lat));
  const x = (lon) => ((east(lon) - west) / (right - west)) * canvas.width;
  const y = (lat) => canvas.height - ((lat - south) / (north - south)) * canvas.height;
  const grid = () => {
    pen.strokeStyle = "#b8c4cf";
    pen.fillStyle = "#4a5a68";
    pen.font = "13px sans-serif";
    pen.lineWidth = 1;
    for (let lon = Math.ceil(west / 10) * 10; lon <= right; lon += 10) {
      pen.beginPath();
      pen.moveTo(x(lon), 0);
      pen.lineTo(x(lon), canvas.height);
      pen.stroke();
      pen.fillText(lon > 180 ? `${360 - lon}°W` : `${lon}°E`, x(lon) + 3, canvas.height - 5);
    }
    for (let lat = Math.ceil(south / 5) * 5; lat <= north; lat += 5) {
      pen.beginPath();
      pen.moveTo(0, y(lat));
      pen.lineTo(canvas.width, y(lat));
      pen.stroke();
      pen.fillText(`${lat}°N`, 3, y(lat) - 3);
    }
  };
  const draw = () => {
    const [at, ships] = frames[Number(when.value)];
    pen.clearRect(0, 0, canvas.width, canvas.height);
    grid();
    const hot = [];
    for (const [mmsi, lat, lon] of ships) {
      if (mmsi) {
        hot.push(mmsi);
        pen.fillStyle = "#a11226";
        pen.fillRect(x(lon) - 5, y(lat) - 5, 10, 10);
        pen.fillText(String(mmsi).padStart(9, "0"), x(lon) + 8, y(lat) + 4);
      } else {
        pen.fillStyle = "#2f5f8a";
        pen.beginPath();
        pen.arc(x(lon), y(lat), 2.5, 0, 7);
        pen.fill();
      }
    }
    document.getElementById("at").textContent = at;
    when.setAttribute("aria-valuetext", at);
    document.getElementById("strip-ships").textContent = hot.map((mmsi) => String(mmsi).padStart(9, "0")).join(" · ");
  };
  let timer = 0;
  document.getElementById("play").addEventListener("click", () => {
    if (timer) {
      clearInterval(timer);
      timer = 0;
      return;
    }
    if (Number(when.value) >= frames.length - 1) when.value = 0;
    timer = setInterval(() => {
      when.value = Number(when.value) + 1;
      draw();
      if (Number(when.value) >= frames.length - 1) {
        clearInterval(timer);
        timer = 0;
      }
    }, 250);
  });
  when.addEventListener("input", draw);
  draw();
})();
