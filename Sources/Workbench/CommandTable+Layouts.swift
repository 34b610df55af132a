import NeuralNet
import Scales
import Session
import Terminal

extension CommandTable {
  /// Commands that make layouts: each starts t-SNE in a process of its own, or asks something of it.
  static let layoutCommands: [Command] = [
    Command(
      "embed.run", "Lay the clips out",
      help: "Runs t-SNE in a process of its own; the layout shows here as it grows.",
      keys: Command.keys("R"), in: [.tab(.embed)], label: "run", writes: true,
      obstacle: { isLayingOut($0) ?? $0.perplexityObstacle }
    ) { state, _ in state.startLayout(from: nil) },
    Command(
      "embed.warm", "Warm start from this layout",
      help: "Runs t-SNE from the layout that is shown, with the perplexity that i set.",
      keys: Command.keys("w"), in: [.tab(.embed)], label: "warm", writes: true,
      obstacle: { isLayingOut($0) ?? hasNoLayout($0) ?? $0.perplexityObstacle }
    ) { state, _ in
      state.startLayout(
        from: state.analysis.result("tsne", of: state.analysis.subject)?.id)
    },
    Command(
      "embed.resume", "Finish a layout that was ended early",
      help: "Goes on where the last unfinished t-SNE of these clips stopped.",
      in: [.tab(.embed)], writes: true, obstacle: { isLayingOut($0) ?? hasNoPartialLayout($0) }
    ) { state, _ in state.startLayout(from: nil, isResumed: true) },
    Command(
      "embed.parameters", "Edit perplexity and steps",
      help: "Asks for perplexity and steps of the next layout.", keys: Command.keys("i"),
      in: [.tab(.embed)],
      arguments: [
        Command.Argument(
          name: "perplexity", hint: "1 or more, as in 30; about how many neighbours count",
          problem: { text in
            guard let value = Double(text), value >= 1, value < 1e6 else {
              return text.isEmpty ? "a number is needed" : "not a number from 1 to 1,000,000"
            }
            return nil
          }, initial: { NumberText.short($0.nextPerplexity) }),
        Command.Argument(
          name: "steps", hint: "a whole number, as in 1000",
          problem: { text in
            guard let value = Int(text), (1...10_000_000).contains(value) else {
              return text.isEmpty ? "a number is needed" : "not a whole number from 1 on"
            }
            return nil
          }, initial: { "\($0.embed.iterations)" }),
      ], label: "edit"
    ) { state, arguments in
      guard arguments.count == 2, let perplexity = Double(arguments[0]),
        let steps = Int(arguments[1])
      else { return [] }
      state.embed.perplexity = perplexity
      state.embed.iterations = steps
      let next = hasNoLayout(state) == nil ? "R runs it anew, w from this layout" : "R runs it"
      if let obstacle = state.perplexityObstacle {
        state.say(obstacle, .warning)
      } else {
        state.say("Perplexity \(NumberText.short(perplexity)), \(steps) steps: \(next).")
      }
      return []
    },
    Command(
      "embed.pause", "Pause or resume the layout",
      help: "The t-SNE process waits, keeping everything in memory, or goes on.",
      keys: Command.keys("P"), in: [.tab(.embed)], label: "pause", writes: true,
      obstacle: { $0.analysis.running("tsne") == nil ? "no layout is being made" : nil }
    ) { state, _ in state.pauseOrResume("tsne") },
    Command(
      "embed.checkpoints", "Lay out every checkpoint",
      help: "Runs t-SNE for each kept checkpoint that has no layout, turned onto the best's.",
      keys: Command.keys("X"), in: [.tab(.embed)], writes: true,
      obstacle: {
        $0.analysis.subject.isRandom
          ? "the random network has no checkpoints: D leads back" : isLayingOut($0)
      }
    ) { state, _ in state.startCheckpoints("tsne") },
  ]

  private static let isLayingOut: @Sendable (State) -> String? = {
    $0.analysis.running("tsne") == nil
      ? nil : "a layout is being made; ^C ends it and keeps what is done"
  }

  private static let hasNoPartialLayout: @Sendable (State) -> String? = {
    $0.analysis.result("tsne", of: $0.analysis.subject)?.isComplete == false
      ? nil : "no layout was ended early"
  }
}
