import Session
import Terminal

/// A list that a filter narrows.
public enum FilteredList: Sendable, CaseIterable {
  case runs, units, clips, pairs, log

  /// What its rows are called.
  var noun: String {
    switch self {
    case .runs: "runs"
    case .units: "units"
    case .clips: "clips"
    case .pairs: "pairs"
    case .log: "events"
    }
  }

  /// The screens that show it.
  var tabs: [Tab] {
    switch self {
    case .runs: [.train]
    case .units: [.units]
    case .clips: [.embed, .clip]
    case .pairs: [.pairs]
    case .log: [.log]
    }
  }

  /// A filter as one may write it.
  var example: String {
    switch self {
    case .runs: "acc>.5 state:done lr<1e-3"
    case .units: "pref:siren sel>.5 -dead"
    case .clips: "label:dog cluster:3 right:no"
    case .pairs: "seen:dog loss>2 right:no"
    case .log: "level:warning kind:checkpoint -word"
    }
  }

  /// The commands that narrow it and that show all of it again.
  var commands: (filter: String, all: String) {
    switch self {
    case .runs: ("train.runFilter", "train.runUnfilter")
    case .units: ("units.filter", "units.unfilter")
    case .clips: ("clips.filter", "clips.unfilter")
    case .pairs: ("pairs.filter", "pairs.unfilter")
    case .log: ("log.filter", "log.unfilter")
    }
  }
}

extension State {
  /// What narrows a list, as it was typed.
  func filterText(of list: FilteredList) -> String {
    switch list {
    case .runs: train.list.filterText
    case .units: units.filterText
    case .clips: analysis.filter.text
    case .pairs: pairs.filterText
    case .log: log.filterText
    }
  }

  /// Narrows a list.
  mutating func setFilter(_ text: String, of list: FilteredList) {
    switch list {
    case .runs: train.list.setFilter(text)
    case .units: units.setFilter(text)
    case .clips: analysis.filter.set(text)
    case .pairs: pairs.setFilter(text)
    case .log: log.setFilter(text)
    }
  }

  /// Chooses the first that a filter lets through where it hides what was chosen, so that keys never
  /// act on what is not seen.
  mutating func chooseListed(in list: FilteredList) {
    switch list {
    case .units:
      guard let rows = UnitRows(self), rows.place(of: analysis.unit) == nil,
        let first = rows.listed.first
      else { return }
      choose(unit: first.unit)
    case .clips:
      // What passes is found at the end of an update.
      analysis.filter.refresh(analysis)
      guard tab == .clip, let moment = clipMoment, let passing = analysis.filter.passing,
        !passing.contains(moment.clip), let next = clipAfter(1)
      else { return }
      analysis.moment = next
    case .runs, .pairs, .log: break
    }
  }

  /// What may come next in the filter of a list.
  func suggestions(for line: TypedLine, in list: FilteredList) -> [Suggestion] {
    switch list {
    case .runs: train.list.fields.suggestions(for: line) { train.list.rows }
    case .units: UnitRow.fields.suggestions(for: line) { UnitRows(self)?.all ?? [] }
    case .clips: clipSuggestions(for: line)
    case .pairs: PairRow.fields.suggestions(for: line) { pairRows }
    case .log: LogRow.fields.suggestions(for: line) { log.rows(log.events) }
    }
  }

  private func clipSuggestions(for line: TypedLine) -> [Suggestion] {
    let found = ClipRow.fields.suggestions(for: line) { analysis.filter.rows(analysis) }
    let isValue = FilterTerm(FilterLine(line).last)?.field != nil
    guard isValue, analysis.filter.isSampled else { return found }
    return found.map { Suggestion(text: $0.text, about: "", line: $0.line) }
  }

  /// The fields of a list, for the help.
  func fieldLines(of list: FilteredList) -> [(keys: String, text: String)] {
    switch list {
    case .runs: train.list.fields.lines
    case .units: UnitRow.fields.lines
    case .clips: ClipRow.fields.lines
    case .pairs: PairRow.fields.lines
    case .log: LogRow.fields.lines
    }
  }
}

extension State {
  /// What is wrong with a filter of a list, in words; nil where nothing is.
  func problem(of filter: String, in list: FilteredList) -> String? {
    Filter(filter).problem(
      fields: fieldLines(of: list).flatMap { $0.keys.split(separator: " ").map(String.init) })
  }
}

extension CommandTable {
  /// The commands that narrow a list and that show all of it again.
  static func filterCommands(_ list: FilteredList) -> [Command] {
    let noun = list == .log ? "log" : list.noun
    return [
      Command(
        list.commands.filter, "Filter the \(noun)",
        help: "Lists \(list.noun) that match, as in \(list.example); Tab completes.",
        keys: Command.keys("/"), in: Set(list.tabs.map { .tab($0) }), accepts: [filter],
        label: "filter",
        obstacle: {
          list == .runs && $0.train.list.rows.isEmpty ? "there is no run yet" : nil
        }
      ) { state, words in
        if let text = words.first {
          state.setFilter(text, of: list)
          state.chooseListed(in: list)
          if let problem = state.problem(of: text, in: list) { state.say(problem) }
          return []
        }
        if list == .runs, !TrainLayout.isShown(.runs, state) { state.train.focus = .runs }
        let text = state.filterText(of: list)
        state.overlays.append(
          .prompt(
            Prompt(
              purpose: .filter(list, before: text), label: "filter", hint: list.example,
              line: TypedLine(text))))
        return []
      },
      Command(
        list.commands.all, "List all \(list.noun)",
        help: list == .log
          ? "Clears the filter, and shows events of every level." : "Clears the filter.",
        keys: Command.keys("\\"), in: Set(list.tabs.map { .tab($0) }),
        obstacle: { state in
          let isWhole =
            state.filterText(of: list).isEmpty && !(list == .log && state.log.isUrgentOnly)
          return isWhole ? "nothing is filtered" : nil
        }
      ) { state, _ in
        state.setFilter("", of: list)
        if list == .log { state.log.setUrgentOnly(false) }
        return []
      },
    ]
  }

  /// A filter that a script gives; at the screen it is typed and seen at once.
  private static let filter = Command.Argument(
    name: "filter", hint: "words   field:value   -word   a | b", problem: { _ in nil })
}
