import Experiments
import Figures
import Foundation
import NeuralNet
import Scales
import Session
import Terminal

extension State {
  /// Classes by their best unit's five.
  var preferenceExhibit: Exhibit {
    let subject = analysis.subject
    let name = Exhibit.name("preferences", subject.modality.rawValue, subject.split.rawValue)
    guard let found = preferences else {
      return Exhibit(name, missing: "there are no preferences yet; R computes them")
    }
    let order = orderedClasses(found)
    let result = analysis.result("prefer", of: subject.with(isRandom: false))
    let line = result.flatMap { analysis.sources[$0.id]?.line } ?? ""
    @Sendable func best(
      _ side: [String: PreferenceExperiment.Coverage], _ modality: Modality
    ) -> [(unit: Int?, count: Int)] {
      let classes = side[modality.rawValue]?.classes ?? []
      return order.map { place in
        guard classes.indices.contains(place) else { return (nil, 0) }
        return (classes[place].unit, classes[place].count)
      }
    }
    let figure = Exhibit.Part<any Figure>.made {
      func counts(_ side: [String: PreferenceExperiment.Coverage]) -> [Double] {
        best(side, subject.modality).map { Double($0.count) }
      }
      func covered(_ side: [String: PreferenceExperiment.Coverage], _ name: String) -> String? {
        side[subject.modality.rawValue].map {
          "\(name): \($0.atFour) classes at 4 of 5 (by chance "
            + "\(NumberText.fixed($0.expectedAtFour, 1)) ± \(NumberText.fixed($0.deviationAtFour, 1)))"
        }
      }
      let facts = [covered(found.trained, "trained"), covered(found.random, "random network")]
      return BarFigure(
        categories: order.map { found.names[$0] },
        series: [
          .init("trained", counts(found.trained)), .init("random network", counts(found.random)),
        ], valueTitle: "clips of the class among the best unit's five", range: 0...5,
        title: "Unit preference, \(subject.modality.rawValue)",
        caption: ([line] + facts.compactMap { $0 } + ["session \(session.name)"])
          .joined(separator: "; "))
    }
    let table = Exhibit.Part<ExhibitTable>.made {
      var table = ExhibitTable(rows: order.count)
      table.add("class", .texts(order.map { found.names[$0] }))
      table.add(
        "clips", .integers(order.map { found.counts.indices.contains($0) ? found.counts[$0] : 0 }))
      for (name, side) in [("trained", found.trained), ("random", found.random)] {
        for modality in Modality.allCases {
          let preferred = best(side, modality)
          table.add("\(name)_\(modality.rawValue)_unit", .places(preferred.map(\.unit)))
          table.add("\(name)_\(modality.rawValue)_count", .integers(preferred.map(\.count)))
        }
      }
      return table
    }
    return Exhibit(name, figure: figure, table: table)
  }

