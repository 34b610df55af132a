import Foundation
import Scales
import Session
import Terminal

/// What the charts of the training screen show of the horizontal axis, and where they are read.
extension State {
  /// Where the steps of the followed run lie on the axis; frozen charts end where they were frozen.
  var chartPlaces: ChartPlaces? {
    guard let run else { return nil }
    var places = ChartPlaces(
      run.steps, axis: train.axis, timeline: train.frozen?.timeline ?? run.timeline)
    if let frozen = train.frozen { places.count = min(places.count, frozen.steps) }
    return places
  }

  /// The runs that are compared with the followed one, in the order of their colours.
  var compared: [(row: RunRow, place: Int)] {
    guard train.list.markedCount > 0 else { return [] }
    let rows = Dictionary(
      train.list.rows.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
    return train.list.places.enumerated().compactMap { place, id in
      guard let id, id != run?.record.id, let row = rows[id] else { return nil }
      return (row, place)
    }
  }

  /// What the charts need of the runs that are compared.
  var curveQueries: [CurveQuery] {
    let stretch = chartStretch
    return compared.map { row, _ in
      let last = train.frozen?.lastSteps[row.record.id] ?? row.step
      return CurveQuery(
        run: row.record.id, lastStep: last, smoothing: train.smoothing, axis: train.axis,
        stretch: stretch)
    }
  }

  /// The stretch that runs are fetched for: a little more than is shown, so that it need not be
  /// fetched anew for each step that comes.
  private var chartStretch: ClosedRange<Double>? {
    guard let window = train.window, let shown = chartRange else { return nil }
    let unit = window.span / 4
    guard unit > 0, unit.isFinite else { return nil }
    return (shown.lowerBound / unit).rounded(.down)
      * unit...((shown.upperBound / unit).rounded(.up) * unit)
  }

  /// The whole axis: all steps of the followed run and of those compared; from 0 on where it begins
  /// close to 0, as counts and times look odd else. Nil before the first step.
  var wholeRange: ClosedRange<Double>? {
    var ranges = [chartPlaces?.range].compactMap { $0 }
    for (row, _) in compared {
      if case .curves(let curves) = analysis.shelf.curves(ofRun: row.record.id),
        let range = curves.range(train.axis)
      {
        ranges.append(range)
      }
    }
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max(),
      low.isFinite, high.isFinite
    else { return nil }
    return train.axis != .clock && low > 0 && low < 0.05 * high ? 0...high : low...high
  }

  /// Where the newest step of the followed run lies.
  private var newestPlace: Double? { chartPlaces?.range?.upperBound ?? wholeRange?.upperBound }

  /// What the charts show of the axis.
  public var chartRange: ClosedRange<Double>? {
    guard let whole = wholeRange, let newest = newestPlace else { return nil }
    guard let window = train.window else { return whole }
    let end = window.end ?? max(newest, whole.lowerBound + window.span)
    return end - window.span...end
  }

  /// Shows a `factor`th of what is shown: around a place, else around the cursor where it is in
  /// sight, else of the end.
  mutating func zoomCharts(by factor: Double, around place: Double? = nil) {
    guard let whole = wholeRange, let shown = chartRange else { return }
    let full = whole.upperBound - whole.lowerBound
    let present = shown.upperBound - shown.lowerBound
    // Few enough steps to tell each from the next.
    let least = full / Double(max(1, chartPlaces?.count ?? 1)) * 8
    let span = max(present / factor, least)
    guard span < full else {
      train.window = nil
      return
    }
    // Of two runs the other may be longer.
    var end = train.window?.end ?? newestPlace ?? shown.upperBound
    if let place = place ?? cursorPlace, shown.contains(place), present > 0 {
      end = place + (shown.upperBound - place) / present * span
    }
    show(span: span, end: end)
  }

  /// Moves what is shown by a share of its length; at the newest step it goes along with it.
  mutating func panCharts(by share: Double) {
    guard let shown = chartRange, let window = train.window else { return }
    show(span: window.span, end: shown.upperBound + share * window.span)
  }

  /// Shows a stretch of the axis, no further than there is something.
  mutating func show(span: Double, end: Double) {
    guard let whole = wholeRange, let newest = newestPlace else { return }
    let end = min(max(end, whole.lowerBound + span), max(newest, whole.upperBound))
    train.window = .init(span: span, end: end == newest ? nil : end)
  }

  /// Where the cursor stands on the axis; nil without one.
  var cursorPlace: Double? {
    guard let index = cursorIndex, let places = chartPlaces else { return nil }
    return places.position(index)
  }

  /// Place in the columns of the step under the cursor: the nearest that there is.
  var cursorIndex: Int? {
    guard let cursor = train.cursor, let run, let places = chartPlaces, places.count > 0 else {
      return nil
    }
    let after = min(run.steps.index(from: cursor), places.count - 1)
    guard after > 0, run.steps.step[after] - cursor > cursor - run.steps.step[after - 1] else {
      return after
    }
    return after - 1
  }

  /// Places the cursor on a step of the columns, and shows that part of the axis.
  mutating func setCursor(index: Int) {
    guard let run, let places = chartPlaces, places.count > 0 else { return }
    let index = min(max(0, index), places.count - 1)
    train.cursor = run.steps.step[index]
    guard let window = train.window, let shown = chartRange else { return }
    let place = places.position(index)
    if !shown.contains(place) { show(span: window.span, end: place + window.span / 2) }
  }

  /// Moves the cursor by so many cells of the chart, by one step at least; the first move places it
  /// on the newest step in sight.
  mutating func moveCursor(cells: Int) {
    guard let places = chartPlaces, places.count > 0, let shown = chartRange else { return }
    guard let index = cursorIndex else {
      setCursor(index: (places.nearest(shown.upperBound) ?? 0))
      return
    }
    let width = TrainLayout.chartWidth(for: size, state: self)
    let distance = (shown.upperBound - shown.lowerBound) / Double(max(1, width)) * Double(cells)
    let target = places.nearest(places.position(index) + distance) ?? index
    let isOn = cells > 0 ? target > index : target < index
    setCursor(index: isOn ? target : index + cells.signum())
  }

  /// A press or a drag reads a chart where it is, a turn of the wheel zooms around it.
  mutating func take(_ mouse: Mouse, onChart pane: TrainState.Pane, in plot: Rect) -> [Effect] {
    train.focus = pane
    guard let places = chartPlaces, let shown = chartRange, plot.width > 1 else { return [] }
    let share = Double(min(max(0, mouse.x - plot.x), plot.width - 1)) / Double(plot.width - 1)
    let place = shown.lowerBound + share * (shown.upperBound - shown.lowerBound)
    switch mouse.action {
    case .press, .drag:
      if let index = places.nearest(place) { setCursor(index: index) }
    case .wheelUp: zoomCharts(by: 1.25, around: place)
    case .wheelDown: zoomCharts(by: 0.8, around: place)
    default: break
    }
    return []
  }

  /// Changes what the axis counts; the same steps stay in sight.
  mutating func setAxis(_ axis: TrainState.Axis) {
    let shown = train.window == nil ? nil : chartRange
    let ends = shown.flatMap { shown in
      chartPlaces.flatMap { places -> ClosedRange<Int>? in
        guard let low = places.nearest(shown.lowerBound),
          let high = places.nearest(shown.upperBound), low < high
        else { return nil }
        return low...high
      }
    }
    let follows = train.window?.end == nil
    train.axis = axis
    train.window = nil
    guard let ends, let places = chartPlaces else { return }
    let (low, high) = (places.position(ends.lowerBound), places.position(ends.upperBound))
    if high > low { train.window = .init(span: high - low, end: follows ? nil : high) }
  }

  /// Tells that the trainer took what it was asked.
  mutating func noteTaken(_ event: EventRecord) {
    guard let asked = train.asked, event.run == asked.run else { return }
    let isTaken =
      event.kind == "control" && event.text.hasPrefix("\(asked.command) at step")
      || event.kind == "checkpoint" && asked.command == .checkpoint
    guard isTaken else { return }
    train.asked = nil
    say("The trainer took it: \(CellText.clean(event.text)).")
  }
}
