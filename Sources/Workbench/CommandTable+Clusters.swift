import NeuralNet
import Scales
import Session
import Terminal

extension CommandTable {
  /// Commands of the screen Clusters.
  static let clustersCommands: [Command] =
    [
      Command(
        "clusters.run", "Cluster the clips",
        help: "Runs k-means in a process of its own, and the random network's for comparison.",
        keys: Command.keys("R"), in: [.tab(.clusters)], label: "run",
        writes: true,
        obstacle: {
          $0.analysis.running("kmeans") == nil
            ? $0.clusterCountObstacle
            : "clusters are being made; ^C ends that and keeps what is done"
        }
      ) { state, _ in state.startClusters() },
      Command(
        "clusters.parameters", "Edit the number of clusters",
        help: "Asks for the number of clusters of the next run.", keys: Command.keys("i"),
        in: [.tab(.clusters)],
        arguments: [
          Command.Argument(
            name: "clusters", hint: "a whole number from 2 on, at most the number of clips",
            problem: { text in
              guard let value = Int(text), (2...100_000).contains(value) else {
                return text.isEmpty ? "a number is needed" : "not a whole number from 2 on"
              }
              return nil
            }, initial: { "\($0.nextClusterCount)" })
        ], label: "edit k"
      ) { state, arguments in
        state.clusters.count = arguments.first.flatMap { Int($0) }
        if let obstacle = state.clusterCountObstacle {
          state.say(obstacle, .warning)
        } else {
          state.say("\(state.nextClusterCount) clusters: R makes them.")
        }
        return []
      },
      Command(
        "clusters.pause", "Pause or resume the clustering",
        help: "The k-means process waits, keeping everything in memory, or goes on.",
        keys: Command.keys("P"), in: [.tab(.clusters)],
        writes: true,
        obstacle: { $0.analysis.running("kmeans") == nil ? "no clusters are being made" : nil }
      ) { state, _ in state.pauseOrResume("kmeans") },
      Command(
        "clusters.sort", "Sort the clusters", help: "By size, purity, class or number.",
        keys: Command.keys("o"), in: [.tab(.clusters)], label: "sort", obstacle: hasNoClusters
      ) { state, _ in
        let all = ClustersState.Order.allCases
        let place = all.firstIndex(of: state.clusters.order) ?? 0
        state.clusters.cluster = ClusterBoard(state).flatMap { board in
          board.chosen.map { board.rows[$0].cluster.number }
        }
        state.clusters.order = all[(place + 1) % all.count]
        return []
      },
      Command(
        "clusters.members", "Typical or outlying members first",
        help: "Members by their distance from the cluster's centre, or the other way round.",
        keys: Command.keys("M"), in: [.tab(.clusters)], label: "outliers", obstacle: hasNoClusters
      ) { state, _ in
        state.clusters.isOutwards.toggle()
        state.clusters.member = 0
        return []
      },
      Command(
        "clusters.checkpoints", "Cluster every checkpoint",
        help:
          "Runs k-means for each kept checkpoint that has none of this k: NMI over checkpoints.",
        keys: Command.keys("X"), in: [.tab(.clusters)],
        writes: true,
        obstacle: {
          if $0.analysis.subject.isRandom { return "the random network has no checkpoints" }
          return $0.analysis.running("kmeans") == nil ? nil : "clusters are being made"
        }
      ) { state, _ in state.startCheckpoints("kmeans") },
      checkpoint("earlier", "Clusters of the checkpoint before", ",", -1),
      checkpoint("later", "Clusters of the next checkpoint", ".", 1, label: ", checkpoint"),
      step("next", "Next cluster", Command.keys("]"), 1),
      step("previous", "Cluster before", Command.keys("["), -1),
      move("down", "Down", "The next cluster, or the next row of members.", ["j", "Down"]) {
        $0.clusters.focus == .members
          ? .member(ClustersLayout.shownTiles($0)?.across ?? 1) : .row(1)
      },
      move("up", "Up", "The cluster before, or the row of members before.", ["k", "Up"]) {
        $0.clusters.focus == .members
          ? .member(-(ClustersLayout.shownTiles($0)?.across ?? 1)) : .row(-1)
      },
      move("right", "Next member", "The next member of the cluster.", ["l", "Right"]) { _ in
        .member(1)
      },
      move("left", "Member before", "The member before.", ["h", "Left"]) { _ in .member(-1) },
      move("pageDown", "Half a page on", "Half a screen of clusters on.", ["^d", "PgDn"]) {
        .row($0.size.height / 2)
      },
      move("pageUp", "Half a page back", "Half a screen of clusters back.", ["^u", "PgUp"]) {
        .row(-$0.size.height / 2)
      },
      move("first", "First cluster", "The first of the list.", ["g g", "Home"]) { _ in
        .row(-1_000_000)
      },
      move("last", "Last cluster", "The last of the list.", ["G", "End"]) { _ in .row(1_000_000) },
      Command(
        "clusters.open", "Open the member", help: "Shows the chosen member's clip on 3.",
        keys: Command.keys("Enter"), in: [.tab(.clusters)], label: "clip", obstacle: hasNoClusters
      ) { state, _ in
        guard let board = ClusterBoard(state), let member = board.member(state),
          let clip = board.clip(ofMember: member)
        else { return [] }
        state.open(clip: clip)
        return []
      },
      play(
        .clusters, "Play the member",
        "Plays the middle second of the chosen member through this machine, or stops it."),
      pane("next", "Next pane", Command.keys("Tab"), 1, label: "pane"),
      pane("previous", "Pane before", Command.keys("S-Tab"), -1),
    ]