  /// The pairs that are listed, the second of the chosen one that is heard, accuracy by class.
  var pairExhibit: Exhibit {
    let name = Exhibit.name("pairs", analysis.subject.split.rawValue)
    guard let found = hardest else {
      return Exhibit(name, missing: "there are no hardest pairs yet; R finds them")
    }
    let result = analysis.result("hard", of: analysis.subject.with(isRandom: false))
    let line = result.flatMap { analysis.sources[$0.id]?.line } ?? ""
    let figure: Exhibit.Part<any Figure> =
      found.classes.isEmpty
      ? .missing("the clips have no classes to draw the accuracy of")
      : .made {
        BarFigure(
          categories: found.classes.map(\.name),
          series: [
            .init(
              "accuracy", found.classes.map(\.accuracy),
              errors: found.classes.map { Binomial.interval(share: $0.accuracy, count: $0.count) })
          ], references: [FigureReference(0.5, "chance")], valueTitle: "accuracy", range: 0...1,
          title: "Correspondence by class of the frame",
          caption: "\(line); accuracy \(NumberText.fixed(found.accuracy, 3)), loss "
            + "\(NumberText.fixed(found.loss, 3)) of \(NumberText.grouped(found.count)) pairs; bars: "
            + "95 % of a binomial (Wilson); session \(session.name)")
      }
    let pairs = listedPairs
    let clips = analysis.clips
    let table = Exhibit.Part<ExhibitTable>.made {
      var table = ExhibitTable(rows: pairs.count)
      func files(_ clip: (HardPairs.JudgedPair) -> Int64) -> ExhibitTable.Values {
        .texts(pairs.map { clips[clip($0)]?.path ?? "" })
      }
      func labels(_ clip: (HardPairs.JudgedPair) -> Int64) -> ExhibitTable.Values {
        .texts(pairs.map { clips[clip($0)]?.label ?? "" })
      }
      table.add("loss", .numbers(pairs.map(\.loss)))
      table.add("probability", .numbers(pairs.map(\.probability)))
      table.add("corresponds", .flags(pairs.map(\.corresponds)))
      table.add("mistake", .flags(pairs.map(\.isMistake)))
      table.add("seen_clip", .integers(pairs.map { Int($0.pictureClip) }))
      table.add("seen_file", files { $0.pictureClip })
      table.add("seen_label", labels { $0.pictureClip })
      table.add("seen_seconds", .numbers(pairs.map(\.frameTime)))
      table.add("heard_clip", .integers(pairs.map { Int($0.soundClip) }))
      table.add("heard_file", files { $0.soundClip })
      table.add("heard_label", labels { $0.soundClip })
      table.add("heard_start_seconds", .numbers(pairs.map(\.soundStart)))
      return table
    }
    return Exhibit(name, figure: figure, table: table, sound: heardSound)
  }

  /// The second that is heard in the chosen pair.
  private var heardSound: Exhibit.Part<[Float]> {
    guard let pair = chosenPair else { return .missing("no pair is listed") }
    let moment = Moment(clip: pair.soundClip, time: pair.soundStart + 0.5)
    guard let window = analysis.window(moment) else {
      return .missing(analysis.failure(.window(moment)) ?? "the sound is not read yet")
    }
    return .made { window.sound }
  }

  /// The session's analyses.
  var jobExhibit: Exhibit {
    let jobs = analysis.jobs
    let table = Exhibit.Part<ExhibitTable>.made {
      var table = ExhibitTable(rows: jobs.count)
      table.add("job", .integers(jobs.map { Int($0.id) }))
      table.add("kind", .texts(jobs.map(\.kind)))
      table.add("title", .texts(jobs.map(\.title)))
      table.add("state", .texts(jobs.map { $0.word.lowercased() }))
      table.add("done", .integers(jobs.map(\.done)))
      table.add("total", .integers(jobs.map(\.total)))
      table.add("started", .texts(jobs.map { Self.moment($0.created) }))
      table.add("finished", .texts(jobs.map { $0.finished.map(Self.moment) ?? "" }))
      table.add("message", .texts(jobs.map(\.message)))
      table.add("command", .texts(jobs.map { $0.arguments.joined(separator: " ") }))
      return table
    }
    let none = "jobs are a table: e c writes it, e g a picture of the screen"
    return Exhibit("jobs", figure: .missing(none), table: table, arrays: .missing(none))
  }

  /// The events that pass the filter.
  var logExhibit: Exhibit {
    let log = log
    let table = Exhibit.Part<ExhibitTable>.made {
      let events = log.visible.map { log.events[$0] }
      var table = ExhibitTable(rows: events.count)
      table.add("time", .texts(events.map { Self.moment($0.time) }))
      table.add("run", .texts(events.map { log.run(of: $0) ?? "" }))
      table.add("level", .texts(events.map(\.level.rawValue)))
      table.add("kind", .texts(events.map(\.kind)))
      table.add("text", .texts(events.map(\.text)))
      return table
    }
    let none = "the log is a table: e c writes it, e g a picture of the screen"
    return Exhibit("log", figure: .missing(none), table: table, arrays: .missing(none))
  }

  /// A time as ISO 8601 in UTC.
  private static func moment(_ time: Date) -> String { time.formatted(.iso8601) }
}
