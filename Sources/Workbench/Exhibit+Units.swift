import Arrays
import Experiments
import Figures
import Foundation
import NeuralNet
import Scales
import Session
import Terminal

extension AnalysisState {
  /// The words that name whose units these are: `seed-3-step2176`, `random-network`.
  fileprivate var origin: String {
    guard let index else { return "" }
    return index.isTrained ? "\(index.run)-step\(index.step)" : "random-network"
  }

  /// Whose units these are and what they were ranked over.
  fileprivate func caption(_ session: String) -> String {
    guard let index else { return "session \(session)" }
    return "\(NetworkIdentity(index).title), width \(index.width), stride \(index.stride), seed "
      + "\(index.seed); \(index.split), n = \(NumberText.grouped(index.rows)); session \(session)"
  }
}

extension State {
  // MARK: - Units

  /// The chosen unit's top clips, and the units of the list.
  var unitExhibit: Exhibit {
    let subject = analysis.subject
    let unit = analysis.unit
    let name = Exhibit.name("units", subject.modality.rawValue, "u\(unit)", analysis.origin)
    guard let table = analysis.table, table.metrics.indices.contains(unit) else {
      return Exhibit(name, missing: "there are no units yet; R embeds the clips")
    }
    let rows = Exhibit.Part<ExhibitTable>.made { self.unitRows }
    var shown: [(place: UnitTable.Place, window: ClipWindow, maps: ActivationMaps?)] = []
    for place in table.top(of: unit) {
      let moment = Moment(clip: place.clip.id, time: place.time)
      if let window = analysis.window(moment) {
        var maps: ActivationMaps?
        if case .maps(let found) = analysis.shelf[.maps(moment, analysis.mapSubject())] {
          maps = found
        }
        shown.append((place, window, maps))
      } else if analysis.failure(.window(moment)) == nil {
        let reason = "the clips are not read yet"
        return Exhibit(
          name, figure: .missing(reason), table: rows, arrays: .missing(reason),
          sound: .missing(reason))
      }
    }
    guard !shown.isEmpty else {
      let reason = "none of the unit's clips can be read"
      return Exhibit(
        name, figure: .missing(reason), table: rows, arrays: .missing(reason),
        sound: .missing(reason))
    }
    let caption = analysis.caption(session.name)
    var look = windowLook
    // A sheet of heatmaps has them, also where the screen hides them.
    if look.overlay == 0 { look.overlay = WindowLook().overlay }
    return Exhibit(
      name,
      figure: .made { [shown, look] in
        unitSheet(of: unit, table, shown, look: look, caption: caption)
      },
      table: rows, arrays: .made { [shown] in Self.archive(of: shown, unit: unit) },
      sound: .made { [shown] in shown.flatMap(\.window.sound) })
  }

  private var unitRows: ExhibitTable {
    let rows = UnitRows(self)?.listed ?? []
    var table = ExhibitTable(rows: rows.count)
    table.add("unit", .integers(rows.map(\.unit)))
    table.add("selectivity", .numbers(rows.map(\.metrics.selectivity)))
    table.add("class", .texts(rows.map { $0.label ?? "" }))
    table.add("preferred", .texts(rows.map { $0.preferred?.name ?? "" }))
    table.add("preferred_of_5", .integers(rows.map { $0.preferred?.count ?? 0 }))
    table.add("maximum", .numbers(rows.map { Double("\($0.metrics.maximum)") }))
    table.add("mean", .numbers(rows.map(\.metrics.mean)))
    table.add("entropy", .numbers(rows.map(\.metrics.entropy)))
    table.add("dead", .flags(rows.map(\.metrics.isDead)))
    table.add("bookmarked", .flags(rows.map(\.isBookmarked)))
    table.add("marked", .flags(rows.map(\.isMarked)))
    table.add("name", .texts(rows.map { $0.name ?? "" }))
    table.add("note", .texts(rows.map { $0.note ?? "" }))
    return table
  }

  private static func archive(
    of shown: [(place: UnitTable.Place, window: ClipWindow, maps: ActivationMaps?)], unit: Int
  ) -> NPZArchive {
    var archive = NPZArchive()
    let count = shown.count
    archive.add(NPYArray(shape: [count], values: shown.map(\.place.clip.id)), name: "clips")
    archive.add(NPYArray(shape: [count], values: shown.map(\.place.time)), name: "times")
    archive.add(
      NPYArray(shape: [count], values: shown.map(\.place.activation)), name: "activations")
    let (size, field) = (shown[0].window.picture, shown[0].window.spectrumField)
    archive.add(
      NPYArray(
        shape: [count, size.height, size.width, 3], values: shown.flatMap(\.window.picture.pixels)),
      name: "frames")
    archive.add(
      NPYArray(
        shape: [count, field.height, field.width],
        values: shown.flatMap(\.window.spectrum)), name: "spectrograms")
    let maps = shown.compactMap(\.maps)
    if maps.count == count, let first = maps.first {
      archive.add(
        NPYArray(
          shape: [count, first.size.height, first.size.width],
          values: maps.flatMap { $0.map(ofUnit: unit) }), name: "maps")
    }
    return archive
  }

  // MARK: - Clip

  /// How windows are drawn on the screen, for paper.
  private var windowLook: WindowLook {
    var look = WindowLook()
    look.overlay = analysis.overlay
    look.floor = analysis.floor
    look.gain = analysis.gain
    look.isLogFrequency = analysis.isLogFrequency
    look.spectrogram = theme.spectrogram.palette
    look.activation = theme.activation.palette
    return look
  }

