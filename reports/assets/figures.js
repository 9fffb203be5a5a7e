/* Draws the figures of a page. The numbers stand in the page as JSON; nothing is fetched. */
(function () {
  "use strict";
  var figures = Array.from(document.querySelectorAll("figure")).filter(function (figure) {
    return figure.querySelector(".plot");
  });
  var tables = document.querySelectorAll("main details");
  if (!window.Plotly) {
    tables.forEach(function (table) { table.open = true; });
    figures.forEach(function (figure) { figure.querySelector(".plot").remove(); });
    return;
  }
  var narrow = window.matchMedia("(max-width: 40em)");
  var PAPER = 680;
  var config = {
    displayModeBar: false, displaylogo: false, showSendToCloud: false, plotlyServerURL: "",
    responsive: true, scrollZoom: false, doubleClick: false, showTips: false,
    showAxisDragHandles: false, showAxisRangeEntryBoxes: false
  };

  function overlay(onto, from) {
    Object.keys(from).forEach(function (key) {
      var both = [onto[key], from[key]].every(function (value) {
        return value && typeof value === "object" && !Array.isArray(value);
      });
      if (both) { overlay(onto[key], from[key]); } else { onto[key] = from[key]; }
    });
  }

  /* Parsed anew for each drawing: Plotly writes into what it is given. */
  function read(figure, asNarrow) {
    var spec = JSON.parse(figure.querySelector(".spec").textContent);
    spec.layout.template = JSON.parse(document.getElementById("plot-template").textContent);
    if (asNarrow) { overlay(spec.layout, spec.layout.meta.narrow); }
    return spec;
  }

  function draw(figure, width) {
    var box = figure.querySelector(".plot");
    var spec = read(figure, narrow.matches && !width);
    if (width) { spec.layout.width = width; }
    box.hidden = false;
    box.style.height = spec.layout.height + "px";
    figure.drawn = true;
    return window.Plotly.newPlot(box, spec.data, spec.layout, config);
  }

  var near = new IntersectionObserver(function (seen) {
    seen.forEach(function (entry) {
      if (entry.isIntersecting && !entry.target.drawn) { draw(entry.target); }
    });
  }, { rootMargin: "600px" });

  figures.forEach(function (figure) {
    figure.querySelector(".plot").hidden = false;
    var save = figure.querySelector(".save");
    save.hidden = false;
    save.addEventListener("click", function () { picture(figure); });
    near.observe(figure);
  });

  narrow.addEventListener("change", function () {
    figures.forEach(function (figure) { if (figure.drawn) { draw(figure); } });
  });

  window.addEventListener("beforeprint", function () {
    tables.forEach(function (table) { table.wasOpen = table.open; table.open = true; });
    figures.forEach(function (figure) { draw(figure, PAPER); });
  });
  window.addEventListener("afterprint", function () {
    tables.forEach(function (table) { table.open = table.wasOpen; });
    figures.forEach(function (figure) { draw(figure); });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    figures.forEach(function (figure) {
      if (figure.drawn) { window.Plotly.Fx.unhover(figure.querySelector(".plot")); }
    });
    document.querySelectorAll(".main-nav details[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  function lines(text, letters) {
    return text.split(" ").reduce(function (done, word) {
      var end = done.length - 1;
      if (end >= 0 && (done[end] + " " + word).length <= letters) { done[end] += " " + word; }
      else { done.push(word); }
      return done;
    }, []);
  }

  /* A picture may travel alone, so title, subtitle, source and watermark go with it. */
  function picture(figure) {
    var spec = read(figure, false);
    var layout = spec.layout;
    var mark = document.body.dataset.mark;
    var title = lines(figure.querySelector("figcaption").firstElementChild.textContent, 75);
    var under = lines(figure.querySelector(".sub").textContent, 125).concat(
      lines(figure.querySelector(".source").textContent + (mark ? ". " + mark : ""), 125));
    var above = 22 + title.length * 25 + under.length * 18;
    layout.title = {
      text: title.join("<br>"), font: { size: 19, weight: 700 },
      subtitle: { text: under.join("<br>"), font: { size: 13 } },
      xref: "container", yref: "container", x: 0, y: 1, xanchor: "left", yanchor: "top",
      pad: { l: 10, t: 12 }
    };
    layout.margin.t += above;
    layout.height += above;
    layout.width = 960;
    window.Plotly.toImage(spec, { format: "png", width: 960, height: layout.height, scale: 2 })
      .then(function (address) {
        var link = document.createElement("a");
        link.href = address;
        link.download = figure.id + ".png";
        link.click();
      });
  }
})();