  private static let hasNoClusters: @Sendable (State) -> String? = {
    $0.analysis.result("kmeans", of: $0.analysis.subject) == nil
      ? "there are no clusters yet: R makes them" : nil
  }

  private static func checkpoint(
    _ name: String, _ title: String, _ key: String, _ steps: Int, label: String? = nil
  ) -> Command {
    Command(
      "clusters.\(name)Checkpoint", title, help: "\(title), of those that have some.",
      keys: Command.keys(key), in: [.tab(.clusters)], label: label,
      obstacle: {
        $0.analysis.subject.isRandom
          || $0.analysis.series("kmeans", of: $0.analysis.subject).count < 2
          ? "fewer than two checkpoints have clusters: X makes them, W lists all" : nil
      }
    ) { state, _ in
      state.stepCheckpoint("kmeans", by: steps)
      return []
    }
  }

  private enum Way {
    case row(Int)
    case member(Int)
  }

  private static func move(
    _ name: String, _ title: String, _ help: String, _ keys: [String],
    _ way: @escaping @Sendable (State) -> Way
  ) -> Command {
    Command(
      "clusters.\(name)", title, help: help, keys: keys.flatMap { Command.keys($0) },
      in: [.tab(.clusters)]
    ) { state, _ in
      guard let board = ClusterBoard(state), let chosen = board.chosen else { return [] }
      switch way(state) {
      case .row(let rows):
        let target = min(max(0, chosen + rows), board.rows.count - 1)
        state.clusters.cluster = board.rows[target].cluster.number
        state.clusters.member = 0
      case .member(let members):
        guard let member = board.member(state) else { return [] }
        state.clusters.member = min(max(0, member + members), board.members.count - 1)
      }
      return []
    }
  }

  private static func step(
    _ name: String, _ title: String, _ keys: [[Key]], _ rows: Int
  ) -> Command {
    Command(
      "clusters.\(name)Cluster", title, help: "\(title) of the list, from every pane.", keys: keys,
      in: [.tab(.clusters)], label: rows > 0 ? "cluster" : nil, obstacle: hasNoClusters
    ) { state, _ in
      guard let board = ClusterBoard(state), let chosen = board.chosen else { return [] }
      let target = min(max(0, chosen + rows), board.rows.count - 1)
      state.clusters.cluster = board.rows[target].cluster.number
      state.clusters.member = 0
      return []
    }
  }

  private static func pane(
    _ name: String, _ title: String, _ keys: [[Key]], _ step: Int, label: String? = nil
  ) -> Command {
    Command(
      "clusters.\(name)Pane", title,
      help: step > 0
        ? "Moves the focus on: clusters, classes, members, agreement." : "Moves the focus back.",
      keys: keys,
      in: [.tab(.clusters)], label: label
    ) { state, _ in
      let panes = ClustersLayout.panes(for: state)
      let place = panes.firstIndex(of: state.clusters.focus) ?? 0
      state.clusters.focus = panes[(place + step + panes.count) % panes.count]
      return []
    }
  }
}

extension State {
  /// Starts k-means of the subject, or of the random network where that is what a difference lacks.
  fileprivate mutating func startClusters() -> [Effect] {
    var subject = analysis.subject
    var count = nextClusterCount
    if analysis.isDifference, let shown = analysis.result("kmeans", of: subject),
      analysis.randomClusters(beside: shown) == nil
    {
      subject.isRandom = true
      count = analysis.clusterSummary(shown)?.figures.clusters ?? count
    }
    var words =
      ["kmeans", session.path, "--modality", subject.modality.rawValue]
      + analysis.arguments(of: subject)
    words += ["--clusters", "\(count)"]
    if subject.isRandom { words.append("--random") }
    showNewest()
    say("Clustering \(subject.title) in a process of its own; the clusters show here.")
    return [.start(words)]
  }
}