  /// The second that is shown: what has the focus as a figure, what answers as a table.
  var clipExhibit: Exhibit {
    guard let moment = clipMoment else { return Exhibit("clip", missing: "no clip is shown") }
    let subject = analysis.subject
    guard let window = analysis.window(moment) else {
      return Exhibit(
        Exhibit.name("clip-\(moment.clip)"),
        missing: analysis.failure(.window(moment)) ?? "the clip is not read yet")
    }
    let shown: Modality =
      switch clip.focus {
      case .spectrum, .notes: .audio
      case .frame: .vision
      case .units: subject.modality
      }
    var words = ["clip-\(moment.clip)", "at-\(NumberText.fixed(window.time, 2))s"]
    let unit = analysis.shownUnit(shown)
    words.append(clip.focus == .units ? "units" : shown == .audio ? "spectrogram" : "frame")
    if let unit, clip.focus != .units, analysis.overlay > 0 { words.append("u\(unit)") }
    words.append(analysis.origin)
    if analysis.isDifference { words.append("minus-random") }
    let name = Exhibit.name(words.joined(separator: "-"))
    let title =
      analysis.clips[moment.clip].map { clip in
        clip.fileName + (clip.label.map { ", \($0)" } ?? "")
      } ?? "clip \(moment.clip)"
    let caption = "at \(NumberText.fixed(window.time, 2)) s; \(analysis.caption(session.name))"
    let figure: Exhibit.Part<any Figure>
    if clip.focus == .units {
      figure = firingFigure(moment, title: title, caption: caption)
    } else if analysis.isDifference, analysis.overlay > 0 {
      figure = .missing("a difference has no figure; e g takes the screen, e n the maps of both")
    } else {
      var maps: ActivationMaps?
      if case .maps(let found) = analysis.shelf[.maps(moment, analysis.mapSubject(shown))] {
        maps = found
      }
      let look = windowLook
      let map = maps.flatMap { maps in unit.map { (maps: maps, unit: $0) } }
      figure = .made {
        heatmapFigure(
          window, shown, under: map, look: look,
          title: map == nil || look.overlay == 0
            ? title : "\(title): \(shown.rawValue) unit \(unit ?? 0)", caption: caption)
      }
    }
    let table: Exhibit.Part<ExhibitTable> =
      FiringUnitsView.strongest(self, moment) == nil
      ? .missing("the maps are not computed yet") : .made { self.firingUnits(moment) }
    return Exhibit(
      name, figure: figure, table: table, arrays: .made { self.archive(of: window, moment) },
      sound: .made { window.sound })
  }

  private func firingFigure(
    _ moment: Moment, title: String, caption: String
  ) -> Exhibit.Part<any Figure> {
    guard let units = FiringUnitsView.strongest(self, moment) else {
      return .missing("the maps are not computed yet")
    }
    // As many as a page holds.
    let first = Array(units.prefix(30))
    let isDifference = analysis.isDifference
    return .made {
      BarFigure(
        categories: first.map { self.title(ofUnit: $0.unit) },
        series: [.init(isDifference ? Difference.title : "activation", first.map(\.value))],
        valueTitle: "activation (pool4)" + (isDifference ? ", \(Difference.title)" : ""),
        title: "\(title): \(self.analysis.subject.modality.rawValue) units",
        caption: isDifference
          ? "the \(first.count) of \(units.count) that differ most; \(caption)"
          : "the strongest \(first.count) of \(units.count) that answer; \(caption)")
    }
  }

  /// `u209 siren`, or `u209 "sirens"` where it was named.
  private func title(ofUnit unit: Int) -> String {
    let said = analysis.notes[analysis.notesSubject(ofUnit: unit), .name].map { "\"\($0)\"" }
    let words = said ?? analysis.table?.preferred(of: unit)?.name
    return "u\(unit)" + (words.map { " \($0)" } ?? "")
  }

  private func firingUnits(_ moment: Moment) -> ExhibitTable {
    let units = FiringUnitsView.strongest(self, moment) ?? []
    var table = ExhibitTable(rows: units.count)
    table.add("unit", .integers(units.map(\.unit)))
    table.add(
      analysis.isDifference ? "trained_minus_random" : "activation",
      .numbers(units.map { Double("\(Float($0.value))") }))
    table.add(
      "preferred", .texts(units.map { analysis.table?.preferred(of: $0.unit)?.name ?? "" }))
    table.add(
      "name",
      .texts(units.map { analysis.notes[analysis.notesSubject(ofUnit: $0.unit), .name] ?? "" }))
    return table
  }

  private func archive(of window: ClipWindow, _ moment: Moment) -> NPZArchive {
    var archive = NPZArchive()
    let (picture, field) = (window.picture, window.spectrumField)
    archive.add(
      NPYArray(shape: [picture.height, picture.width, 3], values: picture.pixels), name: "frame")
    archive.add(
      NPYArray(
        shape: [field.height, field.width], values: window.spectrum),
      name: "spectrogram")
    archive.add(NPYArray(shape: [window.sound.count], values: window.sound), name: "sound")
    archive.add(
      NPYArray(shape: [2], values: [window.time, window.soundStart]), name: "time_and_sound_start")
    for modality in Modality.allCases {
      guard let (own, random) = analysis.maps(modality, at: moment) else { continue }
      add(own, modality, "")
      if let random { add(random, modality, "_random") }
    }
    func add(_ maps: ActivationMaps, _ modality: Modality, _ whose: String) {
      archive.add(
        NPYArray(shape: [maps.activations.count], values: maps.activations),
        name: "activations_\(modality.rawValue)\(whose)")
      if let unit = analysis.shownUnit(modality), maps.activations.indices.contains(unit) {
        archive.add(
          NPYArray(
            shape: [maps.size.height, maps.size.width], values: maps.map(ofUnit: unit)),
          name: "map_\(modality.rawValue)_u\(unit)\(whose)")
      }
    }
    return archive
  }
}
