/// How pages of HTML look, on light and on dark screens and on paper.
enum PageStyle {
  /// Colours of the figures' light theme, as an SVG writes them, and the page's names of them.
  static let colors = [
    ("#ffffff", "paper"), ("#1a1a1a", "ink"), ("#5a5a5a", "dim"), ("#e4e4e4", "line"),
    ("#a8a8a8", "missing"), ("#0072b2", "blue"),
  ]

  static let sheet = """
    :root { --paper: #ffffff; --ink: #1a1a1a; --dim: #5a5a5a; --line: #e4e4e4; --missing: #a8a8a8;
      --blue: #0072b2; }
    @media (prefers-color-scheme: dark) { :root { --paper: #15171a; --ink: #ececec; --dim: #a9adb3;
      --line: #33373d; --missing: #707070; --blue: #3b9bd8; } }
    @media print { :root { --paper: #ffffff; --ink: #1a1a1a; --dim: #5a5a5a; --line: #e4e4e4;
      --missing: #a8a8a8; --blue: #0072b2; } }
    * { box-sizing: border-box; }
    body { font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; max-width: 1240px; margin: 0 auto;
      padding: 2em 1.5em 4em; color: var(--ink); background: var(--paper); }
    header { border-bottom: 2px solid var(--ink); margin-bottom: 1em; }
    h1 { font-size: 1.7em; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.3em; margin: 2.2em 0 0.5em; padding-bottom: 0.15em;
      border-bottom: 1px solid var(--line); }
    h3 { font-size: 1.05em; margin: 1.6em 0 0.4em; }
    p { margin: 0.6em 0; max-width: 75ch; }
    .dim { color: var(--dim); margin: 0.2em 0 0.6em; }
    nav { display: flex; flex-wrap: wrap; gap: 0.2em 1.2em; margin-bottom: 0.8em; }
    a { color: var(--blue); text-decoration: none; }
    a:hover { text-decoration: underline; }
    code { font: 0.92em ui-monospace, "DejaVu Sans Mono", monospace; }
    .wide { overflow-x: auto; margin: 0.8em 0; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.92em; }
    th { text-align: left; font-weight: 600; }
    thead th { border-bottom: 1.5px solid var(--ink); vertical-align: bottom; }
    th, td { padding: 3px 18px 3px 0; vertical-align: top; overflow-wrap: break-word; }
    td { max-width: 60ch; border-bottom: 1px solid var(--line); }
    td.n { text-align: right; }
    .counts th, .counts td { padding: 2px 5px; text-align: right; min-width: 2.2em; }
    .counts tbody th { font-weight: normal; white-space: nowrap; padding-right: 12px; }
    .counts thead th { font-size: 0.85em; }
    .counts td { border: 1px solid var(--line);
      background: color-mix(in srgb, var(--blue) calc(var(--s, 0%) * 0.75), transparent); }
    .beside { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: flex-start; }
    figure { margin: 0.6em 0; max-width: 100%; }
    figure svg { display: block; max-width: 100%; height: auto; }
    details { margin: 0.8em 0; }
    summary { cursor: pointer; color: var(--blue); }
    .hit { stroke: var(--ink); stroke-width: 1.5; }
    #tip { position: fixed; pointer-events: none; background: var(--ink); color: var(--paper);
      padding: 3px 8px; border-radius: 4px; font-size: 13px; max-width: 40ch; z-index: 2;
      overflow-wrap: anywhere; }
    @media print { body { max-width: none; padding: 0; font-size: 10pt; } nav, #tip { display: none; }
      h2, h3 { break-after: avoid; } figure, tr { break-inside: avoid; }
      .wide { overflow: visible; } .counts { font-size: 7pt; } .counts th, .counts td { padding: 1px 2px;
      min-width: 0; } details > *, details::details-content { content-visibility: visible; } }
    """

  /// Says at once what a point is, where a browser waits a second; and opens what is folded for
  /// print.
  static let script = """
    const tip = document.getElementById("tip");
    let hit = null;
    for (const title of document.querySelectorAll("circle > title, polygon > title")) {
      title.parentNode.dataset.tip = title.textContent;
      title.remove();
    }
    document.addEventListener("mousemove", (event) => {
      const target = event.target.closest ? event.target.closest("[data-tip]") : null;
      if (hit && hit !== target) hit.classList.remove("hit");
      hit = target;
      tip.hidden = !target;
      if (!target) return;
      target.classList.add("hit");
      tip.textContent = target.dataset.tip;
      const right = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
      const below = Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8);
      tip.style.left = right + "px";
      tip.style.top = below + "px";
    });
    addEventListener("beforeprint", () => {
      for (const part of document.querySelectorAll("details")) part.open = true;
    });
    """
}
